// O lab-up.sh inteiro, rodado como o lab.service o roda, numa VM de mentira (throwaway-vm.ts).

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { html, pageStatus, SOON } from './page.ts';
import { createVm, isFree, occupy, REPOSITORY, type Status, type Vm, type VmOptions } from './throwaway-vm.ts';

const CLONE = [
  'git init --quiet -- /repository.new',
  `git -C /repository.new fetch --depth 1 -- ${REPOSITORY.url} ${REPOSITORY.ref}`,
  'git -C /repository.new checkout --quiet --detach FETCH_HEAD',
  'git -C /repository.new rev-parse HEAD',
];
const PULL_JAEGER = 'docker compose pull --quiet --policy missing jaeger';
const UP = 'docker compose up --detach --no-build --wait --wait-timeout 180';
const DOWN = 'docker compose down --timeout 10';

async function expectReady(vm: Vm): Promise<void> {
  const exit = await vm.start().exit;
  expect({ exit, log: vm.log() }).toMatchObject({ exit: 0 });
  expect(vm.status()).toMatchObject({ state: 'ready', code: null });
  expect(await isFree(vm.samplePort)).toBe(true);
  expect(await isFree(vm.jaegerUiPort)).toBe(true);
  // A porta fica livre um instante antes de o processo acabar.
  await expect.poll(() => vm.processes(), SOON).toEqual([]);
}

/** Espera a página dizer que desistiu, e confere que ela está nas duas portas. */
async function expectFailure(vm: Vm, code: string): Promise<string> {
  await expect.poll(() => pageStatus(vm.samplePort), SOON).toMatchObject({ state: 'failed', code });
  await expect.poll(() => pageStatus(vm.jaegerUiPort), SOON).toMatchObject({ state: 'failed', code });
  return html(vm.samplePort);
}

test('de uma VM sem nada até o ar: cada passo uma vez, em ordem, e as portas ficam livres para o compose', async () => {
  const vm = await createVm({ installed: false });
  await expectReady(vm);
  const apt = 'apt-get --quiet --yes -o DPkg::Lock::Timeout=120';
  expect(vm.calls()).toEqual([
    `${apt} update`,
    `${apt} install --no-install-recommends docker.io docker-compose-v2 docker-buildx git`,
    ...CLONE,
    PULL_JAEGER,
    'docker compose build sample',
    UP,
  ]);
  expect(vm.log().trimEnd().split('\n').at(-1)).toBe('── pronto');
});

test('rodar de novo não refaz nada: só confere que está no ar', async () => {
  const vm = await createVm();
  await expectReady(vm);
  vm.forgetCalls();
  await expectReady(vm);
  expect(vm.calls()).toEqual([UP]);
});

test('com IMAGE, baixa a imagem em vez de montá-la', async () => {
  const vm = await createVm({ image: 'docker.io/turma/sample:1.0.0' });
  await expectReady(vm);
  expect(vm.calls()).toEqual([...CLONE, PULL_JAEGER, 'docker compose pull --quiet sample', UP]);
});

test('enquanto trabalha, a página está nas duas portas e diz o passo', async () => {
  const vm = await createVm({ rules: [{ call: 'compose build', hangs: true }] });
  vm.start();
  await expect.poll(() => pageStatus(vm.samplePort), SOON).toMatchObject({ state: 'working', step: 'images' });
  expect(await pageStatus(vm.jaegerUiPort)).toMatchObject({
    state: 'working',
    step: 'images',
    attempt: 1,
    attempts: 5,
  });
  expect(await html(vm.samplePort)).toContain('aparece o app');
  expect(await html(vm.jaegerUiPort)).toContain('aparece o Jaeger');
});

