/** As imagens, num Docker de verdade: guardadas, apagadas, carregadas e no ar, como o LEIA-ME manda. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { IMAGES, saveImages } from './images.ts';

const root = findRepoRoot();
const env = { ...process.env, SAMPLE_PORT: '0', JAEGER_UI_PORT: '0', COMPOSE_PROJECT_NAME: 'lab-otel-pacote' };
const options = { cwd: root, env, signal: new AbortController().signal };

function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { cwd: root, env, encoding: 'utf8' });
}

/** O comando do LEIA-ME, sem o `docker` da frente. */
function fromReadme(start: string): string[] {
  const text = readFileSync(path.join(import.meta.dirname, 'files/LEIA-ME.txt'), 'utf8');
  return new RegExp(`^ {4}docker (${start}.*)$`, 'm').exec(text)![1].split(' ');
}

test('o que se guardou sobe noutra máquina, sem montar nem baixar; de novo, não se guarda outra vez', async () => {
  const folder = temporaryFolder();
  onTestFinished(() => void docker('compose', 'down', '--volumes'));
  const result = await saveImages(folder, options);
  expect(result).toEqual({ saved: [expect.stringContaining('jaeger'), 'lab-otel/sample:latest'] });
  const [name, ...others] = readdirSync(path.join(folder, IMAGES));
  expect(others).toEqual([]);
  const file = path.join(folder, IMAGES, name);
  const { mtimeMs } = statSync(file);

  expect(await saveImages(folder, options)).toEqual(result);
  expect(statSync(file).mtimeMs).toBe(mtimeMs);

  const { saved } = result as { saved: readonly string[] };
  docker('image', 'rm', '--force', ...saved);
  docker(...fromReadme('load').map((word) => (word.includes('PACOTE') ? file : word)));
  docker(...fromReadme('compose up'));
  expect(docker('compose', 'ps', '--format', '{{.Service}} {{.State}}')).toMatch(/jaeger running[^]*sample running/);
});
