/**
 * A etapa `| json`: cada campo da linha vira um rótulo, e os de dentro levam o nome de fora (`{"a":{"b":1}}` é `a_b="1"`).
 * Listas e nulos não viram rótulo.
 */
import type { LogEntry } from './log-entry.ts';

/** Um objeto mais fundo ou maior que isto é como um que não se lê. */
const MAX_DEPTH = 64;
const MAX_FIELDS = 1024;

const JSON_ERROR = 'JSONParserErr';

/** Números que um `number` do JavaScript escreveria de outro modo: mais de 15 algarismos, `1.0`, `0.0000001`, `1e3`, `-0`. */
const INEXACT_NUMBER = /\d{16}|[\d.]{17}|\d\.\d*0(?!\d)|\.0{6}|\d[eE]|-0(?![.\d])/;
const STRING_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

export function jsonStage(entry: LogEntry): boolean {
  const fields: [string, string][] = [];
  try {
    const value = readJson(entry.line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('not a JSON object');
    collectFields(value as Record<string, unknown>, '', 0, fields);
  } catch (error) {
    entry.setError(JSON_ERROR, error instanceof Error ? error.message : String(error));
    return true;
  }
  for (const [name, value] of fields) entry.addParsed(name, value);
  return true;
}

/** Os números saem como foram escritos, se o JavaScript os mudaria. */
function readJson(line: string): unknown {
  const value: unknown = JSON.parse(line);
  if (!INEXACT_NUMBER.test(line)) return value;
  return JSON.parse(line.replaceAll(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}

function collectFields(
  object: Record<string, unknown>,
  prefix: string,
  depth: number,
  fields: [string, string][],
): void {
  if (depth === MAX_DEPTH) throw new SyntaxError(`more than ${MAX_DEPTH} levels`);
  for (const [key, value] of Object.entries(object)) {
    const name = prefix === '' ? fieldName(key) : `${prefix}_${key.replaceAll(/\W/gu, '_')}`;
    if (name === '' || value === null || Array.isArray(value)) continue;
    if (typeof value === 'object') {
      collectFields(value as Record<string, unknown>, name, depth + 1, fields);
      continue;
    }
    if (fields.length === MAX_FIELDS) throw new SyntaxError(`more than ${MAX_FIELDS} fields`);
    fields.push([name, String(value)]);
  }
}

/** Um nome que começa por algarismo ganha um sublinhado. */
function fieldName(key: string): string {
  const name = key.trim().replaceAll(/\W/gu, '_');
  return /^\d/.test(name) ? `_${name}` : name;
}
