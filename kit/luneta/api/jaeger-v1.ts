/** API v1 do Jaeger (`/api/...`): a que o Grafana e as ferramentas mais antigas chamam. */
import express, { type Request, type Response, Router } from 'express';
import { readTrace, repairTrace } from '../query/adjust-trace.ts';
import { SPAN_KIND_NAMES, type Trace } from '../store/model.ts';
import type { SpanStore, TraceQuery } from '../store/store.ts';
import { ApiError, sendJson, sendJsonBytes, sendV1Error } from './jaeger-error.ts';
import { writeOrdinaryTrace } from './jaeger-v1-fast.ts';
import { shortTraceId, toJaegerTrace } from './jaeger-v1-json.ts';
import { borrowJsonBuffer, type JsonBuffer } from './json-buffer.ts';
import {
  boolParam,
  checkConditionCount,
  durationParam,
  intParam,
  parseGoInt,
  searchParams,
  stringMap,
  traceIdFromPath,
  traceIdFromQuery,
} from './query-params.ts';

/** Janela de busca quando `start` não vem: dois dias, como no Jaeger. */
const DEFAULT_SEARCH_WINDOW_NS = 48n * 3600n * 1_000_000_000n;
/** Janela do mapa de serviços quando `lookback` não vem: um dia, em milissegundos. */
const DEFAULT_DEPENDENCIES_LOOKBACK_MS = 86_400_000n;
const DEFAULT_LIMIT = 100;
/** O mesmo máximo do armazenamento em memória do Jaeger. */
export const MAX_LIMIT = 100_000;
export const BAD_LIMIT_MESSAGE = 'search depth must be greater than 0 and less than max traces';
/** Resposta máxima: acima disto o pedido é recusado em vez de esgotar a memória. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;
const MAX_TRANSFORM_BYTES = 20 * 1024 * 1024;

export interface JaegerApiDeps {
  store: SpanStore;
  /** Relógio em milissegundos Unix; os testes o fixam. */
  now: () => number;
  /** OTLP/JSON → traces, para `/api/transform`. @throws WireError */
  parseOtlpJson: (text: Uint8Array) => Trace[];
}

export function createJaegerV1Router({ store, now, parseOtlpJson }: JaegerApiDeps): Router {
  const router = Router({ strict: true });
  const nowNs = (): bigint => BigInt(now()) * 1_000_000n;

  router.get('/api/services', (_req, res) => {
    const services = store.getServices();
    sendList(res, services, services.length);
  });

  router.get('/api/services/:service/operations', (req, res) => {
    const names = new Set(store.getOperations(req.params.service).map(({ name }) => name));
    sendList(res, names.size > 0 ? [...names] : null, names.size);
  });

  router.get('/api/operations', (req, res) => {
    const params = searchParams(req);
    const service = requireService(params);
    const kind = params.get('spanKind') ?? '';
    const operations = store
      .getOperations(service)
      .map(({ name, spanKind }) => ({ name, spanKind: SPAN_KIND_NAMES[spanKind] }))
      .filter(({ spanKind }) => kind === '' || spanKind === kind);
    sendList(res, operations, operations.length);
  });

  router.get('/api/traces', (req, res) => {
    const params = searchParams(req);
    const ids = params.getAll('traceID');
    if (ids.length > 0) {
      // Repetir um id não multiplica a resposta.
      sendTracesById(req, res, [...new Set(ids.map(traceIdFromQuery))]);
      return;
    }
    const query = parseV1Query(params, nowNs());
    const raw = boolParam(params, 'raw', "unable to parse param 'raw': ");
    sendStoredTraces(req, res, store, store.findTraceIds(query), raw);
  });

  router.get('/api/traces/:traceId', (req, res) => {
    const params = searchParams(req);
    const id = traceIdFromPath(req.params.traceId);
    const raw = boolParam(params, 'raw', "unable to parse param 'raw': ");
    intParam(params, 'start', 0n);
    intParam(params, 'end', 0n);
    if (!store.hasTrace(id)) throw new ApiError(404, 'trace not found');
    sendStoredTraces(req, res, store, [id], raw);
  });

  router.post('/api/archive/:traceId', (req) => {
    traceIdFromPath(req.params.traceId);
    throw new ApiError(501, 'archive span storage was not configured');
  });

  router.get('/api/dependencies', (req, res) => {
    const params = searchParams(req);
    const endMs = intParam(params, 'endTs', BigInt(now()));
    const lookbackMs = intParam(params, 'lookback', DEFAULT_DEPENDENCIES_LOOKBACK_MS);
    const service = params.get('service') ?? '';
    const links = store
      .getDependencies((endMs - lookbackMs) * 1_000_000n, endMs * 1_000_000n)
      .filter(({ parent, child }) => service === '' || parent === service || child === service);
    sendList(res, links, 0);
  });

  router.post('/api/transform', express.raw({ type: () => true, limit: MAX_TRANSFORM_BYTES }), (req, res) => {
    let traces: Trace[];
    try {
      traces = parseOtlpJson(Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0));
    } catch (error) {
      throw new ApiError(400, `cannot unmarshal OTLP : ${error instanceof Error ? error.message : String(error)}`);
    }
    // Só os reparos de chegada: é o que o Jaeger faz aqui.
    sendTraces(req, res, traces.map(repairTrace), [], (trace, out) => out.text(JSON.stringify(toJaegerTrace(trace))));
  });

  router.get('/api/metrics/:kind', (req, _res, next) => {
    if (!['latencies', 'calls', 'errors'].includes(req.params.kind)) {
      next();
      return;
    }
    checkMetricsParams(req.params.kind, searchParams(req));
    throw new ApiError(501, 'trace metrics are currently disabled - no metrics backend configured');
  });

  router.use((error: unknown, _req: Request, res: Response, next: (error: unknown) => void) => {
    if (error instanceof ApiError) sendV1Error(res, error);
    else next(error);
  });

  function sendTracesById(req: Request, res: Response, ids: string[]): void {
    const raw = boolParam(searchParams(req), 'raw', "unable to parse param 'raw': ");
    const errors = ids
      .filter((id) => !store.hasTrace(id))
      .map((id) => ({ msg: 'trace not found', traceID: shortTraceId(id) }));
    sendStoredTraces(
      req,
      res,
      store,
      ids.filter((id) => store.hasTrace(id)),
      raw,
      errors,
    );
  }

  return router;
}

