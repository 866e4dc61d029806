/** O que os serviços dos labs têm em comum, num serviço de verdade: um processo, visitado de fora. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { poll } from '../../kit/poll.ts';
import { type NodeProcess, spawnNode } from '../../kit/testing/node-process.ts';

const READY_MS = 20_000;
const CONTEXT = {
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  tracestate: 'a=1',
  b3: `${'a'.repeat(32)}-${'b'.repeat(16)}-1`,
  'x-b3-traceid': 'a'.repeat(32),
  'x-b3-sampled': '1',
};

function start(env: Record<string, string>): NodeProcess {
  const started = spawnNode(['--require', 'tsx/cjs', 'testing/hello.ts'], { cwd: import.meta.dirname, env });
  onTestFinished(async () => {
    started.child.kill('SIGKILL');
    await started.exit;
  });
  return started;
}

async function portOf({ stdout, stderr }: NodeProcess): Promise<number> {
  const line = await poll(() => /^\{.*\}$/m.exec(stdout())?.[0], { deadlineMs: READY_MS });
  if (line === undefined) throw new Error(`não ficou pronto: ${stdout()}${stderr()}`);
  return (JSON.parse(line) as { port: number }).port;
}

/** Um arquivo de defeito, ainda vazio. */
function faultFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-otel-comum-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return path.join(folder, 'falha');
}

test('responde, e diz em JSON o que não há e o que quebrou', async () => {
  const url = `http://127.0.0.1:${await portOf(start({ PORT: '0' }))}`;
  expect((await fetch(`${url}/`)).status).toBe(200);
  const missing = await fetch(`${url}/nada`);
  expect(missing.status).toBe(404);
  expect(await missing.json()).toEqual({ error: 'not_found', message: 'Não há nada neste endereço.' });
  expect(missing.headers.has('x-powered-by')).toBe(false);
  expect(await (await fetch(`${url}/broken`)).json()).toEqual({ error: 'internal', message: 'quebrou' });
});

// No Windows, o SIGTERM de outro processo não se recebe: acaba com quem o receberia.
test.runIf(process.platform !== 'win32')('quando lhe pedem, encerra, e ainda faz o que faltava', async () => {
  const service = start({ PORT: '0' });
  await portOf(service);
  service.child.kill('SIGTERM');
  expect(await service.exit).toBe(0);
  expect(service.stdout()).toMatch(/\nacabou\n$/);
});

test('a porta de outro: diz qual é, e acaba com erro', async () => {
  const port = String(await portOf(start({ PORT: '0' })));
  const second = start({ PORT: port });
  expect(await second.exit).toBe(1);
  expect(second.stderr()).toContain(`Não dá para atender na porta ${port}: `);
});

test('o defeito chega e vai embora com o serviço no ar, e só é deste serviço', async () => {
  const file = faultFile();
  const url = `http://127.0.0.1:${await portOf(start({ PORT: '0', HELLO_FAULT_FILE: file, HELLO_FAULT: 'failing:hello' }))}`;
  const becomes = (status: number) =>
    poll(async () => ((await fetch(url)).status === status ? status : undefined), { deadlineMs: 10_000 });
  expect((await fetch(url)).status).toBe(200);
  writeFileSync(file, 'failing:hello\n');
  expect(await becomes(503)).toBe(503);
  writeFileSync(file, 'failing:outro');
  expect(await becomes(200)).toBe(200);
  writeFileSync(file, 'failing:hello@0');
  expect(await becomes(503)).toBe(503);
  rmSync(file);
  expect(await becomes(200)).toBe(200);
});

test('sem arquivo, vale a variável; a hora que ainda não chegou não é defeito', async () => {
  const failing = start({ PORT: '0', HELLO_FAULT: 'failing:hello@1000' });
  expect((await fetch(`http://127.0.0.1:${await portOf(failing)}`)).status).toBe(503);
  const later = start({ PORT: '0', HELLO_FAULT: `failing:hello@${Date.now() + 3_600_000}` });
  expect((await fetch(`http://127.0.0.1:${await portOf(later)}`)).status).toBe(200);
});

test.each([
  ['dropped_header:hello', ['accept']],
  ['dropped_header:outro', ['accept', ...Object.keys(CONTEXT)]],
])('%s: chegam os cabeçalhos %j', async (fault, kept) => {
  const url = `http://127.0.0.1:${await portOf(start({ PORT: '0', HELLO_FAULT: fault }))}`;
  const { headers } = (await (await fetch(url, { headers: { ...CONTEXT, accept: '*/*' } })).json()) as {
    headers: string[];
  };
  const wanted = ['accept', ...Object.keys(CONTEXT)];
  expect(headers.filter((name) => wanted.includes(name)).toSorted()).toEqual(kept.toSorted());
});
