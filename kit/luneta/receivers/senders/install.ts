/**
 * Instala os programas desta pasta fora do clone, em `${LAB_CACHE:-~/.cache/lab-otel}/<componente>-<versão>`; a versão é
 * um resumo dos arquivos de que o resultado depende, então mudar um deles instala de novo, ao lado.
 * Sem `python3` ou `go` na máquina é erro: um teste que não roda não prova nada.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));

/** Um programa pronto: o executável e os argumentos que vêm antes dos do teste. */
export type Command = readonly string[];

/** Um ambiente virtual com as versões de `python/<requirements>`. */
export function installPython(requirements: string): Promise<Command> {
  const list = join(here, 'python', requirements);
  return cached(`senders-python-${requirements.replace(/\W+/g, '-')}`, [list], async (folder) => {
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', list]);
  }).then((folder) => [join(folder, 'bin', 'python'), join(here, 'python', 'send.py')]);
}

export function installGo(): Promise<Command> {
  const sources = ['go.mod', 'go.sum', 'main.go'].map((file) => join(here, 'go', file));
  return cached('senders-go', sources, async (folder) => {
    await run('go', ['build', '-o', join(folder, 'send'), '.'], { cwd: join(here, 'go') });
  }).then((folder) => [join(folder, 'send')]);
}

/** A pasta de um componente; a marca `ready` só existe quando a instalação chegou ao fim. */
async function cached(
  component: string,
  sources: readonly string[],
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(source));
  const root = process.env.LAB_CACHE ?? join(homedir(), '.cache', 'lab-otel');
  const folder = join(root, `${component}-${hash.digest('hex').slice(0, 12)}`);
  const ready = join(folder, 'ready');
  if (existsSync(ready)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await install(folder);
  writeFileSync(ready, '');
  return folder;
}
