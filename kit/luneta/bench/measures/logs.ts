/** Logs: ingestão, memória por registro, e consultas com 200 mil registros. */
import type { Figure } from '../figure.ts';
import { createHttpSender } from '../load/http-sender.ts';
import { LOG_SERVICE, makeLogLoad, RARE_WORD } from '../load/log-records.ts';
import type { Payload } from '../load/payloads.ts';
import { sendAll } from '../load/sender.ts';
import type { Measure } from '../measure.ts';
import { createQueryClient } from '../servers/query-client.ts';
import { startLunetaServer } from '../servers/server.ts';
import { settledRss } from '../servers/settled-rss.ts';
import { type TimedQuery, timeQuery } from './time-query.ts';

const RECORDS = 200_000;
const CONNECTIONS = 4;

export const logs: Measure = {
  name: 'logs',
  title: 'Logs, com 200 mil registros',
  referenceName: '–',
  async run(context) {
    const server = await startLunetaServer(context);
    try {
      const nowMs = Date.now();
      const load = makeLogLoad(RECORDS, { nowMs });
      const idle = await settledRss(server);
      const before = await server.usage();
      const sender = createHttpSender(server.ports.otlpHttp, CONNECTIONS, 'protobuf', 'logs');
      const { seconds, acceptedSpans } = await sendAll(load, sender, CONNECTIONS);
      const after = await server.usage();
      if (acceptedSpans !== RECORDS)
        throw new Error(`a carga não entrou inteira: ${acceptedSpans} de ${RECORDS} registros.`);
      const loaded = await settledRss(server);
      const figures: Figure[] = [
        { id: 'recordsRate', value: RECORDS / seconds },
        { id: 'recordsCpu', value: (after.cpuUs - before.cpuUs) / 1e6 / (RECORDS / 100_000) },
        {
          id: 'bytesPerRecord',
          value: (loaded - idle) / RECORDS,
          detail: `no pedido: ${Math.round(load.bodies.reduce((sum, { length }) => sum + length, 0) / RECORDS)} B`,
        },
      ];
      const client = createQueryClient(server.ports.ui);
      try {
        for (const query of queries(load, nowMs)) figures.push(...(await timeQuery(context, server, client, query)));
      } finally {
        client.close();
      }
      return { figures };
    } finally {
      await server.close();
    }
  },
};

function queries({ traceIds }: Payload, nowMs: number): TimedQuery[] {
  const window = { start: `${nowMs - 900_000}000000`, end: `${nowMs + 1000}000000` };
  const range = (query: string, extra: Record<string, string> = {}): string =>
    `/loki/api/v1/query_range?${new URLSearchParams({ query, ...window, ...extra })}`;
  const stream = `{service_name="${LOG_SERVICE}"}`;
  const trace = traceIds[traceIds.length >> 1];
  return [
    { id: 'lokiNewest', path: range(stream, { limit: '100' }) },
    { id: 'lokiRare', path: range(`{service_name=~".+"} |= "${RARE_WORD}"`), huge: true },
    { id: 'lokiTrace', path: `/logs?${new URLSearchParams({ traceID: trace })}` },
    {
      id: 'lokiVolume',
      path: range(`sum by (detected_level) (count_over_time(${stream}[10s]))`, { step: '10' }),
      huge: true,
    },
  ];
}
