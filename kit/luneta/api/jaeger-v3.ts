/** API v3 do Jaeger (`/api/v3/...`): a estável, com spans em OTLP/JSON. Aceita parâmetros em camelCase e snake_case. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from 'router';
import { nextTurn, startSlices } from '../http/slices.ts';
import { searchParams } from '../http/url.ts';
import { readTraceSummary, type TraceSummary } from '../query/trace-summary.ts';
import { SPAN_KIND_NAMES, SpanKind } from '../store/model.ts';
import type { SpanStore, TraceQuery } from '../store/store.ts';
import { ApiError, sendJson, sendJsonBytes, sendV3Error } from './jaeger-error.ts';
import { BAD_LIMIT_MESSAGE, MAX_LIMIT } from './jaeger-v1.ts';
import { writeOrdinaryResourceSpans } from './jaeger-v3-fast.ts';
import { borrowJsonBuffer } from './json-buffer.ts';
import { writeResourceSpans } from './otlp-json-model.ts';
import { MAX_DECODED_SPANS, readWholeTrace, writeItems } from './long-answer.ts';
import {
  boolParam,
  checkConditionCount,
  durationParam,
  parseGoInt,
  stringMap,
  timeParam,
  traceIdFromPath,
} from './query-params.ts';

const DEFAULT_SEARCH_DEPTH = 100;

export function createJaegerV3Router({ store }: { store: SpanStore }): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });

  router.get('/api/v3/services', (_req, res) => {
    sendJson(res, 200, { services: store.getServices() });
  });

  router.get('/api/v3/operations', (req, res) => {
    const params = camelCaseParams(req);
    const kind = params.get('spanKind') ?? '';
    const operations = store
      .getOperations(params.get('service') ?? '')
      // Na v3 um tipo não informado conta como interno.
      .map(({ name, spanKind }) => ({ name, spanKind: SPAN_KIND_NAMES[spanKind || SpanKind.INTERNAL] }))
      .filter(({ spanKind }) => kind === '' || spanKind === kind);
    sendJson(res, 200, { operations });
  });

  router.get('/api/v3/traces', async (req, res) => {
    const { query, raw } = parseV3Query(camelCaseParams(req));
    await nextTurn();
    if (res.destroyed) return;
    return sendTraces(res, store, store.findTraceIds(query), raw);
  });

  router.get('/api/v3/traces/:traceId', (req, res) => {
    const params = camelCaseParams(req);
    const id = traceIdFromPath(req.params.traceId, 'malformed parameter trace_id: ');
    timeParam(params, 'startTime');
    timeParam(params, 'endTime');
    const raw = boolParam(params, 'rawTraces', 'malformed parameter rawTraces: ');
    return sendTraces(res, store, store.hasTrace(id) ? [id] : [], raw);
  });

  router.get('/api/v3/trace-summaries', async (req, res) => {
    const { query, raw } = parseV3Query(camelCaseParams(req));
    const summaries: object[] = [];
    await nextTurn();
    const nextSlice = startSlices();
    for (const id of store.findTraceIds(query)) {
      const summary = readTraceSummary(store, id, { raw, maxSpans: MAX_DECODED_SPANS });
      if (summary) summaries.push(toSummary(summary));
      await nextSlice();
      if (res.destroyed) return;
    }
    sendJson(res, 200, { summaries });
  });

  router.use((error: unknown, _req: IncomingMessage, res: ServerResponse, next: (error: unknown) => void) => {
    if (error instanceof ApiError) sendV3Error(res, error);
    else next(error);
  });

  return router;
}

/** Envia os traces guardados com estes ids, cada um pelo caminho mais rápido que o conserve igual. */
async function sendTraces(res: ServerResponse, store: SpanStore, ids: readonly string[], raw: boolean): Promise<void> {
  if (ids.length === 0) throw new ApiError(404, 'No traces found');
  const out = borrowJsonBuffer(res);
  out.ascii('{"result":{"resourceSpans":[');
  const written = await writeItems(res, out, ids, (id) => {
    if (!raw && writeOrdinaryResourceSpans(store, id, out)) return;
    const trace = readWholeTrace(store, id, raw);
    if (trace) writeResourceSpans(trace, out);
  });
  if (!written) return;
  out.ascii(']}}');
  sendJsonBytes(res, 200, out.bytes);
}

/** `query.start_time_min` e `query.startTimeMin` são o mesmo parâmetro. */
function camelCaseParams(req: IncomingMessage): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of searchParams(req)) {
    params.append(
      name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
      value,
    );
  }
  return params;
}

function parseV3Query(params: URLSearchParams): { query: TraceQuery; raw: boolean } {
  const startTimeMin = timeParam(params, 'query.startTimeMin');
  const startTimeMax = timeParam(params, 'query.startTimeMax');
  if (startTimeMin === undefined || startTimeMax === undefined) {
    throw new ApiError(400, 'query.startTimeMin and query.startTimeMax are required');
  }
  if (startTimeMin >= startTimeMax) throw new ApiError(400, 'query.startTimeMin must be before query.startTimeMax');
  const attributesText = params.get('query.attributes') ?? '';
  const attributes =
    attributesText === '' ? [] : stringMap(attributesText, (reason) => malformed('query.attributes', reason));
  checkConditionCount(attributes);
  const query: TraceQuery = {
    serviceName: params.get('query.serviceName') || undefined,
    operationName: params.get('query.operationName') || undefined,
    attributes,
    startTimeMin,
    startTimeMax,
    durationMin: durationParam(params.get('query.durationMin') ?? '', 'malformed parameter query.durationMin: '),
    durationMax: durationParam(params.get('query.durationMax') ?? '', 'malformed parameter query.durationMax: '),
    limit: parseSearchDepth(params),
  };
  return { query, raw: boolParam(params, 'query.rawTraces', 'malformed parameter query.rawTraces: ') };
}

/** `searchDepth`, também chamado `numTraces`. */
function parseSearchDepth(params: URLSearchParams): number {
  const name = params.has('query.searchDepth') ? 'query.searchDepth' : 'query.numTraces';
  const text = params.get(name) ?? '';
  if (text === '') return DEFAULT_SEARCH_DEPTH;
  const depth = parseGoInt(text, 64);
  if (typeof depth === 'string') throw malformed(name, depth.replace('ParseInt', 'Atoi'));
  if (depth <= 0n || depth > BigInt(MAX_LIMIT)) throw new ApiError(400, BAD_LIMIT_MESSAGE);
  return Number(depth);
}

function malformed(name: string, reason: string): ApiError {
  return new ApiError(400, `malformed parameter ${name}: ${reason}`);
}

function toSummary(summary: TraceSummary): Record<string, unknown> {
  return {
    traceId: summary.traceId,
    rootServiceName: summary.rootServiceName,
    rootOperationName: summary.rootOperationName,
    minStartTimeUnixNano: String(summary.startTimeUnixNano),
    maxEndTimeUnixNano: String(summary.endTimeUnixNano),
    spanCount: summary.spanCount,
    orphanSpanCount: summary.orphanSpanCount || undefined,
    errorSpanCount: summary.errorSpanCount || undefined,
    services: summary.services.map(({ name, spanCount, errorSpanCount }) => ({
      name,
      spanCount,
      errorSpanCount: errorSpanCount || undefined,
    })),
  };
}