function sendList(res: Response, data: unknown[] | null, total: number): void {
  sendJson(res, 200, { data, total, limit: 0, offset: 0, errors: null });
}

/** Envia os traces guardados com estes ids, cada um pelo caminho mais rápido que o conserve igual. */
function sendStoredTraces(
  req: Request,
  res: Response,
  store: SpanStore,
  ids: readonly string[],
  raw: boolean,
  errors: unknown[] = [],
): void {
  sendTraces(req, res, ids, errors, (id, out) => {
    if (!raw && writeOrdinaryTrace(store, id, out)) return;
    const trace = readTrace(store, id, { raw });
    if (trace) out.text(JSON.stringify(toJaegerTrace(trace)));
  });
}

/** O envelope da v1 em torno de cada item, escrito por `write`. */
function sendTraces<T>(
  req: Request,
  res: Response,
  items: readonly T[],
  errors: unknown[],
  write: (item: T, out: JsonBuffer) => void,
): void {
  const pretty = boolParam(searchParams(req), 'prettyPrint', "unable to parse param 'prettyPrint': ");
  const out = borrowJsonBuffer(res);
  out.ascii('{"data":[');
  items.forEach((item, i) => {
    if (i > 0) out.ascii(',');
    write(item, out);
    if (out.length > MAX_ANSWER_BYTES) {
      throw new ApiError(400, `the answer exceeds ${MAX_ANSWER_BYTES} bytes; lower 'limit' or narrow the search`);
    }
  });
  out.text(`],"total":0,"limit":0,"offset":0,"errors":${errors.length > 0 ? JSON.stringify(errors) : 'null'}}`);
  if (pretty) sendJson(res, 200, JSON.parse(out.bytes.toString()), 4);
  else sendJsonBytes(res, out.bytes);
}

function requireService(params: URLSearchParams): string {
  const service = params.get('service') ?? '';
  if (service === '') throw new ApiError(400, "parameter 'service' is required");
  return service;
}

function parseV1Query(params: URLSearchParams, now: bigint): TraceQuery {
  const endUs = intParam(params, 'end', now / 1000n);
  const startUs = intParam(params, 'start', (now - DEFAULT_SEARCH_WINDOW_NS) / 1000n);
  const limit = parseLimit(params.get('limit') ?? '');
  const serviceName = requireService(params);
  const attributes = [...parseTagPairs(params.getAll('tag')), ...parseTagObjects(params.getAll('tags'))];
  checkConditionCount(attributes);
  const durationMin = durationParam(params.get('minDuration') ?? '', "unable to parse param 'minDuration': ");
  const durationMax = durationParam(params.get('maxDuration') ?? '', "unable to parse param 'maxDuration': ");
  if (durationMin > 0n && durationMax > 0n && durationMax < durationMin) {
    throw new ApiError(400, "'maxDuration' should be greater than 'minDuration'");
  }
  if (limit <= 0n || limit > BigInt(MAX_LIMIT)) throw new ApiError(400, BAD_LIMIT_MESSAGE);
  return {
    serviceName,
    operationName: params.get('operation') || undefined,
    attributes,
    startTimeMin: startUs * 1000n,
    startTimeMax: endUs * 1000n,
    durationMin,
    durationMax,
    limit: Number(limit),
  };
}

function parseLimit(text: string): bigint {
  if (text === '') return BigInt(DEFAULT_LIMIT);
  const limit = parseGoInt(text, 32);
  if (typeof limit === 'string') throw new ApiError(400, limit);
  return limit;
}

/** `tag=chave:valor`, repetível. */
function parseTagPairs(pairs: string[]): [string, string][] {
  return pairs.map((pair) => {
    const colon = pair.indexOf(':');
    if (colon < 0) throw new ApiError(400, `malformed 'tag' parameter, expecting key:value, received: ${pair}`);
    return [pair.slice(0, colon), pair.slice(colon + 1)];
  });
}

/** `tags={"chave":"valor"}`, repetível. */
function parseTagObjects(texts: string[]): [string, string][] {
  return texts.flatMap((text) =>
    stringMap(text, (reason) => new ApiError(400, `malformed 'tags' parameter, cannot unmarshal JSON: ${reason}`)),
  );
}

const METRIC_KINDS = new Set(['unspecified', ...SPAN_KIND_NAMES.slice(1)]);

function checkMetricsParams(kind: string, params: URLSearchParams): void {
  if (params.getAll('service').length === 0) {
    throw new ApiError(400, "unable to parse param 'service': please provide at least one service name");
  }
  const badKind = params.getAll('spanKind').find((name) => !METRIC_KINDS.has(name));
  if (badKind !== undefined) {
    throw new ApiError(400, `unable to parse param 'spanKind': unsupported span kind: '${badKind}'`);
  }
  const quantile = params.get('quantile') ?? '';
  if (kind === 'latencies' && (quantile === '' || Number.isNaN(Number(quantile)))) {
    const reason = `strconv.ParseFloat: parsing ${JSON.stringify(quantile)}: invalid syntax`;
    throw new ApiError(400, `unable to parse param 'quantile': ${reason}`);
  }
}
