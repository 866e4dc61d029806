/** A releitura dos segmentos no início: o que está inteiro é entregue; o que não está é avisado, e a cauda, cortada. */
import { truncateSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Signal } from '../wire/signal.ts';
import type { SegmentFile } from './segment-files.ts';
import { MAX_FILE_BYTES } from './segment-format.ts';
import { scanSegment, type SegmentScan } from './segment-scan.ts';
import { systemErrorReason } from '../../system-error.ts';

export interface ReplayOptions {
  /** O sinal que o diário guarda. */
  holds: Signal;
  /** Recebe cada pedido; os bytes só valem durante a chamada. Se lança, o pedido é contado e pulado. */
  accept: (request: Buffer) => void;
  warn: (message: string) => void;
  signal: AbortSignal | undefined;
}

/**
 * Relê `segments`, na ordem.
 * @returns Os que não são do diário, apesar do nome.
 * @throws o motivo de `signal`, se ele é abortado.
 */
export async function replaySegments(
  segments: readonly SegmentFile[],
  { holds, accept, warn, signal }: ReplayOptions,
): Promise<Set<SegmentFile>> {
  const foreign = new Set<SegmentFile>();
  let refused = 0;
  let firstRefusal = '';
  const visit = (request: Buffer): void => {
    try {
      accept(request);
    } catch (error) {
      if (refused++ === 0) firstRefusal = error instanceof Error ? error.message : String(error);
    }
  };
  for (const segment of segments) {
    await nextTurn();
    signal?.throwIfAborted();
    try {
      const scan = await scanSegment(segment.file, holds, visit, signal);
      if (scan.header === 'damaged' && scan.frames === 0) {
        foreign.add(segment);
        warn(`${segment.file} tem nome de diário e não é um: foi deixado de lado, como estava.`);
      } else {
        warnSkipped(segment, scan, holds, warn);
        if (scan.size > MAX_FILE_BYTES) {
          const { file } = segment;
          warn(
            `${file} é maior que um arquivo do diário: o que passa de ${MAX_FILE_BYTES} bytes ficou ali, sem ser lido.`,
          );
        } else if (scan.readableEnd < scan.size) cutTail(segment, scan, warn);
      }
    } catch (error) {
      signal?.throwIfAborted();
      warn(`não deu para ler ${segment.file}: ${systemErrorReason(error)}. O arquivo ficou como estava.`);
    }
  }
  if (refused > 0) warn(`${refused} pedidos guardados não foram aceitos de volta. O primeiro: ${firstRefusal}`);
  return foreign;
}

function warnSkipped(
  { file }: SegmentFile,
  { damages, otherFrames }: SegmentScan,
  holds: Signal,
  warn: ReplayOptions['warn'],
): void {
  if (damages.length > 0) {
    const lost = damages.reduce((sum, { start, end }) => sum + end - start, 0);
    const where = damages.map(({ start }) => start).join(', ');
    warn(
      `${file} está estragado: ${lost} bytes ilegíveis foram pulados (a partir do byte ${where}), e o que havia ` +
        'neles se perdeu. O resto foi lido.',
    );
  }
  if (otherFrames > 0) {
    warn(`${file}: ${otherFrames} pedidos que não são de ${holds} foram pulados; não são desta pasta.`);
  }
}

/** Tira a cauda rasgada, para que o aviso não se repita. */
function cutTail(segment: SegmentFile, { size, readableEnd }: SegmentScan, warn: ReplayOptions['warn']): void {
  const cut = `${size - readableEnd} bytes incompletos no fim de ${segment.file}`;
  try {
    truncateSync(segment.file, readableEnd);
    segment.bytes = readableEnd;
    warn(`foram cortados ${cut}: uma gravação que não chegou a terminar. O resto foi lido.`);
  } catch (error) {
    warn(`não deu para cortar ${cut}: ${systemErrorReason(error)}. O resto foi lido.`);
  }
}
