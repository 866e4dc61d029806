/** A experiência das falhas: a mesma carga, e a cada vez um componente morto no meio dela. Nada do que se confirmou pode faltar. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoadSecond } from '../load/load-result.ts';
import { sendLoad } from '../load/send-load.ts';
import { SHOP } from '../load/shape.ts';
import { abortWith } from '../abort-with.ts';
import { poll } from '../poll.ts';
import type { Stored } from './stored-traces.ts';
import { untilStored } from './stored-traces.ts';

/** O que se pode fazer a uma pilha no meio da carga. */
export interface Fault {
  /** O que se mata: `kafka-2`; ou `store`, todos os nós. */
  readonly killed: string;
  kill(): Promise<unknown>;
  restart(signal?: AbortSignal): Promise<unknown>;
}

/** Uma pilha, vista por quem manda e por quem procura. */
export interface Target {
  /** `luneta`, `ingester`, `zipkin`. */
  readonly stack: string;
  /** Base do OTLP/HTTP. */
  readonly otlpUrl: string;
  stored(service: string): Promise<Stored>;
  /** Se já não há, no caminho, nada que ainda possa vir a ser guardado. */
  isDrained(): Promise<boolean>;
  /** Se está inteira de novo, pronta para a próxima. */
  isWhole(): Promise<boolean>;
  readonly faults: readonly Fault[];
}

export interface FaultOptions {
  /** Spans por segundo. */
  rate: number;
  /** Quanto dura cada carga, em segundos. O componente cai no primeiro terço, e volta no segundo. */
  seconds: number;
  seed?: number;
  /** Para os testes: quanto se espera por algo novo, quando já não há de onde vir. */
  quietMs?: number;
  onStep?: (told: string) => void;
  /** Cada resultado assim que se sabe: se a seguinte não vai ao fim, os de antes valem. */
  onResult?: (result: FaultResult) => void;
  /** Abortado, para a carga e rejeita. */
  signal?: AbortSignal;
}

export interface FaultResult {
  readonly stack: string;
  readonly killed: string;
  /** Em segundos desde o início da carga. */
  readonly killedAt: number;
  readonly restartedAt: number;
  readonly seed: number;
  /** `lost`: confirmados, e não guardados por inteiro. */
  readonly traces: { readonly acknowledged: number; readonly unacknowledged: number; readonly lost: number };
  readonly spans: { readonly acknowledged: number; readonly stored: number; readonly repeated: number };
  /** Spans confirmados por segundo: a mediana dos segundos em que nada faltava, e a do tempo em que o componente esteve morto. */
  readonly rate: { readonly whole: number; readonly broken: number };
  readonly retries: number;
  readonly timeline: readonly LoadSecond[];
}

const WHOLE_MS = 120_000;

/** @throws Error se a pilha não fica inteira de novo, ou se não se sabe dizer o que ficou guardado. */
export async function runFaults(target: Target, options: FaultOptions): Promise<FaultResult[]> {
  const results: FaultResult[] = [];
  for (const fault of target.faults) {
    const result = await runFault(target, fault, options);
    options.onResult?.(result);
    results.push(result);
  }
  return results;
}

async function runFault(target: Target, fault: Fault, options: FaultOptions): Promise<FaultResult> {
  const { rate, seconds, seed, onStep = () => {}, signal } = options;
  await untilWhole(target, signal);
  const serviceName = `shop-${randomBytes(6).toString('hex')}`;
  onStep(`${target.stack}: ${rate} spans/s por ${seconds} s, e ${fault.killed} morre no meio`);
  const start = performance.now();
  const now = (): number => (performance.now() - start) / 1000;
  const shape = SHOP;
  const ending = abortWith(signal);
  const loading = sendLoad({
    url: target.otlpUrl,
    rate,
    seconds,
    seed,
    shape,
    serviceName,
    slowShare: 0,
    sendsLate: true,
    signal: ending.signal,
  });
  try {
    await delay((seconds / 3) * 1000, undefined, { signal });
    const killedAt = now();
    await fault.kill();
    await delay((seconds / 3) * 1000, undefined, { signal });
    await fault.restart(signal);
    const restartedAt = now();
    const load = await loading;
    onStep(`${target.stack}: carga entregue; esperando que tudo apareça guardado`);
    const stored = await untilStored(load.acknowledged, {
      spansPerTrace: shape.length,
      read: () => target.stored(serviceName),
      isDrained: () => target.isDrained(),
      quietMs: options.quietMs,
      signal,
    });
    return {
      stack: target.stack,
      killed: fault.killed,
      killedAt,
      restartedAt,
      seed: load.seed,
      traces: {
        acknowledged: load.acknowledged.length,
        unacknowledged: load.unacknowledged.length,
        lost: load.acknowledged.filter((traceId) => (stored.traces.get(traceId) ?? 0) < shape.length).length,
      },
      spans: { acknowledged: load.spans.acknowledged, stored: stored.spans, repeated: stored.documents - stored.spans },
      rate: {
        whole: medianRate(load.timeline.filter(({ second }) => second + 1 <= killedAt && second > 0)),
        broken: medianRate(load.timeline.filter(({ second }) => second >= killedAt && second + 1 <= restartedAt)),
      },
      retries: load.retries,
      timeline: load.timeline,
    };
  } finally {
    // Sem quem a receba, a carga insistiria sozinha.
    ending.abort();
    await loading;
  }
}

async function untilWhole(target: Target, signal: AbortSignal | undefined): Promise<void> {
  const isWhole = async (): Promise<true | undefined> =>
    (await target.isWhole().catch(() => false)) ? true : undefined;
  if (await poll(isWhole, { deadlineMs: WHOLE_MS, intervalMs: 250, signal })) return;
  throw new Error(`A pilha "${target.stack}" não voltou a ficar inteira em ${WHOLE_MS / 1000} s.`);
}

function medianRate(seconds: readonly LoadSecond[]): number {
  const sorted = seconds.map(({ acknowledged }) => acknowledged).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
