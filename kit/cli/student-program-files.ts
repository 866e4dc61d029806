/**
 * A saída de um programa, num arquivo temporário que se lê conforme cresce. E não num cano: nele o Node guarda na memória o
 * que ainda não coube, e um laço sem fim que só escreve nunca devolve a vez a quem o esvaziaria. Num arquivo, o que se
 * escreve sai na hora, até o que vem antes de um `process.exit`.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OutputName } from './sample-app.ts';
import { FOLDER_PREFIX, removeLeftovers } from './student-program-leftovers.ts';

const CHUNK_BYTES = 64 * 1024;

let hasSwept = false;

export const OUTPUT_NAMES = ['stdout', 'stderr'] as const satisfies readonly OutputName[];

/** O erro do sistema vai em `cause`. */
export class TemporaryFolderError extends Error {
  constructor(cause: unknown) {
    super('a pasta temporária não serve', { cause });
    this.name = 'TemporaryFolderError';
  }
}

export class OutputFiles {
  readonly #folder: string;
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  readonly #reading: Record<OutputName, { fd: number; at: number }>;
  /** Para o `stdio` do programa, até `handedOver()`. */
  readonly writing: Readonly<Record<OutputName, number>>;

  /** @throws TemporaryFolderError pasta temporária cheia, sem permissão, ou que não existe. */
  constructor() {
    // Antes de criar a nossa: num disco cheio, pode ser o que faltava.
    if (!hasSwept) removeLeftovers();
    hasSwept = true;
    try {
      this.#folder = mkdtempSync(path.join(tmpdir(), FOLDER_PREFIX));
      ({ writing: this.writing, reading: this.#reading } = openFiles(this.#folder));
    } catch (error) {
      throw new TemporaryFolderError(error);
    }
  }

  /**
   * Quem escreve num disco cheio quase nunca fica sabendo: `console.log` engole o erro, ou o programa cai sem poder dizer por
   * quê. Por isso se tenta de novo, daqui.
   * @returns O erro do sistema, se nada mais cabe.
   */
  writeFailure(): unknown {
    try {
      writeFileSync(path.join(this.#folder, 'cabe'), this.#chunk);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** O programa já tem os dele. */
  handedOver(): void {
    for (const name of OUTPUT_NAMES) closeSync(this.writing[name]);
  }

  /** Entrega o que há de novo. O pedaço só vale durante a chamada. */
  read(onChunk: (chunk: Buffer, name: OutputName) => void): void {
    for (const name of OUTPUT_NAMES) {
      const file = this.#reading[name];
      for (;;) {
        const size = readSync(file.fd, this.#chunk, 0, CHUNK_BYTES, file.at);
        if (size === 0) break;
        file.at += size;
        onChunk(this.#chunk.subarray(0, size), name);
      }
    }
  }

  close(): void {
    for (const name of OUTPUT_NAMES) closeSync(this.#reading[name].fd);
    try {
      rmSync(this.#folder, { recursive: true, force: true });
    } catch {
      // No Windows, um neto que ficou ainda tem o arquivo aberto: a pasta é a temporária, e o sistema a limpa.
    }
  }
}

function openFiles(folder: string) {
  const fileOf = (name: OutputName): string => path.join(folder, name);
  // Escrever só no fim: quem lê tem posição própria, e a de um não move a do outro.
  const writing = { stdout: openSync(fileOf('stdout'), 'ax'), stderr: openSync(fileOf('stderr'), 'ax') };
  const reading = {
    stdout: { fd: openSync(fileOf('stdout'), 'r'), at: 0 },
    stderr: { fd: openSync(fileOf('stderr'), 'r'), at: 0 },
  };
  return { writing, reading };
}
