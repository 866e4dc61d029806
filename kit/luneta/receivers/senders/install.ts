/** Deixa prontos os programas desta pasta, que mandam spans com os exporters de outras linguagens. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cachedInstall, cachedPython } from '../../../testing/cached-install.ts';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));

/** Um programa pronto: o executável e os argumentos que vêm antes dos do teste. */
export type Command = readonly string[];

/** Um ambiente virtual com as versões de `python/<requirements>`. */
export async function installPython(requirements: string): Promise<Command> {
  const component = `senders-python-${requirements.replace(/\W+/g, '-')}`;
  return [await cachedPython(component, join(here, 'python', requirements)), join(here, 'python', 'send.py')];
}

export async function installGo(): Promise<Command> {
  const sources = ['go.mod', 'go.sum', 'main.go'].map((file) => join(here, 'go', file));
  const folder = await cachedInstall('senders-go', sources, (target) =>
    run('go', ['build', '-o', join(target, 'send'), '.'], { cwd: join(here, 'go') }),
  );
  return [join(folder, 'send')];
}
