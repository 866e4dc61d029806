/** As imagens do `compose.yaml`, para a máquina que tem Docker. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import { systemOf } from '../environment/check.ts';
import { checkDocker } from '../environment/docker.ts';
import { askCommands, type ProgramOptions, runCommand } from '../environment/run-command.ts';
import { texts } from './stick-texts.ts';

export const IMAGES = 'imagens';

/** Os nomes das imagens que estão no pacote, ou por que não estão. */
export type ImagesResult = { saved: readonly string[] } | { absent: string };

/** Nenhum passo dos labs precisa delas: sem Docker, ou sem que ele responda, o pacote vale do mesmo jeito. */
export async function saveImages(folder: string, options: ProgramOptions): Promise<ImagesResult> {
  const { env, signal } = options;
  const checks = await checkDocker({
    env,
    system: systemOf(process.platform, env, release()),
    run: askCommands(env),
  });
  const problem = checks.find(({ state }) => state === 'missing');
  if (problem) return { absent: problem.found };
  try {
    return { saved: await save(path.join(folder, IMAGES), options) };
  } catch (error) {
    signal.throwIfAborted();
    return { absent: error instanceof Error ? error.message : String(error) };
  }
}

async function save(folder: string, options: ProgramOptions): Promise<readonly string[]> {
  const docker = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runCommand('docker', args, options);
    if (code !== 0) throw new Error(texts.dockerFailed(`docker ${args.join(' ')}`, stderr));
    return stdout;
  };
  await docker('compose', 'build', '--quiet');
  await docker('compose', 'pull', '--quiet', '--ignore-buildable', '--policy', 'missing');
  const names = (await docker('compose', 'config', '--images')).split(/\s+/).filter(Boolean).toSorted();
  // Os ids dizem o que há dentro: se nada mudou, o arquivo que já está no pacote serve.
  const ids = await docker('image', 'inspect', '--format', '{{.Id}}', ...names);
  const file = `${createHash('sha256').update(ids).digest('hex').slice(0, 12)}.tar`;
  const place = path.join(folder, file);
  mkdirSync(folder, { recursive: true });
  for (const other of readdirSync(folder)) if (other !== file) rmSync(path.join(folder, other));
  if (!existsSync(place)) {
    await docker('save', '--output', `${place}.parcial`, ...names);
    renameSync(`${place}.parcial`, place);
  }
  return names;
}
