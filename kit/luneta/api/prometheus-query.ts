/** `/api/v1/query` e `/api/v1/query_range`: avaliar em fatias, e escrever o que se achou. */
import type { ServerResponse } from 'node:http';
import { startSlices } from '../http/slices.ts';
import type { Work } from '../query/promql/evaluation.ts';
import type { StepSeries } from '../query/promql/matrix.ts';
import type { PromqlExpr, PromqlValue } from '../query/promql/promql.ts';
import type { MetricStore } from '../store/metrics/metric-store.ts';
import { sendJsonBytes } from './jaeger-error.ts';
import { borrowJsonBuffer, type JsonBuffer } from './json-buffer.ts';
import { writeItems } from './long-answer.ts';
import { loadPromql, parseQuery, toApiError } from './prometheus-engine.ts';
import { PrometheusError } from './prometheus-error.ts';
import { labelsJson, pointJson, scalarJson, secondsJson } from './prometheus-json.ts';
import { durationParam, limitParam, rangeParams, timeParam } from './prometheus-params.ts';
import { Turnstile } from '../http/turnstile.ts';

/** Quanto uma consulta pode durar, se o pedido não diz menos. */
const MAX_QUERY_MS = 10_000;
/** Consultas avaliadas ao mesmo tempo: cada uma tem na memória o que leu e calculou. */
const MAX_CONCURRENT_QUERIES = 4;

const turnstile = new Turnstile(MAX_CONCURRENT_QUERIES);

/** O que vale para as duas consultas. */
interface QueryOptions {
  lookbackMs: number | undefined;
  timeoutMs: number;
  limit: number | undefined;
  wantsStats: boolean;
}

function queryOptions(params: URLSearchParams): QueryOptions {
  const lookbackMs = durationParam(params, 'lookback_delta');
  return {
    lookbackMs: lookbackMs !== undefined && lookbackMs > 0 ? lookbackMs : undefined,
    timeoutMs: Math.min(durationParam(params, 'timeout') ?? MAX_QUERY_MS, MAX_QUERY_MS),
    limit: limitParam(params),
    wantsStats: (params.get('stats') ?? '') !== '',
  };
}

export async function answerInstantQuery(
  metrics: MetricStore,
  nowMs: number,
  params: URLSearchParams,
  res: ServerResponse,
): Promise<void> {
  const timeMs = timeParam(params, 'time', nowMs);
  const options = queryOptions(params);
  const expr = await parseQuery(params.get('query') ?? '', 'query');
  const { instantWork } = await loadPromql();
  const start = (): Work<PromqlValue> => instantWork(metrics, expr, timeMs, options);
  await answer(res, options, start, (value, out) => {
    out.ascii(`"resultType":"${value.type}","result":`);
    switch (value.type) {
      case 'scalar':
        out.ascii(scalarJson(timeMs, value.value));
        return COMPLETE;
      case 'string':
        out.text(`[${secondsJson(timeMs)},${JSON.stringify(value.value)}]`);
        return COMPLETE;
      case 'vector':
        return writeSeries(res, out, options, value.samples, ({ labels, value: number }) => {
          out.text(`{"metric":${labelsJson(labels)},"value":${pointJson(timeMs, number)}}`);
        });
      case 'matrix':
        return writeSeries(res, out, options, value.series, ({ labels, points }) => {
          writePoints(out, labelsJson(labels), points);
        });
    }
  });
}

export async function answerRangeQuery(
  metrics: MetricStore,
  params: URLSearchParams,
  res: ServerResponse,
): Promise<void> {
  const range = rangeParams(params);
  const options = queryOptions(params);
  const expr: PromqlExpr = await parseQuery(params.get('query') ?? '');
  const { pointsOf, rangeWork } = await loadPromql();
  const start = (): Work<StepSeries[]> => rangeWork(metrics, expr, range, options);
  await answer(res, options, start, (matrix, out) => {
    out.ascii('"resultType":"matrix","result":');
    return writeSeries(res, out, options, matrix, (series) => {
      writePoints(out, labelsJson(series.labels), pointsOf(series, range));
    });
  });
}

function writePoints(out: JsonBuffer, metric: string, points: Iterable<readonly [number, number]>): void {
  out.text(`{"metric":${metric},"values":[`);
  let separator = '';
  for (const [timestampMs, value] of points) {
    out.ascii(separator + pointJson(timestampMs, value));
    separator = ',';
  }
  out.ascii(']}');
}

/** Se o resultado coube inteiro no `limit`; `undefined` se quem pediu desistiu. */
type Written = 'complete' | 'truncated' | undefined;
const COMPLETE: Promise<Written> = Promise.resolve('complete');

async function writeSeries<T>(
  res: ServerResponse,
  out: JsonBuffer,
  { limit }: QueryOptions,
  series: readonly T[],
  write: (series: T) => void,
): Promise<Written> {
  const shown = limit === undefined ? series : series.slice(0, limit);
  out.ascii('[');
  if (!(await writeItems(res, out, shown, write))) return undefined;
  out.ascii(']');
  return shown.length < series.length ? 'truncated' : 'complete';
}

async function answer<T>(
  res: ServerResponse,
  options: QueryOptions,
  start: () => Work<T>,
  write: (value: T, out: JsonBuffer) => Promise<Written>,
): Promise<void> {
  const startedAt = performance.now();
  await turnstile.run(async () => {
    const queuedMs = performance.now() - startedAt;
    const value = await runInSlices(start(), res, startedAt + options.timeoutMs);
    const evaluatedMs = performance.now() - startedAt - queuedMs;
    const out = borrowJsonBuffer(res);
    out.ascii('{"status":"success","data":{');
    const written = await write(value, out);
    if (!written) return;
    if (options.wantsStats) out.ascii(`,"stats":${statsJson(queuedMs, evaluatedMs)}`);
    out.ascii('}');
    if (written === 'truncated') out.ascii(',"warnings":["results truncated due to limit"]');
    out.ascii('}');
    sendJsonBytes(res, 200, out.bytes);
  });
}

/** Avalia dando vez aos outros. @throws PrometheusError */
async function runInSlices<T>(work: Work<T>, res: ServerResponse, deadline: number): Promise<T> {
  const nextSlice = startSlices();
  try {
    for (;;) {
      const turn = work.next();
      if (turn.done) return turn.value;
      await nextSlice();
      if (res.destroyed) throw new PrometheusError('canceled', 'query was canceled in expression evaluation');
      if (performance.now() > deadline) {
        throw new PrometheusError('timeout', 'query timed out in expression evaluation');
      }
    }
  } catch (error) {
    throw toApiError(error);
  }
}

/** Os tempos, em segundos, com os nomes do Prometheus. */
function statsJson(queuedMs: number, evaluatedMs: number): string {
  return JSON.stringify({
    timings: {
      evalTotalTime: evaluatedMs / 1000,
      resultSortTime: 0,
      queryPreparationTime: 0,
      innerEvalTime: evaluatedMs / 1000,
      execQueueTime: queuedMs / 1000,
      execTotalTime: (queuedMs + evaluatedMs) / 1000,
    },
  });
}
