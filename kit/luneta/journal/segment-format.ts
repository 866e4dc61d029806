/**
 * O formato de um segmento do diário: um arquivo que só cresce, com os pedidos aceitos, na ordem em que chegaram.
 *
 *   arquivo     [ cabeçalho | quadro | quadro | quadro … ]
 *   cabeçalho   magic (8) · versão u32 · crc32 u32 do que vem antes
 *   quadro      marca (4) · crc32 u32 do que vem depois · comprimento u32 · sinal u8 · bytes do pedido OTLP
 *
 * Inteiros em little-endian. A marca não diz nada ao leitor de um arquivo inteiro; serve para reencontrar o próximo
 * quadro depois de um trecho estragado. Começa por F5, que não existe em texto UTF-8, e só vale com o crc32 certo.
 */
import { crc32 } from 'node:zlib';
import type { Signal } from '../wire/signal.ts';

/** O fim de linha denuncia um arquivo copiado como se fosse texto. */
const MAGIC = Buffer.from('luneta\r\n');
export const FORMAT_VERSION = 1;
export const HEADER_BYTES = MAGIC.length + 8;

export const FRAME_MARK = Buffer.of(0xf5, 0x4c, 0x55, 0x4e);
export const FRAME_HEADER_BYTES = FRAME_MARK.length + 9;
const CRC_AT = FRAME_MARK.length;
const LENGTH_AT = CRC_AT + 4;
const SIGNAL_AT = LENGTH_AT + 4;
/** Bem acima do que as portas aceitam: um comprimento maior é lixo, e não faz a leitura reservar memória. */
export const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** Um segmento que chegou a este tamanho não recebe mais nada. */
export const MAX_SEGMENT_BYTES = 32 * 1024 * 1024;
/** Nenhum arquivo do diário passa disto: o que houver depois não é dele. */
export const MAX_FILE_BYTES = MAX_SEGMENT_BYTES + FRAME_HEADER_BYTES + MAX_PAYLOAD_BYTES;

/** O byte do sinal: cada diário guarda um só, mas um quadro perdido ainda diz de que era. */
const SIGNAL_BYTE: Record<Signal, number> = { traces: 1, metrics: 2, logs: 3 };

export function encodeHeader(version = FORMAT_VERSION): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(version, MAGIC.length);
  header.writeUInt32LE(crc32(header.subarray(0, MAGIC.length + 4)), MAGIC.length + 4);
  return header;
}

/**
 * O que os primeiros bytes de um arquivo dizem: a versão do formato; `torn` (o começo de um cabeçalho, cortado) ou
 * `damaged` (outra coisa: um cabeçalho estragado, ou um arquivo que não é do diário).
 */
export function readHeader(bytes: Uint8Array): number | 'torn' | 'damaged' {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEADER_BYTES));
  if (header.length < HEADER_BYTES)
    return encodeHeader().subarray(0, header.length).equals(header) ? 'torn' : 'damaged';
  const crcAt = HEADER_BYTES - 4;
  if (!header.subarray(0, MAGIC.length).equals(MAGIC)) return 'damaged';
  if (crc32(header.subarray(0, crcAt)) !== header.readUInt32LE(crcAt)) return 'damaged';
  return header.readUInt32LE(MAGIC.length);
}

/** Escreve em `header` (`FRAME_HEADER_BYTES`) o cabeçalho do quadro de `payload`. */
export function writeFrameHeader(header: Buffer, payload: Uint8Array, signal: Signal): void {
  FRAME_MARK.copy(header);
  header.writeUInt32LE(payload.length, LENGTH_AT);
  header.writeUInt8(SIGNAL_BYTE[signal], SIGNAL_AT);
  header.writeUInt32LE(crc32(payload, crc32(header.subarray(LENGTH_AT))), CRC_AT);
}

/** Comprimento do pedido que o cabeçalho `header` anuncia, ou -1 se ele não pode ser de um quadro. */
export function payloadLength(header: Buffer): number {
  if (header.compare(FRAME_MARK, 0, FRAME_MARK.length, 0, FRAME_MARK.length) !== 0) return -1;
  const length = header.readUInt32LE(LENGTH_AT);
  return length <= MAX_PAYLOAD_BYTES ? length : -1;
}

/** Se os bytes de um quadro inteiro são os que foram escritos. */
export function isIntact(frame: Buffer): boolean {
  return crc32(frame.subarray(LENGTH_AT)) === frame.readUInt32LE(CRC_AT);
}

/** Se um quadro intacto tem um pedido deste sinal; o de outro veio de outra pasta, ou de uma Luneta mais nova. */
export function holdsSignal(frame: Buffer, signal: Signal): boolean {
  return frame[SIGNAL_AT] === SIGNAL_BYTE[signal];
}
