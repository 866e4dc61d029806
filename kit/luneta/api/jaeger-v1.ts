/** API v1 do Jaeger (`/api/...`): a que o Grafana e as ferramentas mais antigas chamam. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from 'router';
import { decodeContent, MemoryBudget, receiveBody, Scratch } from '../http/body.ts';
import { nextTurn } from '../http/slices.ts';
import { searchParams } from '../http/url.ts';
import { repairTrace } from '../query/adjust-trace.ts';
import { SPAN_KIND_NAMES, type Trace } from '../store/model.ts';
import type { SpanStore, TraceQuery } from '../store/store.ts';
import { ApiError, handleV1Errors, sendJson } from './jaeger-error.ts';
import { writeOrdinaryTrace } from './jaeger-v1-fast.ts';
import { shortTraceId, toJaegerTrace } from './jaeger-v1-json.ts';
import { borrowJsonBuffer, type JsonBuffer } from './json-buffer.ts';
import { readWholeTrace, sendWritten, wantsPretty, writeItems } from './long-answer.ts';
import {
  boolParam,
  checkConditionCount,
  durationParam,
  intParam,
  parseGoInt,
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
/** Um corpo enviado a `/api/transform`, e a soma dos que chegam ao mesmo tempo. */
export const MAX_TRANSFORM_BYTES = 20 * 1024 * 1024;
export const MAX_TRANSFORMS_BYTES = 64 * 1024 * 1024;

export interface JaegerApiDeps {
  store: SpanStore;
  /** Relógio em milissegundos Unix; os testes o fixam. */
  now: () => number;
  /** OTLP/JSON → traces, para `/api/transform`. @throws WireError */
  parseOtlpJson: (text: Uint8Array) => Trace[];
}

