/**
 * Lê um segmento quadro a quadro e sobrevive a qualquer estrago: o que está inteiro é entregue, o que não está é
 * anotado.
 *
 *   [ cabeçalho | quadro | quadro | ///estrago/// | quadro | quadro | par ]
 *                                  pulado: procura-se                 cauda rasgada: daqui ao fim
 *                                  a marca do próximo inteiro         não há quadro inteiro
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FileWindow } from './file-window.ts';
import {
  FRAME_HEADER_BYTES,
  FRAME_MARK,
  HEADER_BYTES,
  holdsTraces,
  isIntact,
  payloadLength,
  readHeader,
} from './segment-format.ts';

/** Bytes `[start, end)` que não formam quadros. */
export interface Damage {
  start: number;
  end: number;
}

export interface SegmentScan {
  header: ReturnType<typeof readHeader>;
  size: number;
  frames: number;
  /** Quadros de outros sinais; não são entregues. */
  otherFrames: number;
  /** Estragos seguidos de algum quadro inteiro, e o do próprio cabeçalho. */
  damages: Damage[];
  /** Até onde o arquivo se lê: fim do último quadro inteiro, ou do cabeçalho. Depois daí só há a cauda rasgada. */
  readableEnd: number;
}

/**
 * Entrega a `visit` o pedido de cada quadro inteiro; os bytes só valem durante a chamada. De tempos em tempos
 * cede a vez ao resto do processo.
 * @throws o erro do sistema se o arquivo não pode ser lido, e o motivo de `signal` se ele é abortado.
 */
export async function scanSegment(
  file: string,
  visit: (request: Buffer) => void,
  signal?: AbortSignal,
): Promise<SegmentScan> {
  const fd = openSync(file, 'r');
  try {
    const window = new FileWindow(fd, fstatSync(fd).size);
    const header = readHeader(window.readAhead(0, Math.min(HEADER_BYTES, window.size)));
    const readableEnd = header === 'torn' ? 0 : Math.min(HEADER_BYTES, window.size);
    const scan: SegmentScan = { header, size: window.size, frames: 0, otherFrames: 0, damages: [], readableEnd };
    if (header === 'damaged') scan.damages.push({ start: 0, end: readableEnd });
    let turn = window.refills;
    for (let position = HEADER_BYTES; position < window.size;) {
      const found = nextFrame(window, position);
      if (!found) break;
      if (found.start > position) scan.damages.push({ start: position, end: found.start });
      scan.frames++;
      if (holdsTraces(found.frame)) visit(found.frame.subarray(FRAME_HEADER_BYTES));
      else scan.otherFrames++;
      position = found.start + found.frame.length;
      scan.readableEnd = position;
      if (window.refills === turn) continue;
      turn = window.refills;
      await nextTurn();
      signal?.throwIfAborted();
    }
    return scan;
  } finally {
    closeSync(fd);
  }
}

/** O primeiro quadro inteiro que começa em `position` ou depois. */
function nextFrame(window: FileWindow, position: number): { start: number; frame: Buffer } | undefined {
  for (let start = position; start >= 0; start = findMark(window, start + 1)) {
    const frame = frameAt(window, start);
    if (frame) return { start, frame };
  }
  return undefined;
}

function frameAt(window: FileWindow, start: number): Buffer | undefined {
  const header = window.read(start, FRAME_HEADER_BYTES);
  const length = header ? payloadLength(header) : -1;
  if (length < 0) return undefined;
  const frame = window.read(start, FRAME_HEADER_BYTES + length);
  return frame && isIntact(frame) ? frame : undefined;
}

/** Onde está a próxima marca, ou -1. */
function findMark(window: FileWindow, from: number): number {
  const { length } = FRAME_MARK;
  for (let start = from; start + length <= window.size;) {
    const bytes = window.readAhead(start, length);
    const at = bytes.indexOf(FRAME_MARK);
    if (at >= 0) return start + at;
    if (bytes.length < length) return -1;
    start += bytes.length - length + 1; // a marca pode estar partida entre duas leituras
  }
  return -1;
}
