/**
 * A VM inteira, menos a nuvem: o lab-up.sh com o git, o Docker e o compose.yaml de verdade, deste repositório.
 * Sem um registro ao alcance: `../.ci/docker/with-engine npx vitest run --project docker`.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from '../run-program.ts';
import { html, pageStatus } from '../vm/page.ts';
import { createVm, isFree, occupy, type Vm } from '../vm/throwaway-vm.ts';

const IAC = join(import.meta.dirname, '../..');
const REPOSITORY = join(IAC, '..');
const PROJECT = `lab-vm-${process.pid}`;
const DEADLINE = { timeout: 120_000, interval: 100 };

const git = (...args: string[]) => execFileSync('git', args, { cwd: REPOSITORY, encoding: 'utf8' }).trim();

async function startVm(): Promise<Vm> {
  const { HOME, DOCKER_HOST, DOCKER_CONFIG, JAEGER_IMAGE } = process.env;
  const given = { HOME, DOCKER_HOST, DOCKER_CONFIG, JAEGER_IMAGE, COMPOSE_PROJECT_NAME: PROJECT };
  const vm = await createVm({
    real: ['git', 'docker'],
    repository: { url: `file://${REPOSITORY}`, ref: git('rev-parse', 'HEAD') },
    environment: Object.fromEntries(Object.entries(given).filter(([, value]) => value)) as Record<string, string>,
    rules: [{ call: 'apt-get', exit: 0 }],
  });
  // Com nome próprio, para não trocar a imagem de quem desenvolve.
  vm.edit('SAMPLE_IMAGE', 'lab-otel/sample:vm-test');
  onTestFinished(() => void execFileSync('docker', ['compose', '--project-name', PROJECT, 'down', '--timeout', '5']));
  return vm;
}

const containers = () =>
  execFileSync('docker', ['ps', '--quiet', '--filter', `label=com.docker.compose.project=${PROJECT}`], {
    encoding: 'utf8',
  }).split('\n');

test('do clone ao trace: a página, depois o app e o Jaeger; e rodar de novo não mexe no que está no ar', async () => {
  const vm = await startVm();
  const first = vm.start();
  await expect.poll(() => pageStatus(vm.samplePort), DEADLINE).toMatchObject({ state: 'working' });
  expect(await first.exit).toBe(0);
  expect(vm.status()).toMatchObject({ state: 'ready', code: null });

  const app = `http://127.0.0.1:${vm.samplePort}`;
  expect(await (await fetch(app)).text()).toContain('SRE and DevOps work together!!!');
  const situation = await runProgram(process.execPath, ['--import', 'tsx', 'commands/status.ts', app], {
    cwd: IAC,
    env: { ...process.env, JAEGER_UI_PORT: String(vm.jaegerUiPort) },
  });
  expect(situation.output).toContain(`pronta: http://127.0.0.1:${vm.jaegerUiPort}/trace/`);
  expect(situation.code).toBe(0);

  const before = containers();
  expect(before.filter(Boolean)).toHaveLength(2);
  expect(await vm.start().exit).toBe(0);
  expect(containers()).toEqual(before);
});

test('uma porta com outro programa: o Docker reclama, a página conta na outra porta, e corrigir basta', async () => {
  const vm = await startVm();
  const other = await occupy(vm.samplePort);
  const run = vm.start();
  await expect.poll(() => pageStatus(vm.jaegerUiPort), DEADLINE).toMatchObject({ state: 'failed', code: 'port_taken' });
  expect(await html(vm.jaegerUiPort)).toContain(String(vm.samplePort));
  run.child.kill('SIGTERM');
  await run.exit;

  await new Promise((resolve) => other.close(resolve));
  await expect.poll(() => isFree(vm.jaegerUiPort)).toBe(true);
  expect(await vm.start().exit).toBe(0);
  expect((await fetch(`http://127.0.0.1:${vm.samplePort}`)).status).toBe(200);
});
