/** Escrever sem deixar nada pela metade, e os erros do disco ditos em português. */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { CourseError } from './course-error.ts';

/** `ENOENT`, `EACCES`, …; `undefined` se o erro não é do sistema. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : undefined;
}

/** O que `action` fez; um erro do sistema vira `CourseError` `folder_unusable`, com o código dele. */
export function onDisk<T>(place: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    throw new CourseError(
      'folder_unusable',
      `Não consegui usar ${place} (${code}). Confira se a pasta é sua, aceita escrita e tem espaço no disco.`,
      { cause: error },
    );
  }
}

/** Espera sem devolver a vez: quem a usa precisa terminar antes de qualquer outra parte deste processo. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

const WINDOWS_ATTEMPTS = 10;
const WINDOWS_PAUSE_MS = 20;

/** No Windows, um antivírus ou um editor segura um arquivo por um instante; nos outros sistemas, tenta uma vez. */
export function retryOnWindows<T>(action: () => T): T {
  for (let attempt = 1; ; attempt++) {
    try {
      return action();
    } catch (error) {
      const held = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error) ?? '');
      if (!held || attempt === WINDOWS_ATTEMPTS) throw error;
      pause(WINDOWS_PAUSE_MS);
    }
  }
}

/**
 * Põe `content` no lugar do arquivo: quem lê vê o de antes ou o novo, inteiros, mesmo depois de uma queda de energia.
 * @param confirm Chamada com tudo escrito, antes da troca; o erro dela desiste.
 */
export function replaceFile(file: string, content: string | Uint8Array, confirm: () => void = () => {}): void {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`);
  try {
    writeSynced(temporary, typeof content === 'string' ? Buffer.from(content) : content);
    confirm();
    retryOnWindows(() => renameSync(temporary, file));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(path.dirname(file));
}

function writeSynced(file: string, content: Uint8Array): void {
  const handle = openSync(file, 'wx');
  try {
    for (let written = 0; written < content.length;) written += writeSync(handle, content, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Sem isto, a troca de nome ainda poderia se perder. O Windows não abre pastas, e dispensa. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** O que há em `root/relative`, sem seguir um link no fim. @throws CourseError `linked_path` se é um link simbólico. */
export function lookAt(root: string, relative: string): Stats | undefined {
  const found = lstatSync(path.join(root, relative), { throwIfNoEntry: false });
  if (found?.isSymbolicLink() !== true) return found;
  throw new CourseError(
    'linked_path',
    `${relative} é um link simbólico: o que se escrevesse nele iria parar em outro lugar. Apague o link e rode de novo.`,
  );
}

/**
 * O mesmo, para o que só pode ser uma pasta: um arquivo no lugar dela daria, a quem olhasse dentro, um erro do sistema que
 * não diz nada.
 * @throws CourseError `linked_path` ou `wrong_kind`
 */
export function lookAtFolder(root: string, relative: string): Stats | undefined {
  const found = lookAt(root, relative);
  if (found === undefined || found.isDirectory()) return found;
  throw new CourseError(
    'wrong_kind',
    `${relative} é um arquivo, e devia ser uma pasta. Mude o nome dele e rode de novo.`,
  );
}

/**
 * Cria a pasta `relative` dentro de `root`, uma a uma, sem passar por links simbólicos.
 * @returns O caminho inteiro dela.
 * @throws CourseError `linked_path`, `wrong_kind` ou `folder_unusable`
 */
export function ensureFolder(root: string, relative: string): string {
  let folder = '';
  for (const segment of relative.split('/')) {
    folder = path.posix.join(folder, segment);
    const found = onDisk(folder, () => lookAtFolder(root, folder));
    if (found === undefined) onDisk(folder, () => mkdirSync(path.join(root, folder), { recursive: true }));
  }
  return path.join(root, folder);
}
