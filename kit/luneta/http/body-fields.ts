/** Ler um corpo JSON campo a campo: o que não serve vira uma frase com o lugar, o que veio e o que se esperava. */

/** Os corpos são pequenos; isto é contra um que só tenha colchetes. */
const MAX_ITEMS = 500;

export class BadBody extends Error {
  constructor(where: string, expected: string, received: unknown) {
    super(`Em ${where} esperava-se ${expected}, e veio ${shortJson(received)}.`);
  }
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string };

/** @param read Lança `BadBody` no que não serve. */
export function parseBody<T>(text: string, read: (value: unknown) => T): Parsed<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `O corpo não é JSON (${error instanceof Error ? error.message : String(error)}).` };
  }
  try {
    return { ok: true, value: read(value) };
  } catch (error) {
    if (error instanceof BadBody) return { ok: false, problem: error.message };
    throw error;
  }
}

export function objectAt(where: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BadBody(where, 'um objeto', value);
}

export function listAt<T>(where: string, value: unknown, read: (where: string, item: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new BadBody(where, 'uma lista', value);
  if (value.length > MAX_ITEMS) throw new BadBody(where, `uma lista de até ${MAX_ITEMS} itens`, value.length);
  return value.map((item, index) => read(`${where}[${index}]`, item));
}

export function textAt(where: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new BadBody(where, 'um texto', value);
}

export function booleanAt(where: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new BadBody(where, 'true ou false', value);
}

/** Um destes textos, e nenhum outro. */
export function oneOf<T extends string>(where: string, value: unknown, known: readonly T[]): T {
  const found = known.find((each) => each === value);
  if (found !== undefined) return found;
  throw new BadBody(where, known.map((each) => `"${each}"`).join(' ou '), value);
}

function shortJson(value: unknown): string {
  const text = value === undefined ? 'nada' : toJson(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** `JSON.parse` lê mais níveis do que `JSON.stringify` escreve. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'algo aninhado demais';
  }
}
