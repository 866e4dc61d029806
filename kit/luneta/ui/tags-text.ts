/**
 * Os atributos da busca nas duas formas em que chegam: o texto do formulário (`error=true msg="a b"`, no estilo logfmt)
 * e o JSON que as URLs do Jaeger carregam (`{"error":"true"}`).
 */
import { searchTexts } from './texts/search.ts';

export type Tags = [key: string, value: string][];
export type TagsResult = { ok: true; tags: Tags } | { ok: false; problem: string };

export function parseTags(input: string): TagsResult {
  const text = input.trim();
  return text.startsWith('{') ? parseJson(text) : parseLogfmt(text);
}

function parseJson(text: string): TagsResult {
  const problem = { ok: false, problem: searchTexts.problems.tagsJson(text) } as const;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return problem;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return problem;
  const entries = Object.entries(parsed);
  const tags = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return tags.length === entries.length ? { ok: true, tags } : problem;
}

/** Chave e valor; qualquer dos dois pode vir entre aspas, com `\"` e `\\` dentro delas. */
const PAIR = /\s*("(?:[^"\\]|\\.)*"|[^\s="]+)(?:=("(?:[^"\\]|\\.)*"|[^\s"]*))?(?=\s|$)/y;

function parseLogfmt(text: string): TagsResult {
  const tags: Tags = [];
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < text.length) {
    const from = PAIR.lastIndex;
    const match = PAIR.exec(text);
    if (!match) {
      const rest = text.slice(from).trim();
      const problem = rest.includes('"') ? searchTexts.problems.tagsQuote : searchTexts.problems.tagsPair(rest);
      return { ok: false, problem };
    }
    // Sozinho, `error` é o que é no filtro da página do trace.
    const value = match[2] ?? (match[1] === 'error' ? 'true' : undefined);
    if (value === undefined) return { ok: false, problem: searchTexts.problems.tagsPair(match[1]) };
    tags.push([unquote(match[1]), unquote(value)]);
  }
  return { ok: true, tags };
}

/** O texto do formulário que, relido, dá os mesmos pares. */
export function formatTags(tags: Tags): string {
  return tags.map(([key, value]) => `${quoteIfNeeded(key)}=${quoteIfNeeded(value)}`).join(' ');
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text;
}

function quoteIfNeeded(text: string): string {
  const plain = text === '' ? false : !/[\s="\\]/.test(text) && !text.startsWith('{');
  return plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
