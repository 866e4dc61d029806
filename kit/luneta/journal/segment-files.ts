/** Os arquivos do diário dentro da pasta. Só os nomes daqui são nossos: qualquer outro arquivo nunca é tocado. */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { HEADER_BYTES, readHeader } from './segment-format.ts';

const NAME = /^segment-(\d{10})\.journal$/;

export interface SegmentFile {
  file: string;
  /** Ordem de criação. */
  number: number;
  bytes: number;
}

export function segmentPath(directory: string, number: number): string {
  return path.join(directory, `segment-${String(number).padStart(10, '0')}.journal`);
}

/** Os segmentos da pasta, do mais antigo para o mais novo. @throws o erro do sistema */
export function listSegments(directory: string): SegmentFile[] {
  const segments: SegmentFile[] = [];
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const [, digits] = NAME.exec(entry.name) ?? [];
    if (digits === undefined || !entry.isFile()) continue;
    const file = path.join(directory, entry.name);
    segments.push({ file, number: Number(digits), bytes: statSync(file).size });
  }
  return segments.toSorted((a, b) => a.number - b.number);
}

/** O que o cabeçalho de um segmento diz, sem ler o resto. @throws o erro do sistema */
export function peekHeader(file: string): ReturnType<typeof readHeader> {
  const header = Buffer.alloc(HEADER_BYTES);
  const fd = openSync(file, 'r');
  try {
    return readHeader(header.subarray(0, readSync(fd, header, 0, HEADER_BYTES, 0)));
  } finally {
    closeSync(fd);
  }
}

/**
 * Quantos segmentos, do mais antigo em diante, sobram quando os mais novos já somam `keepBytes`.
 * `segments` do mais antigo para o mais novo.
 */
export function countExpired(segments: readonly { bytes: number }[], keepBytes: number): number {
  let kept = 0;
  for (let i = segments.length - 1; i >= 0; i--) {
    if (kept >= keepBytes) return i + 1;
    kept += segments[i].bytes;
  }
  return 0;
}
