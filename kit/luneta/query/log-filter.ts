/**
 * A linguagem do campo de texto dos logs, a do filtro do trace sem o que só um span tem. Os termos, separados por espaço,
 * valem todos ao mesmo tempo, e nenhum diferencia maiúsculas, menos o valor depois de `=`:
 *
 *   cartão "sem saldo"      no corpo, num atributo (`chave=valor`), no nome do evento ou num id
 *   pedido.id=1042          o atributo (do registro, do recurso, do escopo) ou o campo do corpo com exatamente este valor
 *   http.route~/pedidos     o que contém o texto; sem texto (`exception.type~`), o que existe
 *   duracao_ms>=500         numérico; também `>`, `<` e `<=`
 *   service= level= scope= event= trace_id= span_id=   os campos do próprio registro
 *   -termo                  nega qualquer um deles
 */
import { formatCount } from '../../format.ts';
import { attributeText } from '../store/attribute-text.ts';
import type { LogRecord } from '../store/logs/log-store.ts';
import type { Attribute, AttributeValue } from '../store/model.ts';
import { levelOf } from './log-level.ts';

type Operator = '=' | '~' | '>' | '>=' | '<' | '<=';
export type LogFilterTerm = { negated: boolean } & (
  { type: 'text'; text: string } | { type: 'value'; key: string; op: Operator; value: string }
);
export type LogFilterResult = { ok: true; terms: readonly LogFilterTerm[] } | { ok: false; problem: string };

/** Ninguém escreve à mão um filtro assim; e cada termo olha todos os registros. */
export const MAX_LOG_FILTER_CHARS = 1_000;
export const MAX_LOG_FILTER_TERMS = 20;

const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
/** Um endereço (`http://…?a=b`) não é um par: a chave é só de letras, números e a pontuação dos nomes do OpenTelemetry. */
const KEY = '[\\p{L}\\p{N}_@./-]+';
const OPERATOR = '>=|<=|[=~<>]';
/** Uma aspa no começo do termo, ou do valor, tem de ser a de um texto inteiro. */
const BROKEN_QUOTES = `-?(?:${KEY}(?:${OPERATOR}))?"`;
const TERM = new RegExp(
  `(-?)(?:(${QUOTED}|${KEY})(${OPERATOR})(${QUOTED}|[^\\s"]*)|(${QUOTED})|((?!${BROKEN_QUOTES})\\S+))(?!\\S)`,
  'suy',
);
const BLANKS = /\s*/y;

/** Texto vazio dá uma lista vazia. O problema é uma frase: o que houve, o que veio, como consertar. */
export function parseLogFilter(text: string): LogFilterResult {
  if (text.length > MAX_LOG_FILTER_CHARS) {
    const problem = `O filtro de texto tem ${formatCount(text.length)} caracteres, e o máximo é ${formatCount(MAX_LOG_FILTER_CHARS)}. Procure um trecho.`;
    return { ok: false, problem };
  }
  const terms: LogFilterTerm[] = [];
  for (let at = afterBlanks(text, 0); at < text.length; at = afterBlanks(text, TERM.lastIndex)) {
    if (terms.length === MAX_LOG_FILTER_TERMS) {
      const problem = `O filtro de texto tem mais de ${MAX_LOG_FILTER_TERMS} termos. Tire alguns; entre aspas, um texto com espaços é um termo só.`;
      return { ok: false, problem };
    }
    TERM.lastIndex = at;
    const match = TERM.exec(text);
    if (!match) {
      const problem = `As aspas não fecham em “${text.slice(at, at + 60)}”, ou há algo colado depois delas. Feche-as e deixe um espaço.`;
      return { ok: false, problem };
    }
    terms.push(toTerm(match));
  }
  return { ok: true, terms };
}

function afterBlanks(text: string, from: number): number {
  BLANKS.lastIndex = from;
  BLANKS.test(text);
  return BLANKS.lastIndex;
}

function toTerm([whole, minus, key, op, value, phrase, word]: RegExpExecArray): LogFilterTerm {
  const negated = minus === '-';
  if (phrase !== undefined) return { type: 'text', text: unquote(phrase), negated };
  // Um hífen sozinho é texto.
  if (word !== undefined) return { type: 'text', text: word, negated };
  if (key === undefined) return { type: 'text', text: whole, negated: false };
  const plain = unquote(value);
  // `a->b` e `x<y` não comparam números: são texto.
  if (op !== '=' && op !== '~' && toNumber(plain) === undefined) {
    return { type: 'text', text: negated ? whole.slice(1) : whole, negated };
  }
  return { type: 'value', key: unquote(key), op: op as Operator, value: plain, negated };
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/gsu, '$1') : text;
}

/** Diz de cada registro se ele serve. Sem termos, todos servem. */
export function logMatcher(terms: readonly LogFilterTerm[]): (log: LogRecord) => boolean {
  const tests = terms.map((term) => {
    const holds = term.type === 'text' ? textTest(term.text) : valueTest(term.key, valueHolds(term.op, term.value));
    return term.negated ? (log: LogRecord) => !holds(log) : holds;
  });
  return (log) => tests.every((holds) => holds(log));
}

function textTest(text: string): (log: LogRecord) => boolean {
  const needle = fold(text);
  const has = (candidate: string): boolean => fold(candidate).includes(needle);
  return ({ body, attributes, eventName, traceId, spanId }) =>
    has(attributeText(body)) ||
    has(eventName) ||
    attributes.some(({ key, value }) => has(`${key}=${attributeText(value)}`)) ||
    traceId.includes(needle) ||
    spanId.includes(needle);
}

function valueHolds(op: Operator, value: string): (text: string) => boolean {
  if (op === '=') return (text) => text === value;
  if (op === '~') {
    const needle = fold(value);
    return (text) => fold(text).includes(needle);
  }
  const limit = Number(value);
  return (text) => {
    const number = toNumber(text);
    if (number === undefined) return false;
    if (op === '>') return number > limit;
    if (op === '>=') return number >= limit;
    return op === '<' ? number < limit : number <= limit;
  };
}

const FIELDS: Record<string, (log: LogRecord) => string> = {
  service: ({ resource }) => resource.serviceName,
  'service.name': ({ resource }) => resource.serviceName,
  level: ({ severityNumber }) => levelOf(severityNumber) ?? '',
  scope: ({ scope }) => scope.name,
  event: ({ eventName }) => eventName,
  trace_id: ({ traceId }) => traceId,
  span_id: ({ spanId }) => spanId,
};

function valueTest(key: string, holds: (text: string) => boolean): (log: LogRecord) => boolean {
  const inside = (list: readonly Attribute[]): boolean =>
    list.some((attribute) => attribute.key === key && holds(attributeText(attribute.value)));
  const field = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
  return (log) =>
    inside(log.attributes) ||
    inside(log.resource.attributes) ||
    inside(log.scope.attributes) ||
    (field !== undefined && field(log) !== '' && holds(field(log))) ||
    bodyField(log.body, key, holds);
}

/** Um campo do corpo, em qualquer profundidade: `pedido.id` é a chave inteira, ou `id` dentro de `pedido`. */
function bodyField(body: AttributeValue, key: string, holds: (text: string) => boolean): boolean {
  if (body.type !== 'kvlist') return false;
  return body.value.some((entry) =>
    entry.key === key
      ? holds(attributeText(entry.value))
      : key.startsWith(`${entry.key}.`) && bodyField(entry.value, key.slice(entry.key.length + 1), holds),
  );
}

function toNumber(text: string): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

function fold(mixedCase: string): string {
  return mixedCase.toLowerCase();
}
