/** O tipo de cada expressão, e os erros de tipo, com os textos do Prometheus. */
import { COMPARISON_OPERATORS, type BinaryExpr, type Call, type PromqlExpr, type PromqlType } from './ast.ts';
import { FUNCTIONS } from './functions.ts';
import { MESSAGES, TYPE_NAMES } from './messages.ts';
import { syntaxError } from './promql-error.ts';

export function typeOf(expr: PromqlExpr): PromqlType {
  switch (expr.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
    case 'aggregate':
      return 'vector';
    case 'range':
      return 'matrix';
    case 'negation':
      return typeOf(expr.operand);
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector';
    case 'call':
      return FUNCTIONS.get(expr.function)?.returns ?? 'vector';
  }
}

export function isComparison({ operator }: Pick<BinaryExpr, 'operator'>): boolean {
  return (COMPARISON_OPERATORS as readonly string[]).includes(operator);
}

/** Um nó cujos filhos já foram conferidos. @throws PromqlError `syntax` */
export function checkTypes(text: string, expr: PromqlExpr): void {
  switch (expr.kind) {
    case 'aggregate':
      expectType(text, expr.operand, 'vector', 'aggregation expression');
      break;
    case 'negation': {
      const type = typeOf(expr.operand);
      if (type !== 'scalar' && type !== 'vector') throw syntaxError(text, expr, MESSAGES.unaryType(TYPE_NAMES[type]));
      break;
    }
    case 'binary':
      checkBinary(text, expr);
      break;
    case 'call':
      checkCall(text, expr);
      break;
    default:
  }
}

function checkBinary(text: string, expr: BinaryExpr): void {
  const { left, right, returnBool, matching } = expr;
  const operator = { from: left.to, to: right.from };
  while (/\s/.test(text[operator.from] ?? '')) operator.from++;
  if (returnBool && !isComparison(expr)) throw syntaxError(text, operator, MESSAGES.boolModifier);
  const types = [typeOf(left), typeOf(right)];
  if (isComparison(expr) && !returnBool && types.every((type) => type === 'scalar')) {
    throw syntaxError(text, operator, MESSAGES.scalarComparison);
  }
  for (const side of [left, right]) {
    if (!['scalar', 'vector'].includes(typeOf(side))) throw syntaxError(text, side, MESSAGES.operandTypes);
  }
  if (matching.labels.length > 0 && types.some((type) => type !== 'vector')) {
    throw syntaxError(text, expr, MESSAGES.matchingOfScalars);
  }
}

function checkCall(text: string, expr: Call): void {
  const { args } = FUNCTIONS.get(expr.function)!;
  if (args.length !== expr.args.length) {
    throw syntaxError(text, expr, MESSAGES.argumentCount(expr.function, args.length, expr.args.length));
  }
  const context = `call to function ${JSON.stringify(expr.function)}`;
  expr.args.forEach((arg, i) => expectType(text, arg, args[i], context));
}

function expectType(text: string, expr: PromqlExpr, wanted: PromqlType, context: string): void {
  const received = typeOf(expr);
  if (received === wanted) return;
  throw syntaxError(text, expr, MESSAGES.expectedType(TYPE_NAMES[wanted], context, TYPE_NAMES[received]));
}
