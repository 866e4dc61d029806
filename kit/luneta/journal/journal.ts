/**
 * O diário: em disco, os pedidos que a Luneta aceitou, para que voltem quando ela recomeçar (write-ahead log).
 *
 *   porta ──> índice (valida) ──> diário ──> memória ──> resposta ao cliente
 *                                   │  falhou: 503 ou UNAVAILABLE, e nada fica
 *   pasta/   luneta.lock · segment-0000000007.journal · segment-0000000008.journal …
 *
 * O que cada fim de processo perde do que já foi confirmado:
 *  - nada, num kill -9 ou num defeito da Luneta: o pedido já está com o sistema operacional;
 *  - o último segundo, numa queda de energia: é de quanto em quanto tempo se pede ao sistema que leve tudo ao disco;
 *  - nada, num encerramento comum: `close` espera o disco.
 *
 * Quanto guarda: o bastante para refazer a memória, e pouco mais. Ela tem lugar para até 5/8 de `maxStoreBytes` em
 * pedidos. Um trace que ainda está nela pode ter o primeiro span quase isso atrás do último; guardando-se o dobro,
 * reler o diário nunca devolve um trace pela metade. O resto, até 4/3, são os cabeçalhos dos quadros. Somados o
 * segmento em uso e o que está por sair, a pasta não passa de cerca de 1,6 vez `maxStoreBytes`. Segmentos só são
 * apagados quando um novo começa.
 */
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Signal } from '../wire/signal.ts';
import { WireError } from '../wire/wire-error.ts';
import { createDataFolder } from './create-data-folder.ts';
import { DataFolderError } from './data-folder-error.ts';
import { DISK, type DiskCalls } from './disk-calls.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { replaySegments } from './replay.ts';
import { countExpired, listSegments, peekHeader, type SegmentFile, segmentPath } from './segment-files.ts';
import { FORMAT_VERSION, FRAME_HEADER_BYTES, MAX_PAYLOAD_BYTES, MAX_SEGMENT_BYTES } from './segment-format.ts';
import { isForeign } from './segment-scan.ts';
import { SegmentWriter } from './segment-writer.ts';
import { systemErrorCode, systemErrorReason } from '../../system-error.ts';

const KEEP_SHARE = 4 / 3;
const SEGMENT_SHARE = 1 / 8;
const SYNC_INTERVAL_MS = 1000;

export interface JournalOptions {
  /** O sinal que guarda: cada um tem a sua pasta, o seu limite e a sua trava. */
  holds: Signal;
  /** Criada se não existe, só para o dono: telemetria pode ter dados pessoais. */
  directory: string;
  /** Limite da memória que o diário precisa saber refazer. */
  maxStoreBytes: number;
  /** Recebe o que quem opera deve saber e não impede de continuar: cortes, disco cheio, volta ao normal. */
  onWarning: (message: string) => void;
  /** As que mudam; padrão: as do sistema. */
  disk?: Partial<DiskCalls>;
}

