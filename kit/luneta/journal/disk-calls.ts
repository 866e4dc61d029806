/** As chamadas que levam bytes ao disco, trocáveis para simular um que falha. */
import { close, fdatasync, fsync, open, writevSync } from 'node:fs';
import { promisify } from 'node:util';
import { systemErrorCode } from '../../system-error.ts';

export interface DiskCalls {
  /** Como `fs.writevSync`. */
  write(fd: number, buffers: readonly Uint8Array[], position: number): number;
  /** Leva ao disco o conteúdo de um arquivo. */
  sync(fd: number): Promise<void>;
  /** Leva ao disco os nomes de uma pasta: sem isso, o arquivo que acabou de nascer pode sumir inteiro. */
  syncDirectory(directory: string): Promise<void>;
}

export const DISK: DiskCalls = { write: writevSync, sync: promisify(fdatasync), syncDirectory };

const openFile = promisify(open);
const syncFile = promisify(fsync);
const closeFile = promisify(close);

/** O Windows não abre pastas, e alguns sistemas de arquivos não as levam ao disco: ali não há o que pedir. */
const UNSUPPORTED = new Set(['EISDIR', 'EPERM', 'EACCES', 'EINVAL', 'ENOTSUP']);

async function syncDirectory(directory: string): Promise<void> {
  try {
    const fd = await openFile(directory, 'r');
    try {
      await syncFile(fd);
    } finally {
      await closeFile(fd);
    }
  } catch (error) {
    if (!UNSUPPORTED.has(systemErrorCode(error) ?? '')) throw error;
  }
}
