/**
 * Os parâmetros de `/api/metrics/*`, na ordem em que o Jaeger os confere: a primeira falha é a que responde. Depois vêm as
 * recusas do Prometheus, que no Jaeger saem como erro do servidor (500) e aqui, como erro de quem pede (400).
 */
import type { RedQuery } from '../query/red-metrics.ts';
import { pointCount } from '../query/time-grid.ts';
import { SPAN_KIND_NAMES, SpanKind } from '../store/model.ts';
import { ApiError } from './jaeger-error.ts';
import { boolParam, floatParam, intParam } from './query-params.ts';

const DEFAULT_LOOKBACK_MS = 3_600_000;
const DEFAULT_STEP_MS = 5_000;
const DEFAULT_RATE_PER_MS = 600_000;
const DEFAULT_SPAN_KINDS: ReadonlySet<number> = new Set([SpanKind.SERVER]);

/** O limite do Prometheus: tantos passos por série, e um ponto a mais. */
export const MAX_STEPS = 11_000;
/** O último instante do ano 9999: até aí toda soma de tempos é exata. */
const MAX_MILLISECONDS = 253_402_300_799_999n;

const SPAN_KINDS: ReadonlyMap<string, number> = new Map(
  SPAN_KIND_NAMES.map((name, kind) => [name === '' ? 'unspecified' : name, kind]),
);

/** @throws ApiError com o texto do Jaeger, ou com o do Prometheus por baixo dele. */
export function parseMetricsQuery(params: URLSearchParams, nowMs: number): RedQuery {
  const services = params.getAll('service');
  if (services.length === 0) {
    throw new ApiError(400, "unable to parse param 'service': please provide at least one service name");
  }
  const groupByOperation = boolParam(params, 'groupByOperation', "unable to parse param 'groupByOperation': ");
  const spanKinds = parseSpanKinds(params.getAll('spanKind'));
  const endMs = millisecondsParam(params, 'endTs', nowMs);
  const lookbackMs = millisecondsParam(params, 'lookback', DEFAULT_LOOKBACK_MS);
  const stepMs = millisecondsParam(params, 'step', DEFAULT_STEP_MS);
  const ratePerMs = millisecondsParam(params, 'ratePer', DEFAULT_RATE_PER_MS);
  const query = { services, groupByOperation, spanKinds, startMs: endMs - lookbackMs, endMs, stepMs, ratePerMs, nowMs };
  checkTimes(query);
  return query;
}

/** O quantil de `/api/metrics/latencies`, obrigatório; qualquer número serve. @throws ApiError */
export function parseQuantile(params: URLSearchParams): number {
  return floatParam(params, 'quantile');
}

function parseSpanKinds(names: readonly string[]): ReadonlySet<number> {
  if (names.length === 0) return DEFAULT_SPAN_KINDS;
  return new Set(
    names.map((name) => {
      const kind = SPAN_KINDS.get(name);
      if (kind !== undefined) return kind;
      throw new ApiError(400, `unable to parse param 'spanKind': unsupported span kind: '${name}'`);
    }),
  );
}

function millisecondsParam(params: URLSearchParams, name: string, fallback: number): number {
  const value = intParam(params, name, BigInt(fallback));
  if (value >= -MAX_MILLISECONDS && value <= MAX_MILLISECONDS) return Number(value);
  const text = JSON.stringify(params.get(name));
  throw new ApiError(400, `unable to parse param '${name}': strconv.ParseInt: parsing ${text}: value out of range`);
}

function checkTimes(query: RedQuery): void {
  const refuse = (reason: string): never => {
    throw new ApiError(400, `failed executing metrics query: bad_data: ${reason}`);
  };
  if (query.endMs < query.startMs) refuse('invalid parameter "end": end timestamp must not be before start time');
  if (query.stepMs <= 0) {
    refuse(
      'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  }
  if (pointCount(query) - 1 > MAX_STEPS) {
    refuse(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  }
  if (query.ratePerMs <= 0) refuse('parse error: duration must be greater than 0');
}
