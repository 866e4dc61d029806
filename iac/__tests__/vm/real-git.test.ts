// O passo `clone` com o Git de verdade, contra um repositório feito na hora.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageStatus, SOON } from './page.ts';
import { createVm } from './throwaway-vm.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-git-'));
const url = `file://${folder}`;
afterAll(() => rmSync(folder, { recursive: true }));

const gitIn = (repository: string, ...args: string[]) =>
  execFileSync('git', ['-C', repository, '-c', 'user.name=Turma', '-c', 'user.email=turma@example.org', ...args], {
    encoding: 'utf8',
  }).trim();

/** Grava uma versão no branch e devolve o seu commit. */
function commit(version: string, repository = folder): string {
  writeFileSync(join(repository, 'compose.yaml'), `name: ${version}\n`);
  gitIn(repository, 'add', '.');
  gitIn(repository, 'commit', '--quiet', '--no-gpg-sign', '-m', version);
  return gitIn(repository, 'rev-parse', 'HEAD');
}

let firstCommit = '';

/** Três versões: um commit sem nome, uma tag anotada e o branch. */
beforeAll(() => {
  gitIn(folder, 'init', '--quiet', '--initial-branch=main');
  firstCommit = commit('primeira');
  commit('segunda');
  gitIn(folder, 'tag', '--no-sign', '-a', 'v1.0.0', '-m', 'v1.0.0');
  commit('terceira');
});

const versionIn = (checkout: string) => readFileSync(join(checkout, 'compose.yaml'), 'utf8').trim();

test.each([
  ['um commit', () => firstCommit, 'name: primeira'],
  ['uma tag', () => 'v1.0.0', 'name: segunda'],
  ['um branch', () => 'main', 'name: terceira'],
])('clona %s, só com o histórico que precisa', async (_what, ref, version) => {
  const vm = await createVm({ real: ['git'], repository: { url, ref: ref() } });
  const exit = await vm.start().exit;
  expect({ exit, log: vm.log() }).toMatchObject({ exit: 0 });
  expect(versionIn(vm.checkout)).toBe(version);
  expect(existsSync(join(vm.checkout, '.git/shallow')) || version === 'name: primeira').toBe(true);
});

test('mudar REPO_REF na própria VM troca o clone e refaz as imagens', async () => {
  const vm = await createVm({ real: ['git'], repository: { url, ref: 'v1.0.0' } });
  expect(await vm.start().exit).toBe(0);
  vm.edit('REPO_REF', 'main');
  vm.forgetCalls();
  expect(await vm.start().exit).toBe(0);
  expect(versionIn(vm.checkout)).toBe('name: terceira');
  expect(vm.calls()).toContain(BUILD);
});

const BUILD = 'docker compose build sample';

test('num branch, cada início traz o que chegou lá; sem nada novo, as imagens não são refeitas', async () => {
  const repository = join(folder, 'branch');
  cpSync(join(folder, '.git'), join(repository, '.git'), { recursive: true });
  const vm = await createVm({
    real: ['git'],
    repository: { url: `file://${repository}`, ref: 'main' },
    rules: [{ call: 'compose build' }],
  });
  const broken = vm.start();
  await expect.poll(() => pageStatus(vm.samplePort), SOON).toMatchObject({ state: 'failed', code: 'build_failed' });
  vm.stop();
  await broken.exit;

  commit('corrigida', repository);
  vm.setRules([]);
  expect(await vm.start().exit).toBe(0);
  expect(versionIn(vm.checkout)).toBe('name: corrigida');

  vm.forgetCalls();
  expect(await vm.start().exit).toBe(0);
  expect(vm.calls()).not.toContain(BUILD);

  renameSync(repository, `${repository}-fora-do-ar`);
  expect(await vm.start().exit).toBe(0);
  expect(versionIn(vm.checkout)).toBe('name: corrigida');
  expect(vm.calls()).not.toContain(BUILD);
  expect(vm.log()).toContain('continua o clone de antes');
});

test('um commit não muda: com ele no lugar, nem se pergunta ao Git', async () => {
  const vm = await createVm({ real: ['git'], repository: { url, ref: firstCommit } });
  expect(await vm.start().exit).toBe(0);
  expect(await vm.start().exit).toBe(0);
  expect(vm.log().match(/FETCH_HEAD/g)).toHaveLength(1);
});

test.each([
  ['um ref que não existe', () => ({ url, ref: 'v9.9.9' }), "couldn't find remote ref v9.9.9"],
  [
    'um repositório que não existe',
    () => ({ url: `${url}-nada`, ref: 'main' }),
    'does not appear to be a git repository',
  ],
  ['um ref que parece opção', () => ({ url, ref: `--upload-pack=touch ${folder}/invadida;` }), 'invalid refspec'],
  ['um endereço que parece opção', () => ({ url: `--upload-pack=touch ${folder}/invadida;`, ref: 'main' }), 'fatal:'],
])('%s: a página mostra o que o Git disse, e nada foi executado', async (_what, repository, reason) => {
  const vm = await createVm({ real: ['git'], repository: repository() });
  vm.start();
  await expect.poll(() => pageStatus(vm.samplePort), SOON).toMatchObject({ state: 'failed', code: 'clone_failed' });
  expect((await pageStatus(vm.samplePort))?.log.join('\n')).toContain(reason);
  expect(existsSync(vm.checkout)).toBe(false);
  expect(existsSync(join(folder, 'invadida'))).toBe(false);
});
