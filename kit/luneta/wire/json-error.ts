/**
 * Onde um texto deixa de ser JSON (RFC 8259). O `JSON.parse` do Node nem sempre informa a posição, e sem ela
 * quem escreve um pedido à mão não acha o erro. Só roda depois que o `JSON.parse` recusou o texto.
 */

const WHITESPACE = ' \t\n\r';
const LITERALS = ['true', 'false', 'null'];
const NUMBER = /-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,400})?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Posição do primeiro caractere que não pode estar ali; `text.length` quando o texto só está incompleto. */
export function findJsonError(text: string): number {
  /** Fechamentos esperados, do mais de fora para o mais de dentro. */
  const open: string[] = [];
  let at = skipSpaces(text, 0);
  let expectKey = false;
  for (;;) {
    if (expectKey) {
      if (text[at] !== '"') return at;
      const key = endOfString(text, at);
      if (!key.complete) return key.at;
      at = skipSpaces(text, key.at);
      if (text[at] !== ':') return at;
      at = skipSpaces(text, at + 1);
      expectKey = false;
    }
    const char = text[at];
    if (char === '{' || char === '[') {
      const close = char === '{' ? '}' : ']';
      at = skipSpaces(text, at + 1);
      if (text[at] !== close) {
        open.push(close);
        expectKey = close === '}';
        continue;
      }
      at++;
    } else if (char === '"') {
      const string = endOfString(text, at);
      if (!string.complete) return string.at;
      at = string.at;
    } else {
      const end = endOfScalar(text, at);
      if (end === at) return at;
      at = end;
    }
    at = skipSpaces(text, at);
    while (open.length > 0 && text[at] === open.at(-1)) {
      open.pop();
      at = skipSpaces(text, at + 1);
    }
    if (open.length === 0 || text[at] !== ',') return at;
    at = skipSpaces(text, at + 1);
    expectKey = open.at(-1) === '}';
  }
}

function skipSpaces(text: string, at: number): number {
  while (at < text.length && WHITESPACE.includes(text[at])) at++;
  return at;
}

function endOfString(text: string, start: number): { at: number; complete: boolean } {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { at: at + 1, complete: true };
    if (code < 0x20) return { at, complete: false };
    if (code === 0x5c) {
      ESCAPE.lastIndex = at;
      if (!ESCAPE.test(text)) return { at, complete: false };
      at = ESCAPE.lastIndex;
    } else {
      at++;
    }
  }
  return { at, complete: false };
}

function endOfScalar(text: string, at: number): number {
  for (const literal of LITERALS) if (text.startsWith(literal, at)) return at + literal.length;
  NUMBER.lastIndex = at;
  return NUMBER.test(text) ? NUMBER.lastIndex : at;
}
