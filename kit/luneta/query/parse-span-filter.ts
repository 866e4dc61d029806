/**
 * A linguagem do filtro da página do trace. Os termos, separados por espaço, valem todos ao mesmo tempo:
 *
 *   pagamento "cartão recusado"        o texto em qualquer lugar do span; sem aspas, cada palavra é um termo
 *   http.route=/orders                 o atributo com exatamente este valor (do span, recurso, escopo ou de um evento)
 *   db.query.text~select               o atributo que contém o texto; sem texto (`db.query.text~`), o que existe
 *   service=loja  name=…  kind=server  status=error     o mesmo (e com `~`) nos campos do span
 *   error                              spans com erro
 *   share>5%  >5%  duration>=10ms      parte do trace e duração; também <, <= e >=
 *   http.response.status_code>=500     atributo numérico
 *   -termo                             nega qualquer um deles
 *
 * Entre aspas, `\"` e `\\` são a aspa e a barra, e nada mais é especial: `"error"` é a palavra, e `"name"=x` é o
 * atributo chamado `name`. O que não tem nenhuma dessas formas é texto.
 */
import { formatCount } from '../../format.ts';
import { SPAN_KIND_NAMES, StatusCode } from '../store/model.ts';
import { parseGoDuration } from './go-duration.ts';

export type SpanField = 'service' | 'name' | 'kind' | 'status';
export type Comparison = '>' | '>=' | '<' | '<=';

type Condition =
  | { type: 'text'; text: string }
  | { type: 'error' }
  | { type: 'field'; field: SpanField; match: 'equals' | 'contains'; value: string }
  | { type: 'attribute'; key: string; match: 'equals' | 'contains'; value: string }
  /** `limit` é uma fração do trace, microssegundos ou, nos atributos, o próprio número. */
  | { type: 'share' | 'duration'; op: Comparison; limit: number }
  | { type: 'number'; key: string; op: Comparison; limit: number };

export type SpanFilterTerm = Condition & { negated: boolean };

export interface SpanFilterProblem {
  /** O que houve e como consertar, em português. */
  message: string;
  /** Onde começa o termo que não se entende, em unidades UTF-16 do texto. */
  position: number;
  received: string;
}

export type SpanFilterResult = { ok: true; terms: SpanFilterTerm[] } | { ok: false; problem: SpanFilterProblem };

export const SPAN_STATUS_NAMES = Object.keys(StatusCode).map((name) => name.toLowerCase());
const KIND_NAMES = SPAN_KIND_NAMES.filter((name) => name !== '');
const FIELDS: readonly string[] = ['service', 'name', 'kind', 'status'] satisfies SpanField[];

/** O filtro inteiro; quem o escreve à mão não chega perto. */
export const MAX_FILTER_CHARS = 1_000;
/** Cada termo olha todos os spans do trace. */
export const MAX_FILTER_TERMS = 20;

