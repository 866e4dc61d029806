/** A dica de uma falta: de que passo ela é, quando mais de um a pede. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Lab, Step } from '../../course/manifest.ts';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { span } from '../../verify/expectations.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { runHere } from './testing/run-here.ts';

/** Dois passos que pedem o mesmo span, de um programa que não manda nenhum. */
function labOf(earlier: Step['telemetry']): Lab {
  const step = (n: number, telemetry: Step['telemetry']): Step => ({
    id: `92/${n}`,
    title: 'Faltar',
    minutes: 1,
    files: ['absent.ts'],
    entry: 'absent.ts',
    telemetry,
    hints: { no_telemetry: [`do passo ${n}`, 'b', 'c'] },
  });
  return { id: '92-falta', number: '92', title: 'Falta', steps: [step(1, earlier), step(2, 'backend')] };
}

test.each([
  ['backend', 'pelo menos um span, no backend', 'do passo 2'],
  [undefined, 'pelo menos um span, no terminal', 'do passo 1'],
] as const)('o anterior o procura em %s: "%s", e a dica é a %s', async (telemetry, expected, hint) => {
  const lab = labOf(telemetry);
  const root = temporaryFolder();
  mkdirSync(path.join(root, 'labs', lab.id, 'app'), { recursive: true });
  writeFileSync(path.join(root, 'labs', lab.id, 'app', 'absent.ts'), `console.log('fim');`);
  writeFileSync(path.join(root, 'labs', lab.id, 'tsconfig.json'), '{}');
  symlinkSync(path.join(findRepoRoot(), 'node_modules'), path.join(root, 'node_modules'), 'junction');
  const checksOf = async () => ({ '92/1': [span('a')], '92/2': [span('a')] });
  const { code, stdout } = await runHere(root, ['verify', '2', '--json'], { labs: [lab], checksOf });
  expect(code).toBe(1);
  expect(JSON.parse(stdout).checks[0]).toMatchObject({ code: 'no_telemetry', expected, hint });
});
