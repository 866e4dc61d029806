import { expect, test } from 'vitest';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { checkNodeVersion } from './node-version.ts';
import { machine } from './testing/machine.ts';

const root = () => temporaryFolder({ 'package.json': '{"engines":{"node":">=20.19.0"}}' });

test('o Node que roda este teste serve a este projeto', async () => {
  expect(await checkNodeVersion(machine({ root: findRepoRoot() }))).toEqual([
    { code: 'node_version', state: 'ok', found: `Node ${process.versions.node}` },
  ]);
});

test.each(['20.19.0', '20.20.2', '22.0.0', '100.0.0'])('%s serve', async (nodeVersion) => {
  expect(await checkNodeVersion(machine({ root: root(), nodeVersion }))).toMatchObject([{ state: 'ok' }]);
});

test.each(['20.18.9', '20.9.0', '18.20.4', '9.99.99'])('%s é antigo', async (nodeVersion) => {
  const [check] = await checkNodeVersion(machine({ root: root(), nodeVersion, system: 'windows' }));
  expect(check).toMatchObject({
    state: 'missing',
    found: `Node ${nodeVersion}, e o projeto pede 20.19.0 ou mais novo`,
  });
  expect(check.fix).toMatch(/nodejs\.org.*nvm install lts.*\nnpm ci$/);
});
