import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { timeLimit } from './time-limit.ts';

test('o tempo, ou a desistência: o que vier antes, com o motivo', async () => {
  const stop = new AbortController();
  const given = timeLimit(60_000, stop.signal);
  expect(given.aborted).toBe(false);
  stop.abort(new Error('desisti'));
  expect(given.reason).toEqual(new Error('desisti'));
  expect(timeLimit(60_000, stop.signal).aborted).toBe(true);

  const late = timeLimit(1, new AbortController().signal);
  await new Promise((resolve) => void late.addEventListener('abort', resolve));
  expect(late.reason).toMatchObject({ name: 'TimeoutError' });
});

test('vale mesmo depois de o coletor de lixo passar', () => {
  const module = fileURLToPath(new URL('./time-limit.ts', import.meta.url));
  const program = `
    const { timeLimit } = require(${JSON.stringify(module)});
    const server = require('node:http').createServer(() => {}).listen(0, '127.0.0.1', async () => {
      const url = 'http://127.0.0.1:' + server.address().port;
      setTimeout(() => global.gc(), 20);
      await fetch(url, { signal: timeLimit(200, new AbortController().signal) }).catch((error) => console.log(error.name));
      process.exit();
    });`;
  const tsx = fileURLToPath(import.meta.resolve('tsx/cjs'));
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', '-r', tsx, '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(stdout).toBe('TimeoutError\n');
});
