/** Métricas: ingestão, memória por série e por amostra, e consultas com 10 mil séries. */
import type { Figure } from '../figure.ts';
import { createHttpSender } from '../load/http-sender.ts';
import { BENCH_METRIC, GROUP_LABEL, makeMetricLoad, type MetricLoad, SERIES_LABEL } from '../load/metric-points.ts';
import { sendAll } from '../load/sender.ts';
import type { Measure } from '../measure.ts';
import { createQueryClient } from '../servers/query-client.ts';
import { type BenchServer, startLunetaServer } from '../servers/server.ts';
import { settledRss } from '../servers/settled-rss.ts';
import { type TimedQuery, timeQuery } from './time-query.ts';

const SERIES = 10_000;
const EVERY_MS = 5000;
/** Exportações de cada fase; as consultas olham as das duas últimas. */
const WARM_UP = { series: 1000, exports: 10 };
const SETTLING_EXPORTS = 10;
const MEASURED_EXPORTS = 50;
const QUERIED_MS = (SETTLING_EXPORTS + MEASURED_EXPORTS) * EVERY_MS;

export const metrics: Measure = {
  name: 'metricas',
  title: 'Métricas, com 10 mil séries',
  referenceName: '–',
  async run(context) {
    const server = await startLunetaServer(context);
    try {
      const nowMs = Date.now();
      // Antes de cada medida de memória, a mesma carga em menor: o heap já cresceu o que tinha de crescer.
      await send(server, { ...WARM_UP, nowMs: nowMs - QUERIED_MS - EVERY_MS });
      const warm = await settledRss(server);
      await send(server, { series: SERIES, exports: 1, nowMs: nowMs - QUERIED_MS });
      const withSeries = await settledRss(server);
      await send(server, { series: SERIES, exports: SETTLING_EXPORTS, nowMs: nowMs - MEASURED_EXPORTS * EVERY_MS });
      const settled = await settledRss(server);
      const before = await server.usage();
      const { seconds, points } = await send(server, { series: SERIES, exports: MEASURED_EXPORTS, nowMs });
      const after = await server.usage();
      const loaded = await settledRss(server);
      const figures: Figure[] = [
        { id: 'pointsRate', value: points / seconds },
        { id: 'pointsCpu', value: (after.cpuUs - before.cpuUs) / 1e6 / (points / 100_000) },
        { id: 'bytesPerSeries', value: (withSeries - warm) / (SERIES - WARM_UP.series) },
        { id: 'bytesPerSample', value: (loaded - settled) / points },
      ];
      const client = createQueryClient(server.ports.ui);
      try {
        for (const query of queries(nowMs)) figures.push(...(await timeQuery(context, server, client, query)));
      } finally {
        client.close();
      }
      return { figures, notes: ['Cada exportação repete as mesmas séries, como a de um SDK.'] };
    } finally {
      await server.close();
    }
  },
};

/** @throws se algum ponto não entrou. */
async function send(
  server: BenchServer,
  load: Omit<MetricLoad, 'everyMs'>,
): Promise<{ seconds: number; points: number }> {
  const payload = makeMetricLoad({ ...load, everyMs: EVERY_MS });
  const points = payload.spans;
  // Uma conexão só: os pontos de uma série chegam na ordem do tempo, como os de um SDK.
  const sender = createHttpSender(server.ports.otlpHttp, 1, 'protobuf', 'metrics');
  const { seconds, acceptedSpans } = await sendAll(payload, sender, 1);
  if (acceptedSpans !== points) {
    throw new Error(`a carga não entrou inteira: ${acceptedSpans} de ${points} pontos.`);
  }
  return { seconds, points };
}

function queries(nowMs: number): TimedQuery[] {
  const instant = (query: string): string => `/api/v1/query?${new URLSearchParams({ query, time: `${nowMs / 1000}` })}`;
  const range = (query: string): string =>
    `/api/v1/query_range?${new URLSearchParams({
      query,
      start: `${(nowMs - QUERIED_MS + EVERY_MS) / 1000}`,
      end: `${nowMs / 1000}`,
      step: '5',
    })}`;
  return [
    { id: 'promSeries', path: instant(`${BENCH_METRIC}{${SERIES_LABEL}="s4321"}`) },
    { id: 'promSumInstant', path: instant(`sum by (${GROUP_LABEL}) (rate(${BENCH_METRIC}[1m]))`), huge: true },
    { id: 'promSumRange', path: range(`sum by (${GROUP_LABEL}) (rate(${BENCH_METRIC}[1m]))`), huge: true },
    { id: 'promLabelValues', path: `/api/v1/label/${GROUP_LABEL}/values` },
  ];
}