export function createJaegerV1Router({ store, now, parseOtlpJson }: JaegerApiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });
  const nowNs = (): bigint => BigInt(now()) * 1_000_000n;

  router.get('/api/services', (req, res) => {
    const services = store.getServices();
    sendList(req, res, services, services.length);
  });

  router.get('/api/services/:service/operations', (req, res) => {
    const { service } = req.params;
    // Há clientes que escrevem um espaço como + também no caminho; um nome com + de verdade vem antes.
    const spelled = store.getOperations(service);
    const operations = spelled.length > 0 ? spelled : store.getOperations(service.replaceAll('+', ' '));
    const names = new Set(operations.map(({ name }) => name));
    sendList(req, res, names.size > 0 ? [...names] : null, names.size);
  });

  router.get('/api/operations', (req, res) => {
    const params = searchParams(req);
    const service = requireService(params);
    const kind = params.get('spanKind') ?? '';
    const operations = store
      .getOperations(service)
      .map(({ name, spanKind }) => ({ name, spanKind: SPAN_KIND_NAMES[spanKind] }))
      .filter(({ spanKind }) => kind === '' || spanKind === kind);
    sendList(req, res, operations, operations.length);
  });

  router.get('/api/traces', async (req, res) => {
    const params = searchParams(req);
    // Com ids a busca não é feita, mas o que está errado nela continua errado.
    const ids = params.getAll('traceID').map(traceIdFromQuery);
    const query = parseV1Query(params, nowNs(), ids.length > 0 ? '' : requireService(params));
    // Repetir um id não multiplica a resposta.
    if (ids.length > 0) return sendTracesById(req, res, [...new Set(ids)]);
    const raw = boolParam(params, 'raw', "unable to parse param 'raw': ");
    await nextTurn();
    if (res.destroyed) return;
    return sendStoredTraces(req, res, store, store.findTraceIds(query), raw);
  });

  router.get('/api/traces/:traceId', (req, res) => {
    const params = searchParams(req);
    const id = traceIdFromPath(req.params.traceId);
    const raw = boolParam(params, 'raw', "unable to parse param 'raw': ");
    intParam(params, 'start', 0n);
    intParam(params, 'end', 0n);
    if (!store.hasTrace(id)) throw new ApiError(404, 'trace not found');
    return sendStoredTraces(req, res, store, [id], raw);
  });

  router.post('/api/archive/:traceId', (req) => {
    traceIdFromPath(req.params.traceId);
    throw new ApiError(501, 'archive span storage was not configured');
  });

  router.get('/api/dependencies', (req, res) => {
    const params = searchParams(req);
    const endMs = intParam(params, 'endTs', BigInt(now()));
    const lookbackMs = intParam(params, 'lookback', DEFAULT_DEPENDENCIES_LOOKBACK_MS);
    if (lookbackMs < 0n) throw new ApiError(400, 'end time must be greater than start time');
    const service = params.get('service') ?? '';
    const links = store
      .getDependencies((endMs - lookbackMs) * 1_000_000n, endMs * 1_000_000n)
      .filter(({ parent, child }) => service === '' || parent === service || child === service)
      .map(({ parent, child, callCount }) => ({ parent, child, callCount }));
    sendList(req, res, links, 0);
  });

  const transformBudget = new MemoryBudget(MAX_TRANSFORMS_BYTES);
  const transformScratch = new Scratch();
  router.post('/api/transform', async (req, res) => {
    const traces = await new Promise<Trace[]>((resolve, reject) => {
      receiveBody(req, MAX_TRANSFORM_BYTES, transformBudget, transformScratch, (body, error) => {
        try {
          if (error) throw error;
          resolve(parseTransform(decodeContent(body, req.headers['content-encoding'], MAX_TRANSFORM_BYTES)));
        } catch (failure) {
          reject(failure as Error);
        }
      });
    });
    // Só os reparos de chegada: é o que o Jaeger faz aqui.
    const repaired = traces.map(repairTrace);
    await sendTraces(req, res, repaired, [], writeTrace);
  });

  function parseTransform(body: Uint8Array): Trace[] {
    try {
      return parseOtlpJson(body);
    } catch (error) {
      throw new ApiError(400, `cannot unmarshal OTLP : ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  router.use(handleV1Errors);

  function sendTracesById(req: IncomingMessage, res: ServerResponse, ids: string[]): Promise<void> {
    const raw = boolParam(searchParams(req), 'raw', "unable to parse param 'raw': ");
    const errors = ids
      .filter((id) => !store.hasTrace(id))
      .map((id) => ({ msg: 'trace not found', traceID: shortTraceId(id) }));
    return sendStoredTraces(
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

function sendList(req: IncomingMessage, res: ServerResponse, data: unknown[] | null, total: number): void {
  const indent = wantsPretty(req) ? 4 : undefined;
  sendJson(res, 200, { data, total, limit: 0, offset: 0, errors: null }, indent);
}

/** Envia os traces guardados com estes ids, cada um pelo caminho mais rápido que o conserve igual. */
export function sendStoredTraces(
  req: IncomingMessage,
  res: ServerResponse,
  store: SpanStore,
  ids: readonly string[],
  raw: boolean,
  errors: unknown[] = [],
): Promise<void> {
  return sendTraces(req, res, ids, errors, (id, out) => {
    if (!raw && writeOrdinaryTrace(store, id, out)) return;
    const trace = readWholeTrace(store, id, raw);
    if (trace) writeTrace(trace, out);
  });
}

/** Span a span: um texto que muitos repetem (o nome de um escopo) esbarra no limite da resposta antes de se multiplicar. */
function writeTrace(trace: Trace, out: JsonBuffer): void {
  const { traceID, spans, processes, warnings } = toJaegerTrace(trace);
  out.text(`{"traceID":${JSON.stringify(traceID)},"spans":[`);
  spans.forEach((span, i) => {
    if (i > 0) out.ascii(',');
    out.text(JSON.stringify(span));
  });
  out.text(`],"processes":${JSON.stringify(processes)},"warnings":${JSON.stringify(warnings)}}`);
}

/** O envelope da v1 em torno de cada item, escrito por `write`. */
async function sendTraces<T>(
  req: IncomingMessage,
  res: ServerResponse,
  items: readonly T[],
  errors: unknown[],
  write: (item: T, out: JsonBuffer) => void,
): Promise<void> {
  const out = borrowJsonBuffer(res);
  out.ascii('{"data":[');
  if (!(await writeItems(res, out, items, write))) return;
  out.text(`],"total":0,"limit":0,"offset":0,"errors":${errors.length > 0 ? JSON.stringify(errors) : 'null'}}`);
  sendWritten(req, res, out);
}

function requireService(params: URLSearchParams): string {
  const service = params.get('service') ?? '';
  if (service === '') throw new ApiError(400, "parameter 'service' is required");
  return service;
}

function parseV1Query(params: URLSearchParams, now: bigint, serviceName: string): TraceQuery {
  const endUs = intParam(params, 'end', now / 1000n);
  const startUs = intParam(params, 'start', (now - DEFAULT_SEARCH_WINDOW_NS) / 1000n);
  const limit = parseLimit(params.get('limit') ?? '');
  const attributes = [...parseTagPairs(params.getAll('tag')), ...parseTagObjects(params.getAll('tags'))];
  checkConditionCount(attributes);
  const durationMin = durationParam(params.get('minDuration') ?? '', "unable to parse param 'minDuration': ");
  const durationMax = durationParam(params.get('maxDuration') ?? '', "unable to parse param 'maxDuration': ");
  if (durationMin !== 0n && durationMax !== 0n && durationMax < durationMin) {
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
