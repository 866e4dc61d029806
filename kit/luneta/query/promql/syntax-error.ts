/** Onde a gramática parou, e o que havia ali, como o Prometheus o diria. */
import { MESSAGES } from './messages.ts';
import { type PromqlError, syntaxError } from './promql-error.ts';

const BLANKS_AND_COMMENTS = /(?:\s+|#[^\n]*)*/y;
const TOKEN =
  /([A-Za-z_:][\w:]*)|((?:\d|\.\d)[\w.]*)|("(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`[^`]*`?)|==|!=|<=|>=|=~|!~|[^]/uy;
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** @param at Até onde o texto era uma expressão. */
export function describeSyntaxError(text: string, at: number): PromqlError {
  const from = skipBlanks(text, at);
  const unknown = unknownFunction(text, from);
  if (unknown) return unknown;
  if (from >= text.length) return syntaxError(text, { from, to: from }, describeEnd(text));
  TOKEN.lastIndex = from;
  const [token = '', identifier, number, string] = TOKEN.exec(text) ?? [];
  const span = { from, to: from + token.length };
  if (identifier !== undefined)
    return syntaxError(text, span, MESSAGES.unexpected(`identifier ${JSON.stringify(token)}`));
  if (number !== undefined) return syntaxError(text, span, MESSAGES.unexpected(`number ${JSON.stringify(token)}`));
  if (string !== undefined) {
    const isOpen = token.length === 1 || token.at(-1) !== token[0];
    return syntaxError(text, span, isOpen ? MESSAGES.unterminatedString : MESSAGES.unexpected(`string ${token}`));
  }
  return syntaxError(text, span, MESSAGES.unexpected(JSON.stringify(token)));
}

function skipBlanks(text: string, at: number): number {
  BLANKS_AND_COMMENTS.lastIndex = at;
  BLANKS_AND_COMMENTS.test(text);
  return Math.max(at, BLANKS_AND_COMMENTS.lastIndex);
}

/** Um nome seguido de parêntese que a gramática não conhece como função. */
function unknownFunction(text: string, at: number): PromqlError | undefined {
  if (text[at] !== '(') return undefined;
  const end = text.slice(0, at).trimEnd().length;
  let start = end;
  while (start > 0 && /[\w:]/.test(text[start - 1])) start--;
  const name = text.slice(start, end);
  if (!/^[A-Za-z_:]/.test(name)) return undefined;
  return syntaxError(text, { from: start, to: end }, MESSAGES.unknownFunction(name));
}

function describeEnd(text: string): string {
  const open: string[] = [];
  TOKEN.lastIndex = skipBlanks(text, 0);
  if (TOKEN.lastIndex >= text.length) return MESSAGES.empty;
  while (TOKEN.lastIndex < text.length) {
    const [token] = TOKEN.exec(text)!;
    if (CLOSERS[token]) open.push(CLOSERS[token]);
    else if (token === open.at(-1)) open.pop();
    TOKEN.lastIndex = skipBlanks(text, TOKEN.lastIndex);
  }
  switch (open.at(-1)) {
    case ')':
      return MESSAGES.unclosedParen;
    case ']':
      return MESSAGES.unclosedBracket;
    case '}':
      return MESSAGES.unclosedBrace;
    default:
      return MESSAGES.unexpectedEnd;
  }
}
