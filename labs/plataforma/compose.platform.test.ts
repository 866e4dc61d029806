// Os arquivos do Compose, lidos pela biblioteca com que o próprio Compose os lê, e que traz o esquema da especificação.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { cachedInstall } from '../../kit/testing/cached-install.ts';
import { type ComposeFile, PLATFORM_FOLDER, readPlatformFile } from './testing/compose-file.ts';

const run = promisify(execFile);
const MODULE = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2';

let tool: string;
beforeAll(async () => {
  const folder = await cachedInstall('compose-spec', [import.meta.filename], (target) =>
    run('go', ['install', MODULE], { env: { ...process.env, GOBIN: target } }),
  );
  tool = path.join(folder, 'cmd');
  // Baixar e compilar: meio minuto, uma vez só.
}, 240_000);

/** O modelo como o Compose o vê. @throws Error que diz que parte do arquivo não é da especificação. */
async function load(file: string): Promise<ComposeFile> {
  const { stdout } = await run(tool, ['--format', 'json', file], { cwd: PLATFORM_FOLDER });
  return JSON.parse(stdout) as ComposeFile;
}

test('os arquivos são da especificação, e têm os serviços que escrevemos', async () => {
  const platform = await load('compose.yaml');
  expect(platform.services.tempo?.profiles).toEqual(['tempo', 'all']);
  const iss = await load('compose.iss.yaml');
  expect(iss.services.gateway?.develop?.watch[0]?.path).toBe(path.resolve(PLATFORM_FOLDER, '../../meu-lab/02-iss'));
  expect(iss.networks.default).toMatchObject({ name: 'lab-plataforma', external: true });
  expect(iss.services.frontend?.build?.args.APP).toBe('meu-lab/02-iss');
  const llm = await load('compose.llm.yaml');
  expect(llm.services.backend?.develop?.watch[0]?.path).toBe(path.resolve(PLATFORM_FOLDER, '../../meu-lab/03-llm'));
  expect(llm.networks.default).toEqual(iss.networks.default);
  expect(llm.services.backend?.build?.args).toMatchObject({ LAB: '03-llm', APP: 'meu-lab/03-llm' });
});

// Se o esquema não estivesse valendo, estes passariam.
test.each([
  ['uma chave que não existe', 'mem_limit: 256m', 'mem_limite: 256m', 'services.collector.mem_limite'],
  ['uma ação de watch que não existe', 'sync+restart', 'sync+reinicia', 'watch.0.action'],
  ['uma condição que não existe', 'service_healthy', 'service_pronto', 'depends_on.gateway'],
  ['uma duração que não é uma', 'interval: 5s', 'interval: [5]', 'healthcheck.interval'],
])('o esquema recusa %s', async (_, right, wrong, says) => {
  const name = ['compose.yaml', 'compose.iss.yaml'].find((file) => readPlatformFile(file).includes(right))!;
  const folder = await mkdtemp(path.join(tmpdir(), 'compose-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const broken = path.join(folder, name);
  await writeFile(broken, readPlatformFile(name).replace(right, wrong));
  await expect(load(broken)).rejects.toThrow(says);
});
