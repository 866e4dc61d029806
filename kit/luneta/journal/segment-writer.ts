/**
 * O segmento em que se escreve. Só quem o criou escreve nele, e sempre no fim: nem duas Lunetas numa mesma pasta
 * estragariam o arquivo uma da outra.
 *
 * Um quadro é entregue ao sistema operacional numa escrita só, antes de `append` voltar: daí em diante sobrevive ao fim
 * do processo, seja qual for. Se a escrita falha pelo meio, o que chegou a sair é cortado.
 */
import { close, closeSync, fstatSync, ftruncateSync, openSync, statSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Signal } from '../wire/signal.ts';
import { DISK, type DiskCalls } from './disk-calls.ts';
import { encodeHeader, FRAME_HEADER_BYTES, HEADER_BYTES, writeFrameHeader } from './segment-format.ts';

const closeFile = promisify(close);

export class SegmentWriter {
  readonly file: string;
  /** Bytes do arquivo; tudo até aqui são quadros inteiros. */
  size = 0;
  /** Sobrou um resto de quadro, ou o disco falhou: nada mais pode ser escrito aqui. */
  broken = false;
  readonly #holds: Signal;
  readonly #fd: number;
  readonly #inode: bigint;
  readonly #disk: DiskCalls;
  readonly #frameHeader = Buffer.alloc(FRAME_HEADER_BYTES);
  #beforeLast = 0;
  #unsynced = false;
  /** O nome do arquivo já está em disco. */
  #named = false;
  #syncing: Promise<void> = Promise.resolve();

  /** Cria o arquivo, que não pode existir. @throws o erro do sistema */
  constructor(file: string, holds: Signal, disk: DiskCalls = DISK) {
    this.file = file;
    this.#holds = holds;
    this.#disk = disk;
    this.#fd = openSync(file, 'wx', 0o600);
    try {
      this.#inode = fstatSync(this.#fd, { bigint: true }).ino;
      this.#writeAll([encodeHeader()]);
      this.#beforeLast = HEADER_BYTES;
    } catch (error) {
      closeSync(this.#fd);
      unlinkSync(file);
      throw error;
    }
  }

  get isEmpty(): boolean {
    return this.size === HEADER_BYTES;
  }

  /** Acrescenta um quadro. @throws o erro do sistema; o arquivo fica como estava, ou `broken` */
  append(payload: Uint8Array): void {
    // Num arquivo já apagado a escrita daria certo e se perderia; o que há com o nome dele pode ser de outra Luneta.
    if (statSync(this.file, { bigint: true, throwIfNoEntry: false })?.ino !== this.#inode) {
      this.broken = true;
      throw Object.assign(new Error(`${this.file} foi apagado.`), { code: 'ENOENT' });
    }
    writeFrameHeader(this.#frameHeader, payload, this.#holds);
    const before = this.size;
    this.#writeAll([this.#frameHeader, payload]);
    this.#beforeLast = before;
    this.#unsynced = true;
  }

  /** Desfaz o último `append`. Se o sistema não deixa, o quadro fica: quem relê o diário o recusa de novo. */
  retract(): void {
    this.size = this.#beforeLast;
    this.#cutToSize();
  }

  /**
   * Pede ao sistema que leve ao disco o que recebeu, sem parar o processo. Se falha, o segmento fica `broken`: o Linux
   * esquece o que não conseguiu gravar, e o pedido seguinte diria que está tudo bem.
   * @throws o erro do sistema, a quem pediu primeiro
   */
  sync(): Promise<void> {
    if (!this.#unsynced) return this.#syncing.catch(() => {});
    this.#unsynced = false;
    this.#syncing = this.#syncing.catch(() => {}).then(() => this.#toDisk());
    return this.#syncing;
  }

  async #toDisk(): Promise<void> {
    try {
      await this.#disk.sync(this.#fd);
      if (this.#named) return;
      await this.#disk.syncDirectory(path.dirname(this.file));
      this.#named = true;
    } catch (error) {
      this.broken = true;
      throw error;
    }
  }

  /** Leva ao disco e fecha. @throws o erro do sistema; o arquivo fica fechado mesmo assim */
  async close(): Promise<void> {
    try {
      await this.sync();
    } finally {
      await closeFile(this.#fd);
    }
  }

  #writeAll(buffers: readonly Uint8Array[]): void {
    const total = buffers.reduce((sum, { length }) => sum + length, 0);
    try {
      // Perto do fim do disco o sistema grava só uma parte, e o erro só vem na escrita seguinte.
      for (let written = 0; written < total;) {
        const count = this.#disk.write(this.#fd, written === 0 ? buffers : rest(buffers, written), this.size + written);
        if (count === 0) throw Object.assign(new Error('escrita incompleta'), { code: 'ENOSPC' });
        written += count;
      }
    } catch (error) {
      this.#cutToSize();
      throw error;
    }
    this.size += total;
  }

  #cutToSize(): void {
    try {
      ftruncateSync(this.#fd, this.size);
    } catch {
      this.broken = true;
    }
  }
}

function rest(buffers: readonly Uint8Array[], skip: number): Uint8Array[] {
  return [Buffer.concat(buffers).subarray(skip)];
}
