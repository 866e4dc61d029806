/** Quanto `node_modules` ocupa no disco, do jeito que está instalado agora. */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Measure } from '../measure.ts';

const MIB = 1024 * 1024;
const BLOCK_BYTES = 512;

export const size: Measure = {
  name: 'tamanho',
  title: 'Instalação no disco',
  referenceName: 'Jaeger',
  run: async ({ root }) => ({
    figures: [{ id: 'nodeModules', value: sizeOf(path.join(root, 'node_modules')) / MIB }],
    notes: ['Com as dependências de desenvolvimento, se estiverem instaladas; contado como o du conta.'],
  }),
};

function sizeOf(folder: string): number {
  let bytes = diskBytes(folder);
  for (const entry of entriesOf(folder)) {
    const child = path.join(folder, entry.name);
    // Um link para outra pasta do projeto (workspace) não é espaço instalado.
    bytes += entry.isDirectory() ? sizeOf(child) : diskBytes(child);
  }
  return bytes;
}

function entriesOf(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true });
}

/** Blocos ocupados; onde o sistema não os conta (Windows), o tamanho do arquivo. */
function diskBytes(file: string): number {
  const { blocks, size: fileBytes } = lstatSync(file);
  return blocks > 0 ? blocks * BLOCK_BYTES : fileBytes;
}
