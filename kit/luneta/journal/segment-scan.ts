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
import type { Signal } from '../wire/signal.ts';
import { FileWindow } from './file-window.ts';
import {
  FRAME_HEADER_BYTES,
  FRAME_MARK,
  HEADER_BYTES,
  holdsSignal,
  isIntact,
  MAX_FILE_BYTES,
  payloadLength,
  readHeader,
} from './segment-format.ts';

/** Por quanto tempo se lê sem deixar o resto do processo, e os sinais que mandam parar, terem a vez. */
const TURN_MS = 20;
/** Num arquivo sem cabeçalho, a primeira marca vem logo, ou não vem. */
const FOREIGN_PROBE_BYTES = 4 * 1024 * 1024;

/** Bytes `[start, end)` que não formam quadros. */
export interface Damage {
  start: number;
  end: number;
}

/** Cede a vez, se já é hora. @throws o motivo do sinal, se ele foi abortado */
type YieldTurn = () => Promise<void>;

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
 * Entrega a `visit` o pedido de cada quadro inteiro de `holds`; os bytes só valem durante a chamada. De tempos em tempos
 * cede a vez ao resto do processo.
 * @throws o erro do sistema se o arquivo não pode ser lido, e o motivo de `signal` se ele é abortado.
 */
export async function scanSegment(
  file: string,
  holds: Signal,
  visit: (request: Buffer) => void,
  signal?: AbortSignal,
): Promise<SegmentScan> {
  let turnStart = performance.now();
  const yieldTurn: YieldTurn = async () => {
    if (performance.now() - turnStart < TURN_MS) return;
    await nextTurn();
    signal?.throwIfAborted();
    turnStart = performance.now();
  };
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const window = new FileWindow(fd, Math.min(size, MAX_FILE_BYTES));
    const header = readHeader(window.readAhead(0, Math.min(HEADER_BYTES, window.size)));
    const readableEnd = header === 'torn' ? 0 : Math.min(HEADER_BYTES, window.size);
    const scan: SegmentScan = { header, size, frames: 0, otherFrames: 0, damages: [], readableEnd };
    if (header === 'damaged') scan.damages.push({ start: 0, end: readableEnd });
    if (header === 'damaged' && !hasEarlyMark(fd, size)) return scan;
    for (let position = HEADER_BYTES; position < window.size;) {
      const frame = frameAt(window, position);
      const found = frame ? { start: position, frame } : await nextFrame(window, position + 1, yieldTurn);
      if (!found) break;
      if (found.start > position) scan.damages.push({ start: position, end: found.start });
      scan.frames++;
      if (holdsSignal(found.frame, holds)) visit(found.frame.subarray(FRAME_HEADER_BYTES));
      else scan.otherFrames++;
      position = found.start + found.frame.length;
      scan.readableEnd = position;
      signal?.throwIfAborted();
      await yieldTurn();
    }
    return scan;
  } finally {
    closeSync(fd);
  }
}

/** Se o arquivo, apesar do nome, não é do diário: nem o cabeçalho, nem uma marca onde a primeira devia estar. */
export function isForeign(file: string): boolean {
  try {
    const fd = openSync(file, 'r');
    try {
      const { size } = fstatSync(fd);
      const header = new FileWindow(fd, Math.min(size, HEADER_BYTES)).readAhead(0, Math.min(size, HEADER_BYTES));
      return readHeader(header) === 'damaged' && !hasEarlyMark(fd, size);
    } finally {
      closeSync(fd);
    }
  } catch {
    return false; // quem for ler o arquivo dirá o que há com ele
  }
}

function hasEarlyMark(fd: number, size: number): boolean {
  const probe = new FileWindow(fd, Math.min(size, FOREIGN_PROBE_BYTES));
  return probe.readAhead(0, probe.size).includes(FRAME_MARK);
}

/** O primeiro quadro inteiro que começa em `position` ou depois. */
async function nextFrame(
  window: FileWindow,
  position: number,
  yieldTurn: YieldTurn,
): Promise<{ start: number; frame: Buffer } | undefined> {
  let start = await findMark(window, position, yieldTurn);
  while (start >= 0) {
    const frame = frameAt(window, start);
    if (frame) return { start, frame };
    start = await findMark(window, start + 1, yieldTurn);
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
async function findMark(window: FileWindow, from: number, yieldTurn: YieldTurn): Promise<number> {
  const { length } = FRAME_MARK;
  for (let start = from; start + length <= window.size;) {
    await yieldTurn();
    const bytes = window.readAhead(start, length);
    const at = bytes.indexOf(FRAME_MARK);
    if (at >= 0) return start + at;
    if (bytes.length < length) return -1;
    start += bytes.length - length + 1; // a marca pode estar partida entre duas leituras
  }
  return -1;
}
