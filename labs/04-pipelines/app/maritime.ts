// O fluxo de posições da frota, e a conta que a produção faz com ele. Você não edita este arquivo.
//
// Num fluxo as mensagens não acabam; aqui acabam, para que o programa acabe: são quinhentas.

import { context, propagation, SpanKind } from '@opentelemetry/api';
import type { Tracer } from '@opentelemetry/api';
import { telescopeJob } from '@lab-otel/telescope';

const MESSAGES = 500;
/** As mensagens vêm de cinco antenas, e cada uma manda as suas de uma vez. */
const ANTENNAS = 5;
/** O satélite de cada antena demora, em milissegundos: quando as mensagens chegam, já não são novas. */
const DELAYS_MS = [400, 800, 1200, 1600, 2500];

export interface Position {
  vessel: string;
  speed: number;
  /** Quando o navio disse isto, em milissegundos. */
  sentAtMs: number;
  headers: Record<string, string>;
}

/** As mensagens, na ordem em que chegam: as das antenas, alternadas. */
export async function* receivePositions(tracer: Tracer, service: string): AsyncGenerator<Position> {
  const antennas: Position[][] = [];
  for (let antenna = 0; antenna < ANTENNAS; antenna += 1) {
    antennas.push(
      await telescopeJob(tracer, service, 'send_positions', () => send(antenna), { kind: SpanKind.PRODUCER }),
    );
  }
  for (let i = 0; i < MESSAGES / ANTENNAS; i += 1) {
    for (const antenna of antennas) yield antenna[i]!;
  }
}

function send(antenna: number): Position[] {
  const headers = {};
  propagation.inject(context.active(), headers);
  return Array.from({ length: MESSAGES / ANTENNAS }, (_, i) => ({
    vessel: `navio-${antenna}${i % 10}`,
    speed: 5 + ((antenna * 31 + i * 17) % 30),
    sentAtMs: Date.now() - DELAYS_MS[antenna]!,
    headers,
  }));
}

/** Junta as mensagens de `size` em `size`: os micro-lotes. */
export async function* microBatches<T>(messages: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const message of messages) {
    batch.push(message);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** A conta da produção: quem passou de trinta nós. */
export function speedAlerts(positions: readonly Position[]): { vessel: string; speed: number }[] {
  return positions.filter(({ speed }) => speed > 30).map(({ vessel, speed }) => ({ vessel, speed }));
}
