import { expect, test } from 'vitest';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { checkPackages } from './packages.ts';

const WANTED = {
  '': { version: '0.1.0' },
  kit: { version: '0.1.0' },
  'node_modules/@lab-otel/kit': { link: true },
  'node_modules/tsx': { version: '4.23.15' },
  'node_modules/@opentelemetry/api': { version: '1.9.0' },
  'kit/node_modules/router': { version: '2.3.0' },
  'node_modules/oxlint': { version: '1.89.0', dev: true },
  'node_modules/fsevents': { version: '2.3.3', optional: true },
};
const INSTALLED = {
  'node_modules/tsx': { version: '4.23.15' },
  'node_modules/@opentelemetry/api': { version: '1.9.0' },
  'kit/node_modules/router': { version: '2.3.0' },
};

function check(installed?: Record<string, { version: string }>, onDisk: readonly string[] = Object.keys(INSTALLED)) {
  const files: Record<string, string> = { 'package-lock.json': JSON.stringify({ packages: WANTED }) };
  if (installed) files['node_modules/.package-lock.json'] = JSON.stringify({ packages: installed });
  for (const place of onDisk) files[`${place}/package.json`] = '{}';
  return checkPackages({ root: temporaryFolder(files) });
}

test('neste projeto, e em poucos milissegundos', async () => {
  const root = findRepoRoot();
  expect(await checkPackages({ root })).toMatchObject([{ code: 'packages', state: 'ok' }]);
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    await checkPackages({ root });
    times.push(performance.now() - start);
  }
  expect(Math.min(...times)).toBeLessThan(50);
});

test('o que é só de desenvolvimento, opcional ou pasta do projeto não se exige', async () => {
  expect(await check(INSTALLED)).toEqual([
    { code: 'packages', state: 'ok', found: 'Pacotes instalados: os 3 que os labs usam' },
  ]);
});

test('nada instalado', async () => {
  expect(await check()).toMatchObject([
    { state: 'missing', found: 'Os pacotes não estão instalados', fix: expect.stringMatching(/\nnpm ci$/) },
  ]);
});

test('um pacote que o npm não anotou, e um que anotou mas foi apagado', async () => {
  const { 'node_modules/tsx': _, ...noTsx } = INSTALLED;
  expect(await check(noTsx)).toMatchObject([{ state: 'missing', found: 'Falta um pacote: tsx' }]);
  const onDisk = ['node_modules/tsx', 'kit/node_modules/router'];
  expect(await check(INSTALLED, onDisk)).toMatchObject([
    { state: 'missing', found: 'Falta um pacote: @opentelemetry/api' },
  ]);
});

test('outra versão: dá para seguir', async () => {
  expect(await check({ ...INSTALLED, 'node_modules/tsx': { version: '4.0.0' } })).toMatchObject([
    { state: 'warning', found: '1 pacote de outra versão: tsx 4.0.0 em vez de 4.23.15' },
  ]);
});

test('sem package-lock.json, ou com um ilegível, não há com que comparar', async () => {
  for (const root of [temporaryFolder(), temporaryFolder({ 'package-lock.json': '{"packages":' })]) {
    expect(await checkPackages({ root })).toMatchObject([{ state: 'warning', fix: expect.stringMatching(/npm ci$/) }]);
  }
});
