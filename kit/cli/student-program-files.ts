/**
 * A saída de um programa, num arquivo temporário que se lê conforme cresce. E não num cano: nele o Node guarda na memória o
 * que ainda não coube, e um laço sem fim que só escreve nunca devolve a vez a quem o esvaziaria. Num arquivo, o que se
 * escreve sai na hora, até o que vem antes de um `process.exit`.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { OutputName } from './sample-app.ts';

const CHUNK_BYTES = 64 * 1024;

export const OUTPUT_NAMES = ['stdout', 'stderr'] as const satisfies readonly OutputName[];

export class OutputFiles {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'lab-saida-'));
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  readonly #reading: Record<OutputName, { fd: number; at: number }>;
  /** Para o `stdio` do programa, até `handedOver()`. */
  readonly writing: Readonly<Record<OutputName, number>>;

  /** @throws Error do sistema: pasta temporária cheia, ou sem permissão. */
  constructor() {
    const fileOf = (name: OutputName): string => path.join(this.#folder, name);
    // Escrever só no fim: quem lê tem posição própria, e a de um não move a do outro.
    this.writing = { stdout: openSync(fileOf('stdout'), 'ax'), stderr: openSync(fileOf('stderr'), 'ax') };
    this.#reading = {
      stdout: { fd: openSync(fileOf('stdout'), 'r'), at: 0 },
      stderr: { fd: openSync(fileOf('stderr'), 'r'), at: 0 },
    };
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
