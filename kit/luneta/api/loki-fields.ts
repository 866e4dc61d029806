/** `detected_fields`: os campos que as linhas de uma consulta têm, para quem completa uma consulta enquanto a escreve. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { jsonStage } from '../query/logql/json-stage.ts';
import { readBytes, readDuration, readNumber } from '../query/logql/label-filter.ts';
import { ERROR_DETAILS_LABEL, ERROR_LABEL } from '../query/logql/log-entry.ts';
import { parseLogql } from '../query/logql/parse.ts';
import { acceptsStream, runPipeline } from '../query/logql/run-pipeline.ts';
import { compareText } from '../store/attribute-text.ts';
import { requestParams } from './form-params.ts';
import { ApiError, sendJson } from './jaeger-error.ts';
import { limitParam, timeRange } from './loki-params.ts';
import { type LokiDeps, nowNs } from './loki-queries.ts';
import { scanLogs } from './loki-scan.ts';

/** Linhas que se olham: as mais novas. */
const DEFAULT_LINES = 100;
const MAX_LINES = 5000;
const MAX_VALUES = 1000;
/** Campos diferentes que se anotam: linhas em JSON podem ter nomes sem fim. */
const MAX_FIELDS = 1000;

interface Field {
  values: Set<string>;
  /** Quem o lê da linha; nenhum, se é metadado. */
  parsers: string[] | null;
}

export async function sendDetectedFields(deps: LokiDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const params = await requestParams(req);
  const limit = limitParam(params);
  const fields = await findFields(deps, res, params);
  if (!fields) return;
  const found = [...fields].toSorted(([a], [b]) => compareText(a, b)).slice(0, limit);
  sendJson(res, 200, {
    fields: found.map(([label, { values, parsers }]) => ({
      label,
      type: typeOf([...values]),
      cardinality: values.size,
      parsers,
    })),
    limit,
  });
}

export async function sendDetectedFieldValues(
  deps: LokiDeps,
  req: IncomingMessage,
  res: ServerResponse,
  name: string,
): Promise<void> {
  const params = await requestParams(req);
  const limit = limitParam(params);
  const fields = await findFields(deps, res, params);
  if (fields) sendJson(res, 200, { values: [...(fields.get(name)?.values ?? [])].slice(0, limit), limit });
}

async function findFields(
  deps: LokiDeps,
  res: ServerResponse,
  params: URLSearchParams,
): Promise<Map<string, Field> | undefined> {
  const expr = parseLogql(params.get('query') ?? '');
  if (expr.type !== 'log') throw new ApiError(400, 'only log selector is supported');
  const { startNs, endNs } = timeRange(params, nowNs(deps));
  const lineLimit = Math.min(Number(/^\d{1,6}$/.exec(params.get('line_limit') ?? '')?.[0] ?? DEFAULT_LINES), MAX_LINES);
  const fields = new Map<string, Field>();
  const add = (name: string, value: string, parsers: string[] | null): void => {
    let field = fields.get(name);
    if (!field) {
      if (fields.size === MAX_FIELDS) return;
      fields.set(name, (field = { values: new Set(), parsers }));
    }
    if (field.values.size < MAX_VALUES) field.values.add(value);
  };
  let lines = 0;
  const query = { startUnixNano: startNs, endUnixNano: endNs, acceptsResource: acceptsStream(expr) };
  const scanned = await scanLogs(deps.logs, query, res, (log) => {
    const entry = runPipeline(expr, log);
    if (!entry) return true;
    for (const [name, value] of entry.metadata) add(name, value, null);
    jsonStage(entry);
    for (const [name, value] of entry.parsed) {
      if (name !== ERROR_LABEL && name !== ERROR_DETAILS_LABEL) add(name, value, ['json']);
    }
    return ++lines < lineLimit;
  });
  return scanned && fields;
}

/** O tipo de que são todos os valores. */
function typeOf(values: readonly string[]): string {
  const all = (accepts: (text: string) => boolean): boolean => values.every(accepts);
  if (all((text) => text === 'true' || text === 'false')) return 'boolean';
  if (all((text) => /^[+-]?\d+$/.test(text))) return 'int';
  if (all((text) => readNumber(text) !== undefined)) return 'float';
  if (all((text) => readDuration(text) !== undefined)) return 'duration';
  return all((text) => readBytes(text) !== undefined) ? 'bytes' : 'string';
}
