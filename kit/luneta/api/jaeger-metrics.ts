/**
 * As métricas da aba Monitor do Jaeger (`/api/metrics/*`): chamadas, erros e latências por serviço e operação. O Jaeger as
 * busca num Prometheus; a Luneta as calcula dos spans guardados (`query/red-metrics.ts`).
 *
 * A forma é a de `MetricFamily` do OpenMetrics em JSON de protobuf: sem envelope, e NaN e infinitos como texto.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from 'router';
import { searchParams } from '../http/url.ts';
import {
  callRates,
  errorRates,
  latencyQuantiles,
  type RedQuery,
  type RedSeries,
  MAX_RED_POINTS,
  MAX_RED_SERIES,
  RedLimitError,
} from '../query/red-metrics.ts';
import { ApiError, handleV1Errors, sendJson } from './jaeger-error.ts';
import type { JaegerApiDeps } from './jaeger-v1.ts';
import { borrowJsonBuffer, type JsonBuffer } from './json-buffer.ts';
import { sendWritten, writeItems } from './long-answer.ts';
import { parseMetricsQuery, parseQuantile } from './metrics-params.ts';

const LIMIT_MESSAGES: Record<RedLimitError['code'], string> = {
  too_many_series: `more than ${MAX_RED_SERIES} series; drop 'groupByOperation' or ask fewer services`,
  too_many_points: `more than ${MAX_RED_POINTS} points; raise 'step' or lower 'lookback'`,
};

/** O menor passo entre dois pontos, em milissegundos. */
const MIN_STEP_MS = 1;

/** O que distingue as três famílias; o agrupamento por operação muda nome e ajuda do mesmo modo. */
interface Family {
  name: string;
  help: string;
  series: Iterable<RedSeries>;
}

export function createJaegerMetricsRouter({ store, now }: Pick<JaegerApiDeps, 'store' | 'now'>): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });

  router.get('/api/metrics/minstep', (_req, res) => {
    sendJson(res, 200, { data: MIN_STEP_MS, total: 0, limit: 0, offset: 0, errors: null });
  });

  router.get('/api/metrics/latencies', (req, res) => {
    const quantile = parseQuantile(searchParams(req));
    return answer(req, res, (query) => ({
      name: 'service_latencies',
      help: `${goFixed2(quantile)}th quantile latency, grouped by service`,
      series: latencyQuantiles(store, query, quantile),
    }));
  });

  router.get('/api/metrics/calls', (req, res) =>
    answer(req, res, (query) => ({
      name: 'service_call_rate',
      help: 'calls/sec, grouped by service',
      series: callRates(store, query),
    })),
  );

  router.get('/api/metrics/errors', (req, res) =>
    answer(req, res, (query) => ({
      name: 'service_error_rate',
      help: 'error rate, computed as a fraction of errors/sec over calls/sec, grouped by service',
      series: errorRates(store, query),
    })),
  );

  router.use(handleV1Errors);

  function answer(req: IncomingMessage, res: ServerResponse, compute: (query: RedQuery) => Family): Promise<void> {
    const params = searchParams(req);
    const query = parseMetricsQuery(params, now());
    try {
      return sendFamily(req, res, query, compute(query));
    } catch (error) {
      throw error instanceof RedLimitError ? new ApiError(400, LIMIT_MESSAGES[error.code]) : error;
    }
  }

  return router;
}

/** Escreve série a série, com pausas: um milhão de pontos são uns 100 MB. */
async function sendFamily(req: IncomingMessage, res: ServerResponse, query: RedQuery, family: Family): Promise<void> {
  const name = query.groupByOperation ? family.name.replace('service', 'service_operation') : family.name;
  const help = query.groupByOperation ? `${family.help} & operation` : family.help;
  const out = borrowJsonBuffer(res);
  const timestamps: string[] = [];
  out.ascii(`{"name":"${name}","type":"GAUGE","help":"${help}","metrics":[`);
  const timestampOf = (point: number): string =>
    (timestamps[point] ??= protoTimestamp(query.startMs + point * query.stepMs));
  if (!(await writeItems(res, out, family.series, (series) => writeSeries(out, series, timestampOf)))) return;
  out.ascii(']}');
  sendWritten(req, res, out);
}

function writeSeries(out: JsonBuffer, series: RedSeries, timestampOf: (point: number) => string): void {
  const { service, operation, first, values } = series;
  const labels = [{ name: 'service_name', value: service }];
  if (operation !== undefined) labels.push({ name: 'operation', value: operation });
  out.text(`{"labels":${JSON.stringify(labels)},"metricPoints":[`);
  for (let i = 0; i < values.length; i++) {
    if (i > 0) out.ascii(',');
    out.ascii('{"gaugeValue":{"doubleValue":');
    out.ascii(protoDouble(values[i]));
    out.ascii('},"timestamp":"');
    out.ascii(timestampOf(first + i));
    out.ascii('"}');
  }
  out.ascii(']}');
}

function protoDouble(value: number): string {
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}

/** `Timestamp` em JSON: com milissegundos só quando há. */
function protoTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** `%.2f` do Go: empates vão para o par (0,125 → 0,12), e há texto para o que não é número. */
function goFixed2(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : String(value).replace('inity', '');
  // Dígitos além da centésima só são exatamente meio em múltiplos ímpares de 1/8.
  const tie = Math.abs(value * 8) % 2 === 1;
  const text = (tie ? Math.round(value * 50) / 50 : value).toFixed(2);
  return Object.is(value, -0) ? `-${text}` : text;
}