test('uma falha passageira se resolve sozinha, e a página a mostra enquanto dura', async () => {
  const vm = await createVm({
    rules: [
      { call: 'git .* fetch', times: 1, says: 'fatal: unable to access: Could not resolve host', exit: 128 },
      { call: 'git .* fetch', times: 1, hangs: true },
    ],
    attemptTimeout: 2,
  });
  const { exit } = vm.start();
  await expect
    .poll(() => pageStatus(vm.samplePort), SOON)
    .toMatchObject({ state: 'working', step: 'clone', code: 'clone_failed', attempt: 2, attempts: 5 });
  const page = await html(vm.samplePort);
  expect(page).toContain('Uma tentativa falhou');
  expect(page).toContain('Could not resolve host');
  expect(await exit).toBe(0);
  expect(vm.status()).toMatchObject({ state: 'ready', code: null });
  // A segunda tentativa parou: só o prazo a tirou do caminho.
  expect(vm.log()).toContain('Passou de 2 s, e foi interrompido: git');
});

test.each([
  ['packages_failed', 'apt-get .* update', 'regras de saída', { installed: false }],
  ['clone_failed', 'git .* fetch', 'já está lá? Ele só chega depois do <code>git push</code>', {}],
  ['pull_failed', 'compose pull .* jaeger', 'limite do Docker Hub', {}],
  ['pull_failed', 'compose pull .* sample', 'serve à arquitetura', { image: 'turma/sample:1' }],
  ['build_failed', 'compose build', '<code>Dockerfile</code>', {}],
])('%s: cinco tentativas de "%s", e a página diz o que fazer e fica', async (code, call, advice, options) => {
  const vm = await createVm({ rules: [{ call, says: 'o motivo que o programa deu' }], ...options });
  const { child } = vm.start();
  const page = await expectFailure(vm, code);
  expect(page).toContain(advice);
  expect(page).toContain('sudo systemctl restart lab');
  expect(page).toContain('o motivo que o programa deu');
  expect(vm.calls().filter((made) => new RegExp(call).test(made))).toHaveLength(5);
  expect(child.exitCode).toBeNull();
});

test('um Git que para em todas as tentativas é cortado em todas', async () => {
  const vm = await createVm({ rules: [{ call: 'git .* fetch', hangs: true }], attemptTimeout: 0.5 });
  vm.start();
  await expectFailure(vm, 'clone_failed');
  expect(vm.log().match(/foi interrompido: git/g)).toHaveLength(5);
});

test('uma instalação cortada no meio é consertada antes da próxima tentativa', async () => {
  const vm = await createVm({ installed: false, rules: [{ call: 'apt-get .* install', times: 1, exit: 100 }] });
  await expectReady(vm);
  const order = vm.calls().map((call) => call.split(' --')[0]);
  expect(order.slice(0, 5)).toEqual(['apt-get', 'apt-get', 'dpkg', 'apt-get', 'apt-get']);
});

test('contêineres que não ficam prontos: o log deles aparece, e as portas voltam para a página', async () => {
  const vm = await createVm({
    rules: [
      { call: 'compose up', says: 'container lab-otel-sample-1 is unhealthy' },
      { call: 'compose logs', says: 'sample-1 | Error: Cannot find module', exit: 0 },
    ],
  });
  vm.start();
  const page = await expectFailure(vm, 'start_failed');
  expect(page).toContain('Cannot find module');
  expect(vm.calls().slice(-3)).toEqual([UP, 'docker compose logs --no-color --tail 5', DOWN]);
});

test('porta ocupada por outro programa: a página sai na outra e diz quem é', async () => {
  const vm = await createVm();
  await occupy(vm.samplePort);
  vm.start();
  await expect.poll(() => pageStatus(vm.jaegerUiPort), SOON).toMatchObject({ state: 'failed', code: 'port_taken' });
  await expect
    .poll(async () => (await pageStatus(vm.jaegerUiPort))?.log.join('\n'), SOON)
    .toContain(`pid=${process.pid}`);
  expect(await html(vm.jaegerUiPort)).toContain(`Agora: <code>${vm.samplePort}</code>.`);
});

test('quando o outro programa solta a porta, a página passa a responder nela também', async () => {
  const vm = await createVm();
  const other = await occupy(vm.samplePort);
  vm.start();
  await expect.poll(() => pageStatus(vm.jaegerUiPort), SOON).toMatchObject({ code: 'port_taken' });
  await new Promise((resolve) => other.close(resolve));
  await expectFailure(vm, 'port_taken');
});

