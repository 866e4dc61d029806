/** API v3 do Jaeger (`/api/v3/...`): a estável, com spans em OTLP/JSON. Aceita parâmetros em camelCase e snake_case. */
import { type Request, type Response, Router } from 'express';
import { readTrace } from '../query/adjust-trace.ts';
import { summarizeTrace, type TraceSummary } from '../query/trace-summary.ts';
import { SPAN_KIND_NAMES, SpanKind, type Trace } from '../store/model.ts';
import type { SpanStore, TraceQuery } from '../store/store.ts';
import { ApiError, sendJson, sendV3Error } from './jaeger-error.ts';
import { BAD_LIMIT_MESSAGE, MAX_LIMIT } from './jaeger-v1.ts';
import { toResourceSpans } from './otlp-json-model.ts';
import {
  boolParam,
  checkConditionCount,
  durationParam,
  searchParams,
  stringMap,
  timeParam,
  traceIdFromPath,
} from './query-params.ts';

const DEFAULT_SEARCH_DEPTH = 100;

export function createJaegerV3Router({ store }: { store: SpanStore }): Router {
  const router = Router({ strict: true });

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

  router.get('/api/v3/traces', (req, res) => {
    const { query, raw } = parseV3Query(camelCaseParams(req));
    sendTraces(res, readTraces(store, query, raw));
  });

  router.get('/api/v3/traces/:traceId', (req, res) => {
    const params = camelCaseParams(req);
    const id = traceIdFromPath(req.params.traceId, 'malformed parameter trace_id: ');
    timeParam(params, 'startTime');
    timeParam(params, 'endTime');
    const raw = boolParam(params, 'rawTraces', 'malformed parameter rawTraces: ');
    const trace = readTrace(store, id, { raw });
    sendTraces(res, trace ? [trace] : []);
  });

  router.get('/api/v3/trace-summaries', (req, res) => {
    const { query, raw } = parseV3Query(camelCaseParams(req));
    sendJson(res, 200, { summaries: readTraces(store, query, raw).map((trace) => toSummary(summarizeTrace(trace))) });
  });

  router.use((error: unknown, _req: Request, res: Response, next: (error: unknown) => void) => {
    if (error instanceof ApiError) sendV3Error(res, error);
    else next(error);
  });

  return router;
}

/** Spans que uma resposta carrega, no máximo: acima disto o pedido é recusado em vez de esgotar a memória. */
const MAX_ANSWER_SPANS = 300_000;

function readTraces(store: SpanStore, query: TraceQuery, raw: boolean): Trace[] {
  const traces: Trace[] = [];
  let spans = 0;
  for (const id of store.findTraceIds(query)) {
    const trace = readTrace(store, id, { raw, maxSpans: MAX_ANSWER_SPANS - spans });
    if (!trace) continue;
    spans += trace.spans.length + (trace.omittedSpanCount ?? 0);
    if (spans > MAX_ANSWER_SPANS) {
      throw new ApiError(
        400,
        `the answer exceeds ${MAX_ANSWER_SPANS} spans; lower query.searchDepth or narrow the search`,
      );
    }
    traces.push(trace);
  }
  return traces;
}

function sendTraces(res: Response, traces: Trace[]): void {
  if (traces.length === 0) throw new ApiError(404, 'No traces found');
  sendJson(res, 200, { result: { resourceSpans: toResourceSpans(traces) } });
}

/** `query.start_time_min` e `query.startTimeMin` são o mesmo parâmetro. */
function camelCaseParams(req: Request): URLSearchParams {
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
  if (!/^[+-]?\d+$/.test(text)) {
    throw malformed(name, `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  }
  const depth = Number(text);
  if (depth <= 0 || depth > MAX_LIMIT) throw new ApiError(400, BAD_LIMIT_MESSAGE);
  return depth;
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
