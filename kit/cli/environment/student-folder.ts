/** A pasta do aluno aceita escrita, e está num lugar em que se pode trabalhar? */
import { randomUUID } from 'node:crypto';
import { lstat, realpath, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MY_LAB } from '../../course/lab-paths.ts';
import { systemErrorCode, systemErrorReason } from '../../system-error.ts';
import type { EnvironmentCheck, Machine } from './check.ts';
import { texts } from './texts.ts';

type FolderMachine = Pick<Machine, 'root' | 'system' | 'env'>;

const CODE = 'student_folder';
/** Menos que isto, e um `npm ci` ou um log já não cabem. */
const LITTLE_SPACE = 200 * 1_048_576;

export async function checkStudentFolder(machine: FolderMachine): Promise<EnvironmentCheck[]> {
  const { root, system, env } = machine;
  const folder = path.join(root, MY_LAB);
  const found = await lookAt(folder);
  if (found?.isSymbolicLink()) return [{ code: CODE, state: 'missing', found: texts.linked, fix: texts.linkedFix }];
  if (found && !found.isDirectory()) {
    return [{ code: CODE, state: 'missing', found: texts.notAFolder, fix: texts.notAFolderFix }];
  }
  try {
    await tryToWrite(found ? folder : root);
  } catch (error) {
    return [
      { code: CODE, state: 'missing', found: texts.notWritable(systemErrorReason(error)), fix: texts.notWritableFix },
    ];
  }

  const place = troublesomePlace(await realpath(root), system, env);
  if (place !== undefined) {
    return [{ code: CODE, state: 'warning', found: place, fix: texts.moveProject[system] }];
  }
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  if (free < LITTLE_SPACE) {
    return [{ code: CODE, state: 'warning', found: texts.littleSpace(free), fix: texts.littleSpaceFix }];
  }
  return [{ code: CODE, state: 'ok', found: texts.writable }];
}

async function lookAt(folder: string) {
  try {
    return await lstat(folder);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Só escrevendo se sabe: permissões, cota, disco cheio e antivírus não se veem de fora. */
async function tryToWrite(folder: string): Promise<void> {
  const file = path.join(folder, `.lab-doctor-${randomUUID()}.tmp`);
  try {
    await writeFile(file, 'x'.repeat(4096), { flag: 'wx' });
  } finally {
    await rm(file, { force: true });
  }
}

/** Nomes de pastas que só um sincronizador cria, como ele as escreve: uma "dropbox" qualquer não é do Dropbox. */
const SYNCHRONISED: readonly (readonly [name: string, folder: RegExp])[] = [
  ['OneDrive', /^OneDrive( ?- ?.+)?$/],
  ['Dropbox', /^Dropbox(-.+| \(.+\))?$/],
  ['Google Drive', /^(Google ?Drive(-.+)?|Meu Drive|My Drive)$/],
  ['iCloud', /^(iCloud ?Drive|Mobile Documents|com~apple~CloudDocs)$/],
];

/** O que dizer de um lugar em que observar arquivos não funciona bem; `undefined` se ele serve. */
export function troublesomePlace(
  root: string,
  system: Machine['system'],
  env: NodeJS.ProcessEnv = {},
): string | undefined {
  if (system === 'wsl' && /^\/mnt\/[a-z](\/|$)/.test(root)) return texts.windowsDisk;
  if (system === 'windows' && /^\\\\(\?\\UNC\\)?wsl(\$|\.localhost)\\/i.test(root)) return texts.wslDisk;
  const parts = root.split(/[\\/]/);
  const [service] = SYNCHRONISED.find(([, folder]) => parts.some((part) => folder.test(part))) ?? [];
  if (service !== undefined) return texts.synchronised(service);
  // A empresa ou a escola pode ter dado outro nome à pasta.
  const oneDrive = [env.OneDrive, env.OneDriveCommercial, env.OneDriveConsumer].some(
    (folder) => folder && system === 'windows' && `${root}\\`.toLowerCase().startsWith(`${folder}\\`.toLowerCase()),
  );
  return oneDrive ? texts.synchronised('OneDrive') : undefined;
}
