/** Memória residente: parada, com a carga guardada, e com o limite enchido três vezes. */
import type { Figure } from '../figure.ts';
import { createHttpSender } from '../load/http-sender.ts';
import { makeLoad, SPANS_PER_REQUEST } from '../load/payloads.ts';
import { sendAll } from '../load/sender.ts';
import type { BenchContext, Measure } from '../measure.ts';
import { createQueryClient } from '../servers/query-client.ts';
import { type BenchServer, startLunetaServer } from '../servers/server.ts';
import { settledRss } from '../servers/settled-rss.ts';

const SPANS = 200_000;
const BOUND = '64M';
const BOUND_BYTES = 64 * 1024 * 1024;
const CONNECTIONS = 8;
const MB = 1e6;

export const memory: Measure = {
  name: 'memoria',
  title: 'Memória residente',
  referenceName: 'Jaeger',
  async run(context) {
    return { figures: [...(await measureStored(context)), ...(await measureBound(context))] };
  },
};

async function measureStored(context: BenchContext): Promise<Figure[]> {
  const server = await startLunetaServer(context);
  try {
    const client = createQueryClient(server.ports.ui);
    await client.get('/api/services');
    client.close();
    const idle = await settledRss(server);
    const spans = await load(server, SPANS, 1);
    const loaded = await settledRss(server);
    return [
      { id: 'rssIdle', value: idle / MB },
      { id: 'rssLoaded', value: loaded / MB },
      { id: 'bytesPerSpan', value: (loaded - idle) / spans },
    ];
  } finally {
    await server.close();
  }
}

async function measureBound(context: BenchContext): Promise<Figure[]> {
  const server = await startLunetaServer(context, ['--max-bytes', BOUND]);
  try {
    const rss: number[] = [];
    for (let fill = 1; fill <= 3; fill++) {
      await loadBytes(server, BOUND_BYTES, fill);
      rss.push(await settledRss(server));
    }
    return [
      { id: 'rssBound1', value: rss[0] / MB },
      { id: 'rssBound3', value: rss[2] / MB },
      { id: 'rssBoundGrowth', value: (rss[2] / rss[1] - 1) * 100 },
    ];
  } finally {
    await server.close();
  }
}

/** Manda pedidos até somarem `bytes`. */
async function loadBytes(server: BenchServer, bytes: number, seed: number): Promise<void> {
  const sample = makeLoad(SPANS_PER_REQUEST, { seed });
  await load(server, Math.ceil((bytes / sample.bodies[0].length) * SPANS_PER_REQUEST), seed);
}

async function load(server: BenchServer, spans: number, seed: number): Promise<number> {
  const payload = makeLoad(spans, { seed });
  const result = await sendAll(payload, createHttpSender(server.ports.otlpHttp, CONNECTIONS), CONNECTIONS);
  return result.acceptedSpans;
}
