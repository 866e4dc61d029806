/** O synth com um `iac/` de mentira, para o que o de verdade não faz quando se quer. */
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { EXIT } from '../exit-codes.ts';
import { synth, type SynthOptions } from './synth.ts';

const HANGS = 'setInterval(() => {}, 1000);';

function run(main: string, options: Partial<SynthOptions> = {}) {
  const root = temporaryFolder({ 'iac/main.ts': main, 'iac/node_modules/cdktf/index.js': '', 'vm.env': '\uFEFFA=b\n' });
  symlinkSync(path.join(findRepoRoot(), 'node_modules'), path.join(root, 'node_modules'), 'junction');
  return synth({ root, env: {} }, path.join(root, 'vm.env'), { signal: new AbortController().signal, ...options });
}

test('não acabou a tempo: não é culpa do arquivo', async () => {
  await expect(run(HANGS, { deadlineMs: 300 })).rejects.toMatchObject({
    exitCode: EXIT.missing,
    message: expect.stringContaining('não acabou em 300 ms'),
  });
});

test('interrompido: antes de começar, ou no meio', async () => {
  const stop = new AbortController();
  const pending = run(HANGS, { signal: stop.signal });
  stop.abort();
  await expect(pending).rejects.toMatchObject({ exitCode: EXIT.interrupted });
  await expect(run(HANGS, { signal: AbortSignal.abort() })).rejects.toMatchObject({ exitCode: EXIT.interrupted });
});

test('recusou: o que ele disse, por mais que seja; ou que não disse nada', async () => {
  const loud = 'console.log("x".repeat(2_000_000)); console.error("A =", process.env.A); process.exitCode = 1;';
  expect(await run(loud)).toEqual({ refusal: 'A = b' });
  expect(await run('process.exitCode = 7;')).toEqual({ refusal: 'o synth saiu com o código 7, sem dizer nada' });
});
