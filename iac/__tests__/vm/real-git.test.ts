// O passo `clone` com o Git de verdade, contra um repositório feito na hora.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageStatus, SOON } from './page.ts';
import { createVm } from './throwaway-vm.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-git-'));
const url = `file://${folder}`;
afterAll(() => rmSync(folder, { recursive: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=Turma', '-c', 'user.email=turma@example.org', ...args], {
    encoding: 'utf8',
  }).trim();

let firstCommit = '';

/** Três versões: um commit sem nome, uma tag anotada e o branch. */
beforeAll(() => {
  git('init', '--quiet', '--initial-branch=main');
  const commit = (version: string) => {
    writeFileSync(join(folder, 'compose.yaml'), `name: ${version}\n`);
    git('add', '.');
    git('commit', '--quiet', '--no-gpg-sign', '-m', version);
    return git('rev-parse', 'HEAD');
  };
  firstCommit = commit('primeira');
  commit('segunda');
  git('tag', '--no-sign', '-a', 'v1.0.0', '-m', 'v1.0.0');
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
  expect(vm.calls()).toContain('docker compose build sample');
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
