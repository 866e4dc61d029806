import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findRepoRoot } from '../../repo-root.ts';
import { lockedPackages, specOf } from './locked-packages.ts';

const INTEGRITY = 'sha512-AAAA';

function specs(packages: Parameters<typeof lockedPackages>[0]['packages']): readonly string[] {
  return lockedPackages({ packages }).map(specOf);
}

test('um de cada nome e versão; as pastas do projeto, os links e o que vem dentro de outro ficam de fora', () => {
  expect(
    specs({
      '': { name: 'lab-otel' },
      kit: { name: '@lab-otel/kit', version: '0.1.0' },
      'node_modules/@lab-otel/kit': { link: true },
      'node_modules/a': { version: '1.0.0', integrity: INTEGRITY },
      'node_modules/b/node_modules/a': { version: '2.0.0', integrity: INTEGRITY },
      'kit/node_modules/a': { version: '2.0.0', integrity: INTEGRITY },
      'node_modules/@s/outro-nome': { name: '@s/c', version: '1.0.0', integrity: INTEGRITY },
      'node_modules/b/node_modules/dentro': { version: '1.0.0', inBundle: true },
    }),
  ).toEqual(['a@1.0.0', 'a@2.0.0', '@s/c@1.0.0']);
});

test.each([
  [{ os: ['win32'], cpu: ['arm64'] }, true],
  [{ os: ['darwin'] }, true],
  [{ os: ['!win32'] }, true],
  [{ cpu: ['x64', 'ia32'] }, true],
  [{ os: ['android'], cpu: ['arm64'] }, false],
  [{ os: ['linux'], cpu: ['riscv64'] }, false],
  [{ os: ['!win32', '!darwin', '!linux'] }, false],
])('%j serve a uma máquina da sala: %s', (limits, expected) => {
  expect(specs({ 'node_modules/a': { version: '1.0.0', integrity: INTEGRITY, ...limits } })).toHaveLength(+expected);
});

test('sem o sha512 não se confere o que veio: diz de quem falta', () => {
  expect(() => specs({ 'node_modules/a': { version: '1.0.0' } })).toThrow('sha512 de a');
  expect(() => specs({ 'node_modules/a': { version: '1.0.0', integrity: 'sha1-AAAA' } })).toThrow('sha512 de a');
});

test('o package-lock.json do projeto: os binários de cada sistema, e os que esta máquina não instalou', () => {
  const lock = JSON.parse(readFileSync(path.join(findRepoRoot(), 'package-lock.json'), 'utf8'));
  const names = lockedPackages(lock).map(({ name }) => name);
  for (const system of ['win32', 'darwin', 'linux']) {
    for (const processor of ['x64', 'arm64']) expect(names).toContain(`@esbuild/${system}-${processor}`);
  }
  expect(names).toContain('fsevents');
  expect(names).not.toContain('@esbuild/aix-ppc64');
});
