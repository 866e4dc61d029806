/** Dois servidores que se chamam: processos de verdade. */
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../course/testing/temporary-folder.ts';
import { findRepoRoot } from '../repo-root.ts';
import { startServerGroup } from './student-server-group.ts';
import type { StudentRun } from './student-program-process.ts';
import { isAlive } from './testing/kit-process.ts';

const HAS_SIGTERM = process.platform !== 'win32';

/** @param answer O corpo, assíncrono, da função que atende. */
const serving = (name: string, answer: string): string => `
import { createServer } from 'node:http';
const server = createServer(async (request, response) => { ${answer} });
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  console.log('${name} ' + process.pid);
  console.log(JSON.stringify({ ready: true, port: (server.address() as { port: number }).port }));
});
process.once('SIGTERM', () => server.close(() => console.log('${name} acabou')));
`;

const ASKS = `const answer = await fetch(process.env.OTHER_URL + request.url); response.end('veio ' + (await answer.text()));`;

async function start(front: string, back: string, deadlineMs = 15_000) {
  const cwd = temporaryFolder({ 'front.ts': front, 'back.ts': back, 'package.json': '{"type":"commonjs"}' });
  const options = { cwd, env: { PORT: '0' }, deadlineMs, maxOutputBytes: 100_000 };
  const companion = { options: { ...options, entry: 'back.ts' }, urlVariable: 'OTHER_URL' };
  const deps = { root: findRepoRoot(), graceMs: 2000 };
  const group = await startServerGroup({ ...options, entry: 'front.ts' }, [companion], deps);
  onTestFinished(async () => void (group.ready && (await group.stop())));
  return group;
}

async function started(front: string, back: string) {
  const group = await start(front, back);
  if (!group.ready) throw new Error(group.run.message);
  return group;
}

function pidOf({ stdout }: StudentRun, name: string): number {
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(stdout.text)?.[1]);
}

test('quem chama recebe o endereço do outro, e os dois acabam juntos, o de lado por último', async () => {
  const group = await started(serving('front', ASKS), serving('back', `response.end('de ' + request.url);`));
  expect(await (await fetch(`http://127.0.0.1:${group.port}/x`)).text()).toBe('veio de /x');
  const run = await group.stop();
  expect(run).toMatchObject({ ended: 'stopped' });
  expect(run.message).toBeUndefined();
  expect([pidOf(run, 'front'), pidOf(run, 'back')].map(isAlive)).toEqual([false, false]);
  // Sem SIGTERM, no Windows, ninguém se despede.
  const goodbyes = run.stdout.text.match(/\w+ acabou/g);
  expect(goodbyes).toEqual(HAS_SIGTERM ? ['front acabou', 'back acabou'] : null);
});

test('o outro cai ao atender: o motivo é a queda dele', async () => {
  const group = await started(
    serving('front', `try { ${ASKS} } catch { response.end('nada'); }`),
    serving('back', `throw new Error('deu ruim');`),
  );
  expect(await (await fetch(`http://127.0.0.1:${group.port}/`)).text()).toBe('nada');
  const run = await group.stop();
  expect(run).toMatchObject({
    ended: 'exit',
    code: 1,
    message: expect.stringMatching(/^back\.ts terminou com erro/),
  });
  expect(run.stderr.text).toContain('deu ruim');
});

test.each([
  ['o de lado', serving('front', ASKS), `throw new Error('não abri');`, 'back.ts'],
  ['o da entrada', `throw new Error('não abri');`, serving('back', `response.end();`), 'front.ts'],
])('%s não fica pronto: diz qual, e nada fica rodando', async (_, front, back, entry) => {
  const group = await start(front, back);
  if (group.ready) throw new Error('não devia ficar pronto');
  expect(group.run.message).toMatch(new RegExp(`^${entry} terminou com erro[\\s\\S]*não abri`));
  expect([pidOf(group.run, 'back')].filter((pid) => pid > 0 && isAlive(pid))).toEqual([]);
});