const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
/** Negação, chave, operador e valor; a chave é vazia em `>5%`. */
const TERM = new RegExp(
  `(-?)(?:(${QUOTED}|[^\\s"=~<>]*)(>=|<=|[=~<>])(${QUOTED}(?!\\S)|(?!")\\S*)|(${QUOTED}))(?!\\S)`,
  'suy',
);
const BLANKS = /\s*/y;
const WORD = /\S+/y;
/** Uma aspa no começo do termo ou do valor, num termo que `TERM` não reconheceu. */
const BROKEN_QUOTES = /^([^\s"=~<>]*(>=|<=|[=~<>]))?"/u;

/** Texto vazio dá uma lista vazia; um longo demais, ou com termos demais, é um problema. */
export function parseSpanFilter(text: string): SpanFilterResult {
  if (text.length > MAX_FILTER_CHARS) {
    const message = `O filtro tem ${formatCount(text.length)} caracteres, e o máximo é ${formatCount(MAX_FILTER_CHARS)}. Procure um trecho do texto, com chave~trecho.`;
    return { ok: false, problem: { message, position: MAX_FILTER_CHARS, received: text.slice(MAX_FILTER_CHARS) } };
  }
  const terms: SpanFilterTerm[] = [];
  for (let at = skip(BLANKS, text, 0); at < text.length; at = skip(BLANKS, text, at)) {
    TERM.lastIndex = at;
    const match = TERM.exec(text);
    const end = match ? TERM.lastIndex : skip(WORD, text, at);
    const received = text.slice(at, end);
    const parsed = terms.length === MAX_FILTER_TERMS ? TOO_MANY_TERMS : match ? fromMatch(match) : fromWord(received);
    if (typeof parsed === 'string') return { ok: false, problem: { message: parsed, position: at, received } };
    terms.push(parsed);
    at = end;
  }
  return { ok: true, terms };
}

const TOO_MANY_TERMS = `O filtro tem mais de ${MAX_FILTER_TERMS} termos. Tire alguns; entre aspas, um texto com espaços é um termo só.`;

function skip(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  pattern.test(text);
  return Math.max(from, pattern.lastIndex);
}

/** Um termo ou, em português, por que não é um. */
type Parsed = SpanFilterTerm | string;

function fromWord(word: string): Parsed {
  const negated = /^-./su.test(word);
  const text = negated ? word.slice(1) : word;
  if (BROKEN_QUOTES.test(text)) {
    return 'As aspas não fecham, ou há algo colado depois delas. Feche-as e deixe um espaço.';
  }
  return text === 'error' ? { type: 'error', negated } : { type: 'text', text, negated };
}

function fromMatch([whole, minus, rawKey = '', op = '', rawValue = '', phrase]: RegExpExecArray): Parsed {
  const negated = minus === '-';
  if (phrase !== undefined) return { type: 'text', text: unquote(phrase), negated };
  const key = unquote(rawKey);
  const value = unquote(rawValue);
  const isQuoted = rawKey.startsWith('"');
  // Sem chave (`->`, `=x`, `<init>`), o hífen também é do texto.
  const asText: Parsed =
    key === '' || !negated
      ? { type: 'text', text: whole, negated: false }
      : { type: 'text', text: whole.slice(1), negated };
  if (op === '=' || op === '~') {
    if (key === '') return asText;
    const match = op === '=' ? 'equals' : 'contains';
    if (isQuoted || !FIELDS.includes(key)) return { type: 'attribute', key, match, value, negated };
    return fieldTerm(key as SpanField, match, value, negated);
  }
  const comparison = op as Comparison;
  if (!isQuoted && key === 'duration') return durationTerm(comparison, value, negated);
  const isShare = key === 'share' || (key === '' && /^[0-9]/.test(value));
  if (!isQuoted && isShare) return shareTerm(comparison, value, negated);
  const limit = numberOf(value);
  if (key === '' || limit === undefined) return asText;
  return { type: 'number', key, op: comparison, limit, negated };
}

function fieldTerm(field: SpanField, match: 'equals' | 'contains', value: string, negated: boolean): Parsed {
  const known = field === 'kind' ? KIND_NAMES : field === 'status' ? SPAN_STATUS_NAMES : undefined;
  if (match === 'equals' && known && !(known as readonly string[]).includes(value.toLowerCase())) {
    return `"${value}" não é um valor de ${field}. Use um destes: ${known.join(', ')}.`;
  }
  return { type: 'field', field, match, value, negated };
}

function durationTerm(op: Comparison, value: string, negated: boolean): Parsed {
  const parsed = parseGoDuration(value);
  if (!parsed.ok) return `"${value}" não é uma duração. Escreva um número e a unidade, como 500us, 10ms ou 1.5s.`;
  return { type: 'duration', op, limit: Number(parsed.ns) / 1_000, negated };
}

function shareTerm(op: Comparison, value: string, negated: boolean): Parsed {
  const percent = value.endsWith('%') ? numberOf(value.slice(0, -1).replace(',', '.')) : undefined;
  if (percent !== undefined) return { type: 'share', op, limit: percent / 100, negated };
  return `"${value}" não é uma parte do trace. Escreva uma porcentagem, como ${op}5%; para uma duração, duration${op}10ms.`;
}

function numberOf(text: string): number | undefined {
  return /^-?[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : undefined;
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/gsu, '$1') : text;
}