test('systemctl restart depois de corrigir: recomeça do que falhou e termina no ar', async () => {
  const vm = await createVm({ rules: [{ call: 'compose build' }] });
  const { exit } = vm.start();
  await expectFailure(vm, 'build_failed');
  vm.stop();
  await exit;
  vm.setRules([]);
  vm.forgetCalls();
  await expectReady(vm);
  expect(vm.calls()).toEqual([PULL_JAEGER, 'docker compose build sample', UP]);
});

/** Nem processo nem porta: o prazo é menor que o do `timeout --kill-after`, que não pode ser quem resolve. */
async function expectStopped(vm: Vm, exit: Promise<number | null>): Promise<void> {
  await expect.poll(() => vm.processes(), { timeout: 5_000, interval: 50 }).toEqual([]);
  expect(await exit).toBe(143);
  expect(await isFree(vm.samplePort)).toBe(true);
  expect(await isFree(vm.jaegerUiPort)).toBe(true);
}

test.each<[string, VmOptions]>([
  ['docker info', {}],
  ['docker compose version', {}],
  ['apt-get .* update', { installed: false }],
  ['apt-get .* install', { installed: false }],
  ['git .* fetch', {}],
  ['compose pull .* jaeger', {}],
  ['compose build', {}],
  ['compose up', {}],
])('SIGTERM só ao programa, durante "%s": tudo acaba e as portas ficam livres', async (call, options) => {
  const vm = await createVm({ rules: [{ call, hangs: true }], ...options });
  const { child, exit } = vm.start();
  await expect.poll(() => vm.allCalls().at(-1), SOON).toMatch(new RegExp(call));
  child.kill('SIGTERM');
  await expectStopped(vm, exit);
});

const HANGING: VmOptions = { rules: [{ call: 'git .* fetch', hangs: true }] };
const FAILING: VmOptions = { rules: [{ call: 'git .* fetch' }] };

test.each<[string, string, Status['state'], VmOptions]>([
  ['à unidade inteira', 'no meio de um passo', 'working', HANGING],
  ['à unidade inteira', 'num comando em primeiro plano', 'working', { rules: [{ call: 'git init', hangs: true }] }],
  ['à unidade inteira', 'com a página de falha no ar', 'failed', FAILING],
  ['só ao programa', 'com a página de falha no ar', 'failed', FAILING],
])('SIGTERM %s, %s: tudo acaba e as portas ficam livres', async (to, _when, state, options) => {
  const vm = await createVm(options);
  const { child, exit } = vm.start();
  await expect.poll(() => pageStatus(vm.samplePort), SOON).toMatchObject({ state, step: 'clone' });
  if (to === 'à unidade inteira') vm.stop();
  else child.kill('SIGTERM');
  await expectStopped(vm, exit);
});

test('sem onde gravar nem espaço no disco: a página diz em que parou e que o disco encheu, e fica', async () => {
  // No /proc ninguém cria arquivos, nem root, e o espaço livre é zero.
  const vm = await createVm({ environment: { STATE_DIRECTORY: '/proc' } });
  const { child } = vm.start();
  expect(await expectFailure(vm, 'clone_failed')).toContain('O disco desta VM encheu');
  expect(child.exitCode).toBeNull();
});

test('uma situação que não se grava não derruba o laboratório: a página fica, e o log conta', async () => {
  const vm = await createVm({ rules: [{ call: 'compose build' }] });
  mkdirSync(join(vm.runtime, 'status.json.new'));
  const { child } = vm.start();
  await expect
    .poll(async () => (await pageStatus(vm.samplePort))?.log.join('\n'), SOON)
    .toContain('images: falhou de vez (build_failed)');
  expect(vm.log()).toContain('A situação não foi gravada');
  expect(child.exitCode).toBeNull();
});

test('uma instalação pela metade, com o comando e sem o serviço, é refeita', async () => {
  const vm = await createVm({
    rules: [{ call: 'docker info', times: 1, says: 'Cannot connect to the Docker daemon' }],
  });
  await expectReady(vm);
  expect(vm.calls()[1]).toContain(' install ');
});
