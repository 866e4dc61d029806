/** O que os roteiros `.ci/install-*` deixaram pronto. Aqui não se instala: compilar dentro de um teste estouraria o prazo dele. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { findRepoRoot } from '../../repo-root.ts';

const run = promisify(execFile);

/**
 * @param script `.ci/install-…`, que com `--where` só diz a pasta.
 * @returns O caminho do arquivo.
 * @throws Error que diz o que rodar, se ele ainda não está lá.
 */
export async function installed(script: string, file: string): Promise<string> {
  const { stdout } = await run(path.join(findRepoRoot(), script), ['--where']);
  const found = path.join(stdout.trim(), file);
  if (existsSync(found)) return found;
  throw new Error(
    `Este teste usa o ${file} de verdade, e ele não está em ${found}. Prepare-o antes, uma vez só: ${script}`,
  );
}
