/** O processo que roda o programa do aluno morre: de verdade, de cada jeito, e nada fica para trás. */
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { killTreeNow } from '../end-tree.ts';
import { poll } from '../poll.ts';
import { isAlive, type KitProcess, startNode } from './testing/kit-process.ts';
import { pidsIn, program, STUBBORN, withGrandchild } from './testing/student-programs/sources.ts';

const PARENT = path.join(import.meta.dirname, 'testing/student-programs/parent.ts');

/** Um programa teimoso com um neto teimoso; responde quando os dois já estão no ar. */
async function startParent(mode: string): Promise<{ parent: KitProcess; pids: number[] }> {
  const stubborn = STUBBORN.replace(' as const', '');
  const { entry, cwd } = program(`${STUBBORN}\n${withGrandchild({ script: stubborn })}`);
  const parent = startNode(['--import', 'tsx', PARENT, entry, cwd, mode]);
  const pids = await poll(
    () => {
      const found = pidsIn(parent.stdout());
      return found.length > 0 ? found : undefined;
    },
    { deadlineMs: 15_000 },
  );
  if (!pids) throw new Error(`o programa não começou: ${parent.stdout()}\n${parent.stderr()}`);
  onTestFinished(() => killTreeNow(pids[0] ?? 0));
  return { parent, pids };
}

async function expectGone(pids: readonly number[]): Promise<void> {
  expect(await poll(() => (pids.some(isAlive) ? undefined : true), { deadlineMs: 5000 })).toBe(true);
}

test.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s no pai, que não cuida dele: morre do sinal, e a árvore com ele',
  async (signal) => {
    const { parent, pids } = await startParent('wait');
    expect(pids.map(isAlive)).toEqual([true, true]);
    parent.child.kill(signal);
    await parent.exit;
    expect(parent.child.signalCode).toBe(signal);
    await expectGone(pids);
  },
);

test('um erro nosso, que ninguém pega', async () => {
  const { parent, pids } = await startParent('throw');
  expect(await parent.exit).toBe(1);
  expect(parent.stderr()).toContain('um erro nosso');
  await expectGone(pids);
});

test('process.exit no pai', async () => {
  const { parent, pids } = await startParent('exit');
  expect(await parent.exit).toBe(7);
  await expectGone(pids);
});

test.runIf(process.platform !== 'win32')('quem cuida do sinal decide: aborta, e o pai termina bem', async () => {
  const { parent, pids } = await startParent('abort');
  parent.child.kill('SIGINT');
  expect(await parent.exit).toBe(0);
  // E nenhum ouvinte nosso fica quando nada mais roda.
  expect(parent.stdout()).toContain('ended aborted; ouvintes: 0');
  await expectGone(pids);
});
