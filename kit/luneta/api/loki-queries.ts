/** `query_range` e `query`: as consultas LogQL. Importado no primeiro pedido: traz a gramática e as expressões regulares. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LogSelector, MetricExpr } from '../query/logql/ast.ts';
import { type Steps } from '../query/logql/collect-series.ts';
import { StreamCollector } from '../query/logql/collect-streams.ts';
import { planMetric } from '../query/logql/evaluate-metric.ts';
import { parseLogql } from '../query/logql/parse.ts';
import { acceptsStream, runPipeline } from '../query/logql/run-pipeline.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import { requestParams } from './form-params.ts';
import { ApiError } from './jaeger-error.ts';
import { type QueryStats, sendMatrix, sendStreams, sendVector } from './loki-json.ts';
import {
  checkLineLimit,
  intervalParam,
  limitParam,
  newestFirstParam,
  stepParam,
  type TimeRange,
  timeParam,
  timeRange,
  wantsCategories,
} from './loki-params.ts';
import { type ScanStats, scanLogs } from './loki-scan.ts';

const NO_LINES_AT_AN_INSTANT =
  'log queries are not supported as an instant query type, please change your query to a range query type';

export interface LokiDeps {
  logs: LogStore;
  /** Relógio em milissegundos Unix; os testes o fixam. */
  now: () => number;
}

export async function queryRange(deps: LokiDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const params = await requestParams(req);
  const range = timeRange(params, nowNs(deps));
  const limit = limitParam(params);
  const newestFirst = newestFirstParam(params);
  const stepNs = stepParam(params, range);
  const intervalNs = intervalParam(params);
  const expr = parseLogql(params.get('query') ?? '');
  if (expr.type !== 'log') return sendMetricRange(deps, res, expr, { ...range, stepNs });
  checkLineLimit(limit);
  const categorize = wantsCategories(req);
  const collector = new StreamCollector({ limit, newestFirst, intervalNs, categorize });
  return sendLines(deps, res, expr, range, newestFirst, collector, categorize);
}

export async function queryInstant(deps: LokiDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const params = await requestParams(req);
  limitParam(params);
  newestFirstParam(params);
  const timeNs = timeParam(params, 'time', nowNs(deps));
  const expr = parseLogql(params.get('query') ?? '');
  if (expr.type === 'log') throw new ApiError(400, NO_LINES_AT_AN_INSTANT);
  const started = performance.now();
  const plan = planMetric(expr, { startNs: timeNs, endNs: timeNs, stepNs: 1n });
  const scanned = await feed(deps, res, plan);
  if (!scanned) return;
  const series = plan.result();
  await sendVector(res, series, timeNs, statsOf(scanned, series.length, started));
}

async function sendLines(
  { logs }: LokiDeps,
  res: ServerResponse,
  expr: LogSelector,
  { startNs, endNs }: TimeRange,
  newestFirst: boolean,
  collector: StreamCollector,
  categorize: boolean,
): Promise<void> {
  const started = performance.now();
  const scanned = await scanLogs(
    logs,
    { startUnixNano: startNs, endUnixNano: endNs, acceptsResource: acceptsStream(expr), newestFirst },
    res,
    (log) => {
      const entry = runPipeline(expr, log);
      return !entry || collector.add(entry);
    },
  );
  if (scanned) await sendStreams(res, collector.streams(), categorize, statsOf(scanned, collector.count, started));
}

async function sendMetricRange(deps: LokiDeps, res: ServerResponse, expr: MetricExpr, steps: Steps): Promise<void> {
  const started = performance.now();
  const plan = planMetric(expr, steps);
  const scanned = await feed(deps, res, plan);
  if (!scanned) return;
  const series = plan.result();
  const timeOf = (step: number): bigint => steps.startNs + BigInt(step) * steps.stepNs;
  await sendMatrix(res, series, timeOf, statsOf(scanned, series.length, started));
}

/** Lê o que a expressão precisa. */
async function feed(
  { logs }: LokiDeps,
  res: ServerResponse,
  { input }: ReturnType<typeof planMetric>,
): Promise<ScanStats | undefined> {
  if (!input) return { records: 0, bytes: 0 };
  const { log: selector, collector } = input;
  const query = { ...collector.window, acceptsResource: acceptsStream(selector), newestFirst: false };
  return scanLogs(logs, query, res, (log) => {
    const entry = runPipeline(selector, log);
    if (entry) collector.add(entry);
  });
}

export function nowNs({ now }: LokiDeps): bigint {
  return BigInt(Math.trunc(now())) * 1_000_000n;
}

function statsOf(scanned: ScanStats, returned: number, started: number): QueryStats {
  return { ...scanned, returned, elapsedMs: performance.now() - started };
}
