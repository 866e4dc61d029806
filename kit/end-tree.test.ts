import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { endTree, treeSpawnOptions } from './end-tree.ts';
import { poll } from './poll.ts';

interface Call {
  pid: number;
  signal: NodeJS.Signals | 0;
}

/** Um sistema de mentira em que o grupo morre com o sinal `diesWith`. */
function fakeSystem(diesWith: NodeJS.Signals | 'nunca') {
  const calls: Call[] = [];
  let alive = true;
  const kill = (pid: number, signal: NodeJS.Signals | 0): void => {
    if (!alive) throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH' });
    if (signal !== 0) calls.push({ pid, signal });
    if (signal === diesWith) alive = false;
  };
  return { calls, kill };
}

test('POSIX: SIGTERM ao grupo, e basta para quem sabe se despedir', async () => {
  const { calls, kill } = fakeSystem('SIGTERM');
  await endTree(42, { platform: 'linux', kill });
  expect(calls).toEqual([{ pid: -42, signal: 'SIGTERM' }]);
});

test('POSIX: SIGKILL depois do prazo', async () => {
  const { calls, kill } = fakeSystem('SIGKILL');
  await endTree(42, { platform: 'darwin', kill, graceMs: 40 });
  expect(calls.map(({ signal }) => signal)).toEqual(['SIGTERM', 'SIGKILL']);
});

test('POSIX: nem um zumbi que ninguém recolhe nos prende', async () => {
  const { calls, kill } = fakeSystem('nunca');
  await endTree(42, { platform: 'linux', kill, graceMs: 20, killMs: 20 });
  expect(calls.map(({ signal }) => signal)).toEqual(['SIGTERM', 'SIGKILL']);
});

test('POSIX: um processo que já acabou não é erro', async () => {
  const kill = (): void => {
    throw Object.assign(new Error('kill ESRCH'), { code: 'ESRCH' });
  };
  await expect(endTree(42, { platform: 'linux', kill })).resolves.toBeUndefined();
});

test.each([0, 128])('Windows: taskkill com a árvore inteira (código %i), e mais nada', async (code) => {
  const { calls, kill } = fakeSystem('SIGKILL');
  const commands: string[] = [];
  const run = async (command: string, args: readonly string[]): Promise<number> => {
    commands.push([command, ...args].join(' '));
    return code;
  };
  await endTree(42, { platform: 'win32', kill, run });
  expect(commands).toEqual(['taskkill /pid 42 /T /F']);
  expect(calls).toEqual([]);
});

test('Windows: sem taskkill, ao menos o processo', async () => {
  const { calls, kill } = fakeSystem('SIGKILL');
  const run = (): Promise<never> => Promise.reject(new Error('spawn taskkill ENOENT'));
  await endTree(42, { platform: 'win32', kill, run });
  expect(calls).toEqual([{ pid: 42, signal: 'SIGKILL' }]);
});

test('opções de spawn: grupo próprio em POSIX; no Windows, sem janela nova', () => {
  expect(treeSpawnOptions('linux')).toEqual({ detached: true });
  expect(treeSpawnOptions('win32')).toEqual({ windowsHide: true });
});

test('de verdade: pai e neto acabam, mesmo ignorando SIGTERM', async () => {
  const stubborn = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`;
  const script = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', ${JSON.stringify(stubborn)}], { stdio: 'ignore' });
    console.log(child.pid);
    ${stubborn}`;
  const parent = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...treeSpawnOptions(),
  });
  const pid = parent.pid ?? 0;
  onTestFinished(() => void parent.kill('SIGKILL'));
  if (!parent.stdout) throw new Error('sem stdout');
  const [grandchild] = await firstLine(createInterface({ input: parent.stdout }));
  expect(isAlive(Number(grandchild))).toBe(true);

  await endTree(pid, { graceMs: 100 });
  expect(await poll(() => (isAlive(pid) || isAlive(Number(grandchild)) ? undefined : true), { deadlineMs: 5000 })).toBe(
    true,
  );
});

async function firstLine(lines: AsyncIterable<string>): Promise<string[]> {
  for await (const line of lines) return [line];
  return [];
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