/**
 * Abre o diário de uma pasta, ainda sem lê-lo: chame `replay` antes do primeiro `append`.
 * @throws DataFolderError se a pasta não pode ser usada, está em uso ou é de uma versão mais nova.
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const directory = path.resolve(options.directory);
  let lock: FolderLock | undefined;
  try {
    await createDataFolder(directory);
    lock = await lockFolder(directory);
    const segments = listSegments(directory);
    for (const { file } of segments) refuseNewerVersion(file);
    return new Journal({ ...options, directory }, lock, segments);
  } catch (error) {
    await lock?.release();
    if (error instanceof DataFolderError) throw error;
    const reason = systemErrorReason(error);
    throw new DataFolderError(`Não deu para guardar em ${directory}: ${reason}. Confira o --data.`);
  }
}

function refuseNewerVersion(file: string): void {
  const version = peekHeader(file);
  if (typeof version !== 'number' || version === FORMAT_VERSION) return;
  throw new DataFolderError(
    `${file} está na versão ${version} do formato, e esta Luneta só lê a ${FORMAT_VERSION}. ` +
      'Atualize a Luneta, ou escolha outra pasta com --data.',
  );
}

export class Journal {
  readonly directory: string;
  readonly #holds: Signal;
  readonly #disk: DiskCalls;
  readonly #onWarning: JournalOptions['onWarning'];
  readonly #lock: FolderLock;
  readonly #segmentBytes: number;
  readonly #keepBytes: number;
  /** Segmentos em que não se escreve mais, do mais antigo para o mais novo. */
  #finished: SegmentFile[];
  #nextNumber: number;
  #current: SegmentWriter | undefined;
  #currentNumber = 0;
  #syncTimer: NodeJS.Timeout | undefined;
  /** Segmentos que ainda estão sendo levados ao disco e fechados. */
  readonly #closing = new Set<Promise<void>>();
  #failing = false;
  #closed: Promise<void> | undefined;

  /** Use `openJournal`. */
  constructor(options: JournalOptions, lock: FolderLock, segments: SegmentFile[]) {
    this.directory = options.directory;
    this.#holds = options.holds;
    this.#disk = { ...DISK, ...options.disk };
    this.#onWarning = options.onWarning;
    this.#lock = lock;
    this.#segmentBytes = Math.min(MAX_SEGMENT_BYTES, options.maxStoreBytes * SEGMENT_SHARE);
    this.#keepBytes = options.maxStoreBytes * KEEP_SHARE;
    this.#finished = segments;
    this.#nextNumber = (segments.at(-1)?.number ?? 0) + 1;
  }

  /**
   * Entrega a `accept` os pedidos guardados, na ordem em que chegaram; os bytes só valem durante a chamada. Não lê os
   * segmentos que a memória não teria como segurar. Um pedido que faz `accept` lançar é contado e pulado.
   * @throws o motivo de `signal`, se ele é abortado.
   */
  async replay(accept: (request: Buffer) => void, signal?: AbortSignal): Promise<void> {
    // Um arquivo enorme que não é nosso não pode tomar o lugar dos que são.
    const aside = this.#finished.filter(({ file }) => isForeign(file));
    const ours = this.#finished.filter((segment) => !aside.includes(segment));
    const kept = [...aside, ...ours.slice(countExpired(ours, this.#keepBytes))];
    const foreign = await replaySegments(kept, {
      holds: this.#holds,
      accept,
      warn: (message) => this.#warn(message),
      signal,
    });
    this.#finished = this.#finished.filter((segment) => !foreign.has(segment));
  }

  /**
   * Entrega o pedido ao sistema operacional. Ao voltar, ele sobrevive ao fim do processo. Os bytes não são retidos.
   * @throws WireError `unavailable` se o disco não aceita; o diário continua legível e a próxima chamada tenta de novo.
   */
  append(request: Uint8Array): void {
    if (request.length > MAX_PAYLOAD_BYTES) {
      throw new WireError('too_large', `Pedido com ${request.length} bytes: o disco guarda até ${MAX_PAYLOAD_BYTES}.`);
    }
    if (this.#closed) throw new WireError('unavailable', 'A Luneta está encerrando; tente de novo.');
    try {
      this.#segmentFor(FRAME_HEADER_BYTES + request.length).append(request);
    } catch (error) {
      throw this.#failed(error);
    }
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = undefined;
      this.#current?.sync().catch((error: unknown) => this.#warnUnsynced(error));
    }, SYNC_INTERVAL_MS).unref();
    if (!this.#failing) return;
    this.#failing = false;
    this.#warn(`o disco voltou a aceitar; o que chega é guardado de novo em ${this.directory}.`);
  }

  /** Desfaz o último `append`: a memória não aceitou o pedido. */
  retract(): void {
    this.#current?.retract();
  }

  /** Espera o disco, fecha os arquivos e solta a pasta. */
  close(): Promise<void> {
    return (this.#closed ??= this.#finish());
  }

  async #finish(): Promise<void> {
    clearTimeout(this.#syncTimer);
    this.#retireCurrent();
    await Promise.all(this.#closing);
    try {
      await this.#lock.release();
    } catch (error) {
      this.#warn(`não deu para soltar ${this.directory}: ${systemErrorReason(error)}.`);
    }
  }

  #segmentFor(frameBytes: number): SegmentWriter {
    const current = this.#current;
    const fits = current && (current.isEmpty || current.size + frameBytes <= this.#segmentBytes);
    if (fits && !current.broken) return current;
    this.#retireCurrent();
    // A pasta pode ter sido apagada e refeita: sem a trava, outra Luneta escreveria nela, e estes arquivos seriam dela.
    this.#lock.confirm();
    this.#forgetDeleted();
    this.#removeExpired();
    return (this.#current = this.#createSegment());
  }

  #createSegment(): SegmentWriter {
    for (;;) {
      const number = this.#nextNumber;
      try {
        const segment = new SegmentWriter(segmentPath(this.directory, number), this.#holds, this.#disk);
        this.#currentNumber = number;
        this.#nextNumber++;
        return segment;
      } catch (error) {
        if (systemErrorCode(error) !== 'EEXIST') throw error;
        this.#nextNumber++; // alguém pôs ali algo com este nome
      }
    }
  }

  #retireCurrent(): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    if (!current.isEmpty) this.#finished.push({ file: current.file, number: this.#currentNumber, bytes: current.size });
    const closing = this.#closeSegment(current).finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }

  async #closeSegment(segment: SegmentWriter): Promise<void> {
    try {
      await segment.close();
      if (segment.isEmpty) rmSync(segment.file, { force: true });
    } catch (error) {
      this.#warnUnsynced(error);
    }
  }

  /** Só com a trava confirmada: numa pasta que está fora do lugar por um momento, nada foi apagado. */
  #forgetDeleted(): void {
    const present = this.#finished.filter(({ file }) => existsSync(file));
    const deleted = this.#finished.length - present.length;
    this.#finished = present;
    if (deleted === 0) return;
    this.#warn(
      `arquivos do diário foram apagados de ${this.directory} (${deleted}). O que eles guardavam só existe na memória, ` +
        'e não volta no próximo início.',
    );
  }

  #removeExpired(): void {
    const expired = this.#finished.slice(0, countExpired(this.#finished, this.#keepBytes));
    for (const segment of expired) {
      // Um arquivo com o nosso nome e outro conteúdo não é nosso, mesmo que ainda não tenha sido lido.
      try {
        if (peekHeader(segment.file) !== 'damaged') rmSync(segment.file, { force: true });
      } catch (error) {
        if (systemErrorCode(error) === 'ENOENT') continue;
        this.#warn(`não deu para apagar ${segment.file}, que não serve mais: ${systemErrorReason(error)}.`);
      }
    }
    this.#finished = this.#finished.slice(expired.length);
  }

  #failed(error: unknown): WireError {
    const reason = systemErrorReason(error);
    if (!this.#failing) {
      this.#failing = true;
      this.#warn(
        `não deu para gravar em ${this.directory}: ${reason}. O que chega é recusado, para ser mandado de novo, até o ` +
          'disco aceitar.',
      );
    }
    return new WireError('unavailable', `A Luneta não conseguiu guardar o pedido: ${reason}. Tente de novo.`);
  }

  #warnUnsynced(error: unknown): void {
    this.#warn(`o sistema não confirmou que levou tudo ao disco: ${systemErrorReason(error)}.`);
  }

  #warn(message: string): void {
    this.#onWarning(`Diário em disco: ${message}`);
  }
}
