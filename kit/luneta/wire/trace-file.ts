/**
 * Um arquivo de traces → modelo de domínio, seja qual for dos formatos: JSON da API v1 do Jaeger, um pedido OTLP/JSON,
 * ou um por linha (o que o exporter `file` do Collector grava). O que a API v3 responde é um pedido dentro de `result`,
 * e uma resposta longa dela, um `result` por linha.
 */
import type { ResourceSpans } from '../store/model.ts';
import { readJaegerTraces } from './jaeger-json.ts';
import { asObject, type JsonObject } from './json-fields.ts';
import { parseJson } from './json-text.ts';
import { MAX_JSON_GROUPS_AND_SPANS, readTraceRequest } from './otlp-json.ts';
import { WireError } from './wire-error.ts';

export interface TraceFile {
  resourceSpans: ResourceSpans[];
  /** Pedidos de métricas ou de logs que vieram entre os de traces e ficaram de fora. */
  otherSignals: number;
}

const NEWLINE = 0x0a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** @throws WireError que diz onde está o engano: a linha, o trace, o span. */
export function readTraceFile(bytes: Uint8Array): TraceFile {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = content.subarray(content.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0);
  const file: TraceFile = { resourceSpans: [], otherSignals: 0 };
  const lines = jsonLines(text);
  let count = 0;
  if (lines) for (const [number, line] of lines) count = addLine(file, line, number, count);
  else addDocument(file, text);
  if (file.resourceSpans.some(({ scopeSpans }) => scopeSpans.some(({ spans }) => spans.length > 0))) return file;
  throw new WireError(
    'malformed',
    file.otherSignals > 0 ? 'O arquivo só tem métricas ou logs: nenhum span.' : 'O arquivo não tem nenhum span.',
  );
}

/**
 * As linhas não vazias e os seus números, se há um JSON por linha: uma linha que acaba em `}` e outra que começa em `{`,
 * sem vírgula entre elas, não cabem num JSON só.
 */
function jsonLines(text: Buffer): [number, Buffer][] | undefined {
  const lines: [number, Buffer][] = [];
  let from = 0;
  for (let number = 1; from < text.length; number++) {
    const newline = text.indexOf(NEWLINE, from);
    const end = newline < 0 ? text.length : newline;
    const line = trim(text.subarray(from, end));
    if (line.length > 0) lines.push([number, line]);
    from = end + 1;
    if (lines.length === 2 && (lines[0][1].at(-1) !== CLOSE_BRACE || lines[1][1][0] !== OPEN_BRACE)) return undefined;
  }
  return lines.length > 1 ? lines : undefined;
}

function trim(line: Buffer): Buffer {
  let [start, end] = [0, line.length];
  while (start < end && line[start] <= 0x20) start++;
  while (end > start && line[end - 1] <= 0x20) end--;
  return line.subarray(start, end);
}

/** Soma o que `text` traz a `file`. Devolve quantos spans e grupos ele tem. */
function addDocument(file: TraceFile, text: Buffer): number {
  const groups = readDocument(asObject(parseJson(text), 'arquivo'));
  if (!groups) {
    file.otherSignals++;
    return 1;
  }
  let count = groups.length;
  for (const group of groups) {
    file.resourceSpans.push(group);
    for (const { spans } of group.scopeSpans) count += spans.length + 1;
  }
  return count;
}

/** Cada linha tem os seus limites; este é o do arquivo. */
function addLine(file: TraceFile, text: Buffer, number: number, countBefore: number): number {
  try {
    const count = countBefore + addDocument(file, text);
    if (count <= MAX_JSON_GROUPS_AND_SPANS) return count;
    throw new WireError('too_many', `mais de ${MAX_JSON_GROUPS_AND_SPANS} spans e grupos no arquivo; divida-o.`);
  } catch (error) {
    throw error instanceof WireError ? new WireError(error.code, `linha ${number}: ${error.message}`) : error;
  }
}

/** `undefined`: um pedido de métricas ou de logs. */
function readDocument(document: JsonObject): ResourceSpans[] | undefined {
  if ('data' in document || ('traceID' in document && 'spans' in document)) return readJaegerTraces(document);
  if ('result' in document) return readOtlp(asObject(document.result, 'result'), 'result.');
  if ('resourceSpans' in document || 'resource_spans' in document) return readOtlp(document);
  if ('resourceMetrics' in document || 'resourceLogs' in document) return undefined;
  const fields = Object.keys(document).slice(0, 5);
  const shown =
    fields.length > 0
      ? `os campos ${fields.map((name) => JSON.stringify(name.slice(0, 40))).join(', ')}`
      : 'campo nenhum';
  throw new WireError('unsupported', `esperava "data" (Jaeger) ou "resourceSpans" (OTLP) e o objeto tem ${shown}.`);
}

/** @param where O que se escreve antes do caminho de um engano. */
function readOtlp(document: JsonObject, where = ''): ResourceSpans[] {
  try {
    return readTraceRequest(document);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    const span = brokenSpan(document);
    throw span === undefined ? error : new WireError(error.code, `${where}${span}: ${error.message}`);
  }
}

/** O caminho do primeiro span que sozinho já não se lê. Só roda depois de um erro: a leitura boa não conta posições. */
function brokenSpan(document: JsonObject): string | undefined {
  const lists = (object: unknown, ...names: string[]): unknown[] => {
    const value = names.map((name) => (object as JsonObject | null)?.[name]).find(Array.isArray);
    return value ?? [];
  };
  for (const [i, group] of lists(document, 'resourceSpans', 'resource_spans').entries()) {
    for (const [j, scope] of lists(group, 'scopeSpans', 'scope_spans').entries()) {
      for (const [k, span] of lists(scope, 'spans').entries()) {
        try {
          readTraceRequest({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
        } catch {
          return `resourceSpans[${i}].scopeSpans[${j}].spans[${k}]`;
        }
      }
    }
  }
  return undefined;
}
