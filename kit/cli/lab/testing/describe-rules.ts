/** As regras de um lab, lidas e calculadas por quem as inventou: o promtool, que vem com o Prometheus. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { applyEdit } from '../../../course/edit.ts';
import { labFolder } from '../../../course/lab-paths.ts';
import type { Lab } from '../../../course/manifest.ts';
import type { Mistake } from '../../../course/mistakes.ts';
import { findRepoRoot } from '../../../repo-root.ts';

const run = promisify(execFile);

const SOLUTION = 'app/rules.yaml';
/** O que elas têm de dizer de séries inventadas, no formato do promtool. */
const CASES = 'testing/rules.test.yaml';

/** @throws Error com o que ele disse, se algo não está certo. */
async function promtool(...args: string[]): Promise<string> {
  const { stdout, stderr } = await run('promtool', args);
  return stdout + stderr;
}

/** @param counts Quantas regras tem cada arquivo do lab: a solução, `app/rules.yaml`, e as outras. */
export function describeRules(lab: Lab, counts: Readonly<Record<string, number>>, mistakes: readonly Mistake[]): void {
  const folder = path.join(findRepoRoot(), labFolder(lab));
  const readSolution = (): Promise<string> => readFile(path.join(folder, SOLUTION), 'utf8');

  async function testRules(rules: string): Promise<string> {
    const work = await mkdtemp(path.join(tmpdir(), 'rules-'));
    onTestFinished(() => rm(work, { recursive: true }));
    await cp(path.join(folder, CASES), path.join(work, 'rules.test.yaml'));
    await writeFile(path.join(work, 'rules.yaml'), rules);
    return promtool('test', 'rules', path.join(work, 'rules.test.yaml'));
  }

  test.each(Object.entries(counts))('o Prometheus aceita %s', async (file, count) => {
    expect(await promtool('check', 'rules', path.join(folder, file))).toContain(`SUCCESS: ${count} rules found`);
  });

  test('elas dizem o que devem de séries inventadas, num dia ruim e num dia bom', async () => {
    expect(await testRules(await readSolution())).toContain('SUCCESS');
  });

  // O que a conferência recusa num tráfego de poucos pedidos, os números inventados recusam também.
  const wrong = mistakes.filter(({ file }) => file === path.basename(SOLUTION));
  test.each(wrong.map((mistake, i) => ({ n: i + 1, step: mistake.step, code: mistake.code, mistake })))(
    'os enganos também estão errados no Prometheus: $step, $n: $code',
    async ({ mistake }) => {
      await expect(testRules(applyEdit(await readSolution(), mistake))).rejects.toThrow(/FAILED|parse error/);
    },
  );
}
