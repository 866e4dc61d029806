/** O arquivo por onde um defeito chega aos serviços que já rodam: eles o leem a cada pedido. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MY_LAB } from '../../../course/lab-paths.ts';
import type { Lab } from '../../../course/manifest.ts';

const NAME = '.falha';

export class FaultFile {
  readonly path: string;

  constructor(root: string, lab: Lab) {
    this.path = path.join(root, MY_LAB, lab.id, NAME);
  }

  /** Há uma pasta do aluno onde o pôr? */
  hasFolder(): boolean {
    return existsSync(path.dirname(this.path));
  }

  write(fault: string): void {
    writeFileSync(this.path, `${fault}\n`);
  }

  /** @param fault Só se ainda é este: outro pode ter vindo depois. */
  clear(fault?: string): void {
    if (fault === undefined || this.#read() === fault) rmSync(this.path, { force: true });
  }

  #read(): string | undefined {
    try {
      return readFileSync(this.path, 'utf8').trim();
    } catch {
      return undefined;
    }
  }
}
