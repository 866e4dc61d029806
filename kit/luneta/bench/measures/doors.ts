/**
 * Ingestão: a CPU que cada porta gasta com a mesma carga, ao lado do servidor que só a lê e descarta.
 *
 * As portas se revezam dentro de cada rodada, e cada carga vai para os dois servidores em seguida: o que a máquina
 * estiver fazendo naquele minuto pesa igual em todos. Antes, uma rodada que não conta, porque os primeiros pedidos de
 * um processo Node pagam a compilação do código.
 */
import { poll } from '../../../poll.ts';
import type { FigureId } from '../baselines.ts';
import { type Figure, figureOf } from '../figure.ts';
import { createGrpcSender } from '../load/grpc-sender.ts';
import { createHttpSender } from '../load/http-sender.ts';
import { type Encoding, makeLoad, type Payload } from '../load/payloads.ts';
import { sendAll, type Sender, type SendResult } from '../load/sender.ts';
import { SPANS_PER_TRACE } from '../load/spans.ts';
import type { BenchContext, Measure, MeasureResult } from '../measure.ts';
import { createQueryClient, visibleSpans } from '../servers/query-client.ts';
import { type BenchServer, startDiscardServer, startLunetaServer } from '../servers/server.ts';

interface DoorRun {
  cpu: FigureId;
  protocol: 'http' | 'grpc';
  encoding: Encoding;
  connections: number;
  spans: number;
  rate?: FigureId;
  /** Mede também quando o último span aparece nas consultas. */
  visible?: FigureId;
  /** Manda a mesma carga ao servidor que descarta. */
  discard?: FigureId;
}

const RUNS: readonly DoorRun[] = [
  {
    cpu: 'http1Cpu',
    protocol: 'http',
    encoding: 'protobuf',
    connections: 1,
    spans: 200_000,
    rate: 'http1Rate',
    discard: 'discard1Cpu',
  },
  {
    cpu: 'http8Cpu',
    protocol: 'http',
    encoding: 'protobuf',
    connections: 8,
    spans: 200_000,
    rate: 'http8Rate',
    visible: 'http8Visible',
    discard: 'discard8Cpu',
  },
  { cpu: 'grpc8Cpu', protocol: 'grpc', encoding: 'protobuf', connections: 8, spans: 200_000 },
  // Menos spans: comprimir e montar JSON custa mais ao bench que ao servidor, e a medida é por 100 mil.
  { cpu: 'gzip8Cpu', protocol: 'http', encoding: 'gzip', connections: 8, spans: 60_000 },
  { cpu: 'json8Cpu', protocol: 'http', encoding: 'json', connections: 8, spans: 40_000 },
];

/** A ordem em que os números aparecem. */
const ORDER: readonly FigureId[] = [
  'http1Cpu',
  'discard1Cpu',
  'http8Cpu',
  'discard8Cpu',
  'http8Ratio',
  'http1Rate',
  'http8Rate',
  'http8Visible',
  'grpc8Cpu',
  'gzip8Cpu',
  'json8Cpu',
];

const VISIBLE_DEADLINE_MS = 10_000;

export const doors: Measure = {
  name: 'portas',
  title: 'Ingestão (portas OTLP)',
  referenceName: 'Jaeger',
  async run(context) {
    const luneta = await startLunetaServer(context);
    try {
      const discard = await startDiscardServer(context);
      try {
        return await measureDoors(context, luneta, discard);
      } finally {
        await discard.close();
      }
    } finally {
      await luneta.close();
    }
  },
};

async function measureDoors(context: BenchContext, luneta: BenchServer, discard: BenchServer): Promise<MeasureResult> {
  const samples = new Map<FigureId, number[]>();
  const refusals = new Map<string, number>();
  const record = (id: FigureId, value: number): void => {
    samples.set(id, [...(samples.get(id) ?? []), value]);
  };

  for (let round = 0; round <= context.rounds; round++) {
    const warmUp = round === 0;
    for (const run of RUNS) {
      const spans = run.spans * (warmUp || context.quick ? 0.5 : 1);
      const payload = makeLoad(spans, { seed: round + 1, encoding: run.encoding });
      const result = await measureRun(luneta, run, payload);
      for (const [reason, count] of result.refusals) refusals.set(reason, (refusals.get(reason) ?? 0) + count);
      const discarded = run.discard && (await measureRun(discard, run, payload));
      if (warmUp) continue;
      record(run.cpu, result.cpuPer100k);
      if (run.rate) record(run.rate, result.acceptedSpans / result.seconds);
      if (run.visible) record(run.visible, result.visibleSeconds);
      if (!run.discard || !discarded) continue;
      record(run.discard, discarded.cpuPer100k);
      if (run.discard === 'discard8Cpu') record('http8Ratio', result.cpuPer100k / discarded.cpuPer100k);
    }
  }

  const figures: Figure[] = ORDER.map((id) => figureOf(id, samples.get(id) ?? []));
  const reasons = [...refusals].map(([reason, count]) => `${reason}: ${count}`);
  const refused = [...refusals.values()].reduce((sum, count) => sum + count, 0);
  figures.push({ id: 'refused', value: refused, detail: reasons.join(', ') });
  return {
    figures,
    notes: ['Mediana das rodadas; o armazenamento enche e despeja no meio delas, como numa Luneta que fica aberta.'],
  };
}

interface RunResult extends SendResult {
  cpuPer100k: number;
  /** Do primeiro envio até o último trace estar inteiro nas consultas. */
  visibleSeconds: number;
}

async function measureRun(server: BenchServer, run: DoorRun, payload: Payload): Promise<RunResult> {
  const before = await server.usage();
  const sender = createSender(server, run);
  const startedAt = performance.now();
  const result = await sendAll(payload, sender, run.connections);
  if (run.visible && server.ports.ui) await waitVisible(server, payload);
  const visibleSeconds = (performance.now() - startedAt) / 1000;
  const { cpuUs } = await server.usage();
  return { ...result, visibleSeconds, cpuPer100k: (cpuUs - before.cpuUs) / 1e6 / (payload.spans / 100_000) };
}

function createSender({ ports }: BenchServer, { protocol, connections, encoding }: DoorRun): Sender {
  return protocol === 'grpc'
    ? createGrpcSender(ports.otlpGrpc, connections)
    : createHttpSender(ports.otlpHttp, connections, encoding);
}

async function waitVisible({ ports }: BenchServer, { traceIds }: Payload): Promise<void> {
  const client = createQueryClient(ports.ui);
  try {
    const last = traceIds[traceIds.length - 1];
    const isVisible = async (): Promise<true | undefined> =>
      (await visibleSpans(client, last)) === SPANS_PER_TRACE ? true : undefined;
    if (await poll(isVisible, { deadlineMs: VISIBLE_DEADLINE_MS, intervalMs: 2 })) return;
    throw new Error(`o último trace enviado não apareceu nas consultas em ${VISIBLE_DEADLINE_MS / 1000} s.`);
  } finally {
    client.close();
  }
}
