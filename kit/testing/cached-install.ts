/**
 * Instala fora do clone, em `${LAB_CACHE:-~/.cache/lab-otel}/<componente>-<versão>`, o que um teste precisa e o npm não tem.
 * A versão é um resumo dos arquivos de que o resultado depende: mudar um deles instala de novo, ao lado.
 * Sem o programa que instala (`python3`, `go`) é erro: um teste que não roda não prova nada.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A pasta de um componente; a marca `ready` só existe quando a instalação chegou ao fim. */
export async function cachedInstall(
  component: string,
  sources: readonly string[],
  install: (folder: string) => Promise<unknown>,
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

/** O Python de um ambiente virtual com as versões deste requirements.txt. */
export async function cachedPython(component: string, requirements: string): Promise<string> {
  const folder = await cachedInstall(component, [requirements], async (target) => {
    await run('python3', ['-m', 'venv', target]);
    await run(join(target, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', '-r', requirements]);
  });
  return join(folder, 'bin', 'python');
}
