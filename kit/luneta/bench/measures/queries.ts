/** Consultas com 200 mil spans guardados: o relógio de quem pergunta, e a CPU do servidor por resposta. */
import type { Figure } from '../figure.ts';
import { createHttpSender } from '../load/http-sender.ts';
import { makeLoad, makeOneTrace, type Payload } from '../load/payloads.ts';
import { sendAll } from '../load/sender.ts';
import type { Measure } from '../measure.ts';
import { createQueryClient } from '../servers/query-client.ts';
import { type BenchServer, startLunetaServer } from '../servers/server.ts';
import { type TimedQuery, timeQuery } from './time-query.ts';

const SPANS = 200_000;
const CONNECTIONS = 8;
const LIMIT = '20';
const SERVICE = 'checkout';

export const queries: Measure = {
  name: 'consultas',
  title: 'Consultas, p50 (ms)',
  referenceName: 'Jaeger',
  async run(context) {
    const server = await startLunetaServer(context);
    const client = createQueryClient(server.ports.ui);
    try {
      const load = makeLoad(SPANS);
      await send(server, load);
      const figures: Figure[] = [];
      for (const query of searches(load)) figures.push(...(await timeQuery(context, server, client, query)));
      // Só agora: um trace de milhares de spans entre os 20 mais novos mudaria as buscas acima.
      const big = { thousand: makeOneTrace(1000), tenThousand: makeOneTrace(10_000) };
      await send(server, big.thousand);
      await send(server, big.tenThousand);
      const traces: TimedQuery[] = [
        { id: 'trace8', path: tracePath(load.traceIds[load.traceIds.length >> 1]) },
        { id: 'trace1000', path: tracePath(big.thousand.traceIds[0]) },
        { id: 'trace10000', path: tracePath(big.tenThousand.traceIds[0]), huge: true },
      ];
      for (const query of traces) figures.push(...(await timeQuery(context, server, client, query)));
      return { figures };
    } finally {
      client.close();
      await server.close();
    }
  },
};

async function send(server: BenchServer, payload: Payload): Promise<void> {
  const result = await sendAll(payload, createHttpSender(server.ports.otlpHttp, CONNECTIONS), CONNECTIONS);
  if (result.acceptedSpans !== payload.spans) {
    throw new Error(`a carga não entrou inteira: ${result.acceptedSpans} de ${payload.spans} spans.`);
  }
}

function searches({ rare }: ReturnType<typeof makeLoad>): TimedQuery[] {
  const now = Date.now();
  const iso = (ms: number): string => new Date(ms).toISOString();
  const search = (service: string, tags?: Record<string, string>): string => {
    const params = new URLSearchParams({ service, limit: LIMIT });
    if (tags) params.set('tags', JSON.stringify(tags));
    return `/api/traces?${params}`;
  };
  const summaries = new URLSearchParams({
    'query.serviceName': SERVICE,
    'query.startTimeMin': iso(now - 3_600_000),
    'query.startTimeMax': iso(now + 3_600_000),
    'query.searchDepth': LIMIT,
  });
  return [
    { id: 'services', path: '/api/services' },
    { id: 'search', path: search(SERVICE), p95: 'searchP95' },
    { id: 'searchTag', path: search(SERVICE, { 'http.response.status_code': '500' }) },
    { id: 'searchRare', path: search(rare.service, { [rare.key]: rare.value }) },
    { id: 'summaries', path: `/api/v3/trace-summaries?${summaries}` },
    { id: 'dependencies', path: `/api/dependencies?endTs=${now + 60_000}&lookback=3600000` },
  ];
}

function tracePath(traceId: string): string {
  return `/api/traces/${traceId}`;
}
