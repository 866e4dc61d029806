/** A pasta de dados que ainda não existe. */
import { existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DataFolderError } from './data-folder-error.ts';
import { DISK } from './disk-calls.ts';
import { systemErrorCode, systemErrorReason } from '../../system-error.ts';

/**
 * Cria a pasta `directory` (caminho inteiro) e as de cima que faltam, só para o dono. Uma de cada vez: o `recursive` do
 * Node esconde o motivo de certas falhas, e em `/proc` tenta para sempre.
 * @throws DataFolderError se alguma não pode ser criada
 */
export async function createDataFolder(directory: string): Promise<void> {
  const missing: string[] = [];
  for (let folder = directory; !existsSync(folder) && folder !== path.dirname(folder); folder = path.dirname(folder)) {
    missing.unshift(folder);
  }
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) continue; // outra Luneta a criou agora
      throw new DataFolderError(
        `Não deu para criar a pasta ${folder}: ${whyNotCreated(folder, error)}. Confira o --data.`,
      );
    }
  }
  // Uma pasta recém-criada também é um nome na de cima, que precisa chegar ao disco.
  for (const folder of missing.toReversed()) await DISK.syncDirectory(path.dirname(folder));
}

function whyNotCreated(folder: string, error: unknown): string {
  const code = systemErrorCode(error);
  if (code === 'ENOENT') return `em ${path.dirname(folder)} não se criam pastas (${code})`;
  if (code === 'EEXIST' && lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    return `é um link simbólico para um lugar que não existe (${code})`;
  }
  return systemErrorReason(error);
}
