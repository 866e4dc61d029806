/** As portas do agente Jaeger: CPU por span e quantos chegam. UDP não confirma nada; quem conta são as consultas. */
import { poll } from '../../../poll.ts';
import type { PortName } from '../../doors.ts';
import type { ThriftProtocol } from '../../wire/jaeger-batch.ts';
import type { FigureId } from '../baselines.ts';
import { type Figure, figureOf } from '../figure.ts';
import { makeDatagrams } from '../load/payloads.ts';
import { SERVICES } from '../load/spans.ts';
import { sendDatagrams } from '../load/udp-sender.ts';
import type { BenchContext, Measure } from '../measure.ts';
import { createQueryClient, type QueryClient } from '../servers/query-client.ts';
import { startLunetaServer } from '../servers/server.ts';

const SPANS = 8000;
const WARM_UP_SPANS = 4000;
/** Quanto esperar pelos datagramas que ainda estão no buffer do sistema. */
const ARRIVAL_DEADLINE_MS = 1000;

interface UdpDoor {
  port: PortName;
  protocol: ThriftProtocol;
  cpu: FigureId;
  arrived: FigureId;
}

const UDP_DOORS: readonly UdpDoor[] = [
  { port: 'jaegerCompact', protocol: 'compact', cpu: 'compactCpu', arrived: 'compactArrived' },
  { port: 'jaegerBinary', protocol: 'binary', cpu: 'binaryCpu', arrived: 'binaryArrived' },
];

export const udp: Measure = {
  name: 'udp',
  title: 'Ingestão (agente Jaeger, UDP)',
  referenceName: 'Jaeger',
  async run(context) {
    const figures: Figure[] = [];
    for (const door of UDP_DOORS) figures.push(...(await measureDoor(context, door)));
    return {
      figures,
      notes: [
        'Datagramas de 32 spans a cerca de 20 mil spans/s; em rajada, o sistema descarta o que não cabe no buffer.',
      ],
    };
  },
};

async function measureDoor(context: BenchContext, door: UdpDoor): Promise<Figure[]> {
  const server = await startLunetaServer(context);
  const client = createQueryClient(server.ports.ui);
  const cpu: number[] = [];
  const arrived: number[] = [];
  try {
    let known = 0;
    for (let round = 0; round <= context.rounds; round++) {
      const payload = makeDatagrams(round === 0 ? WARM_UP_SPANS : SPANS, door.protocol, { seed: round + 1 });
      const before = await server.usage();
      await sendDatagrams(payload, server.ports[door.port]);
      // A CPU é lida antes da contagem, que também gasta; um `usage` só volta depois dos datagramas já lidos.
      const after = await server.usage();
      const total = await settledSpans(client, known + payload.spans);
      const received = total - known;
      known = total;
      if (round === 0) continue;
      cpu.push((after.cpuUs - before.cpuUs) / 1e6 / (received / 100_000));
      arrived.push((received / payload.spans) * 100);
    }
  } finally {
    client.close();
    await server.close();
  }
  return [figureOf(door.cpu, cpu), figureOf(door.arrived, arrived)];
}

/** Spans guardados, depois que chegaram todos os esperados ou o prazo acabou. */
async function settledSpans(client: QueryClient, expected: number): Promise<number> {
  let total = 0;
  await poll(
    async () => {
      total = await countSpans(client);
      return total >= expected ? total : undefined;
    },
    { deadlineMs: ARRIVAL_DEADLINE_MS, intervalMs: 100 },
  );
  return total;
}

/** Pelos resumos da v3: a soma por serviço só conta os spans daquele serviço, então nenhum entra duas vezes. */
async function countSpans(client: QueryClient): Promise<number> {
  let total = 0;
  const now = Date.now();
  for (const service of SERVICES) {
    const params = new URLSearchParams({
      'query.serviceName': service,
      'query.startTimeMin': new Date(now - 3_600_000).toISOString(),
      'query.startTimeMax': new Date(now + 3_600_000).toISOString(),
      'query.searchDepth': '100000',
    });
    const { summaries } = await client.getJson<{ summaries: { services: { name: string; spanCount: number }[] }[] }>(
      `/api/v3/trace-summaries?${params}`,
    );
    for (const { services } of summaries) {
      total += services.find(({ name }) => name === service)?.spanCount ?? 0;
    }
  }
  return total;
}
