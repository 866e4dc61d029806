// Uma frota de cinquenta navios, que diz onde está: dois milhões de posições, em vinte lotes. Você não edita este arquivo.
//
// Cada lote é um arquivo Parquet, escrito por quem recebe as posições e lido, mais tarde, por quem faz as contas.

import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { SqlSession } from '@lab-otel/telescope';

const VESSELS = 50;
const BATCHES = 20;
/** Todas as posições, de todos os lotes. */
const POSITIONS = 2_000_000;
/** O lote que demora a chegar: quem o procura logo não o acha. */
const LATE_BATCH = 7;

/** O que quem publica diz de um lote a quem o vai ler: só texto e números atravessam de um para o outro. */
export interface Batch {
  index: number;
  file: string;
  records: number;
  bytes: number;
  headers: Record<string, string>;
}

/** O resumo de um navio num lote. */
export interface VesselSpeed {
  vessel: string;
  records: number;
  /** A soma das velocidades, em nós: com ela e com `records`, médias de lotes diferentes se juntam. */
  speedSum: number;
}

/** O lote ainda não chegou. */
export class BatchNotReadyError extends Error {
  readonly code = 'batch_not_ready';
}

/** Uma pasta só desta execução, apagada no fim. */
export async function withFolder<R>(work: (folder: string) => Promise<R>): Promise<R> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'frota-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const batchIndexes: readonly number[] = Array.from({ length: BATCHES }, (_, index) => index);

/** Escreve um lote de posições. */
export async function writeBatch(session: SqlSession, folder: string, index: number): Promise<Batch> {
  const file = path.join(folder, `positions-${index}.parquet`);
  const records = POSITIONS / BATCHES;
  const first = index * records;
  const positions = `SELECT 'navio-' || lpad(CAST(i % ${VESSELS} AS VARCHAR), 2, '0') AS vessel, 5 + (i * 7919 % 200) / 10 AS speed
    FROM range(${first}, ${first + records}) AS t(i)`;
  await session.engine.execute(`COPY (${positions}) TO ${session.engine.quote(file)} (FORMAT parquet)`);
  return { index, file, records, bytes: (await stat(file)).size, headers: {} };
}

/** O resumo de cada navio num lote. @throws BatchNotReadyError se ele ainda não chegou. */
export async function readSpeeds(session: SqlSession, batch: Batch, attempt: number): Promise<VesselSpeed[]> {
  if (batch.index === LATE_BATCH && attempt === 1)
    throw new BatchNotReadyError(`o lote ${batch.index} ainda não chegou`);
  const speeds = await session.sql(
    `SELECT vessel, count(*) AS records, CAST(sum(speed) AS double) AS "speedSum"
     FROM read_parquet(${session.engine.quote(batch.file)}) GROUP BY vessel`,
  );
  return (await speeds.rows()) as unknown as VesselSpeed[];
}

/** A velocidade média de cada navio, em todos os lotes, do mais rápido ao mais lento. */
export function rankVessels(parts: readonly (readonly VesselSpeed[])[]): { vessel: string; speed: number }[] {
  const totals = new Map<string, { records: number; speedSum: number }>();
  for (const { vessel, records, speedSum } of parts.flat()) {
    const total = totals.get(vessel) ?? { records: 0, speedSum: 0 };
    totals.set(vessel, { records: total.records + records, speedSum: total.speedSum + speedSum });
  }
  return [...totals]
    .map(([vessel, { records, speedSum }]) => ({ vessel, speed: speedSum / records }))
    .toSorted((a, b) => b.speed - a.speed || a.vessel.localeCompare(b.vessel));
}
