/** O que se diz de uma consulta: em inglês, como o Prometheus, porque os painéis o mostram como veio. */

export const MESSAGES = {
  // Sintaxe: os textos do Prometheus, quando ele os tem.
  empty: 'no expression found in input',
  unexpectedEnd: 'unexpected end of input',
  unclosedParen: 'unclosed left parenthesis',
  unclosedBracket: 'unclosed left bracket',
  unclosedBrace: 'unexpected end of input inside braces',
  unexpected: (what: string) => `unexpected ${what}`,
  unterminatedString: 'unterminated quoted string',
  badEscape: (escape: string) => `unknown escape sequence ${escape}`,
  badNumber: (text: string) => `error parsing number: ${JSON.stringify(text)}`,
  badDuration: (text: string) => `not a valid duration string: ${JSON.stringify(text)}`,
  zeroDuration: 'duration must be greater than 0',
  unknownFunction: (name: string) => `unknown function with name ${JSON.stringify(name)}`,
  nameTwice: (first: string, second: string) =>
    `metric name must not be set twice: ${JSON.stringify(first)} or ${JSON.stringify(second)}`,
  emptyMatchers: 'vector selector must contain at least one non-empty matcher',
  rangeOfSelector: 'ranges only allowed for vector selectors',
  rangeAfterModifier: 'no offset or @ modifiers allowed before range',
  modifierOfSelector: (modifier: string) =>
    `${modifier} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
  offsetTwice: 'offset may not be set multiple times',
  atTwice: '@ <timestamp> may not be set multiple times',
  atOutOfBounds: (text: string) => `timestamp out of bounds for @ modifier: ${text}`,
  expectedType: (wanted: string, context: string, received: string) =>
    `expected type ${wanted} in ${context}, got ${received}`,
  argumentCount: (name: string, wanted: number, received: number) =>
    `expected ${wanted} argument(s) in call to ${JSON.stringify(name)}, got ${received}`,
  aggregateArguments: (received: number) =>
    received === 0
      ? 'no arguments for aggregate expression provided'
      : `wrong number of arguments for aggregate expression provided, expected 1, got ${received}`,
  operandTypes: 'binary expression must contain only scalar and instant vector types',
  boolModifier: 'bool modifier can only be used on comparison operators',
  scalarComparison: 'comparisons between scalars must use BOOL modifier',
  matchingOfScalars: 'vector matching only allowed between instant vectors',
  unaryType: (received: string) =>
    `unary expression only allowed on expressions of type scalar or instant vector, got ${JSON.stringify(received)}`,
  notASelector: 'expected a single series selector',
  rangeQueryType: (received: string) =>
    `invalid expression type ${JSON.stringify(received)} for range query, must be Scalar or instant Vector`,

  // Limites daqui.
  tooLong: (chars: number, max: number) => `the query has ${chars} characters, and the maximum is ${max}`,
  tooDeep: (max: number) => `the query nests more than ${max} expressions`,
  tooManySamples: 'query processing would load too many samples into memory in query execution',
  timeout: 'query timed out in expression evaluation',
  slowParse: 'query timed out in parsing',

  // Execução: os textos do Prometheus.
  sameLabels: 'vector cannot contain metrics with the same labelset',
  duplicateSeries: (group: string, first: string, second: string) =>
    `found duplicate series for the match group ${group} on the right hand-side of the operation: [${first}, ${second}];many-to-many matching not allowed: matching labels must be unique on one side`,
  multipleMatches: 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',

  // O que falta aqui, pelo nome que tem no PromQL.
  construct: {
    aggregator: (name: string) => `aggregation operator ${JSON.stringify(name)}`,
    function: (name: string) => `function ${JSON.stringify(name)}`,
    operator: (name: string) => `binary operator ${JSON.stringify(name)}`,
    modifier: (name: string) => `modifier ${JSON.stringify(name)}`,
    subquery: 'subquery',
    durationExpression: 'duration expression',
  },
} as const;

/** Os nomes dos tipos na documentação do PromQL. */
export const TYPE_NAMES = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
} as const;
