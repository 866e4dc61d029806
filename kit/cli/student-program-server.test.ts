import { expect, onTestFinished, test } from 'vitest';
import { startStudentServer, type StudentServer } from './student-program-server.ts';
import type { StudentProgramOptions } from './student-program.ts';
import { jumpingClock } from './testing/early-deadline.ts';
import { isAlive } from './testing/kit-process.ts';
import { program } from './testing/student-programs/sources.ts';

const SERVER = `
import { createServer } from 'node:http';
const server = createServer((request, response) => {
  if (request.url === '/cai') process.exit(3);
  if (request.url === '/inunda') setInterval(() => console.log('x'.repeat(10_000)), 1);
  response.end('olá');
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  console.log('pids ' + process.pid + ' ' + process.pid);
  const line = JSON.stringify({ ready: true, port }) + '\\n';
  // Em dois pedaços.
  process.stdout.write(line.slice(0, 9));
  setImmediate(() => process.stdout.write(line.slice(9)));
});
`;

async function startReady(options: StudentProgramOptions): Promise<StudentServer> {
  const server = await startStudentServer(options);
  if (!server.ready) throw new Error(server.run.message);
  onTestFinished(async () => void (await server.stop()));
  return server;
}

test('pronto: atende na porta que disse, e stop() não deixa nada', async () => {
  const server = await startReady(program(SERVER));
  const url = `http://127.0.0.1:${server.port}/`;
  expect(await (await fetch(url)).text()).toBe('olá');
  const [, pid] = /pids (\d+)/.exec(server.output().stdout.text) ?? [];
  expect(isAlive(Number(pid))).toBe(true);

  const run = await server.stop();
  expect(run).toMatchObject({ ended: 'stopped', signal: 'SIGTERM' });
  expect(run.message).toBeUndefined();
  expect(await server.stop()).toBe(run);
  expect(isAlive(Number(pid))).toBe(false);
  await expect(fetch(url)).rejects.toThrow('fetch failed');
});

test('o prazo é para ficar pronto: depois, segue no ar', async () => {
  const jump = jumpingClock();
  const options = program(SERVER);
  const server = await startReady(options);
  jump(2 * options.deadlineMs);
  await new Promise(setImmediate);
  expect((await fetch(`http://127.0.0.1:${server.port}/`)).status).toBe(200);
  // A primeira causa é a que fica: se o prazo tivesse vencido, seria ele.
  expect(await server.stop()).toMatchObject({ ended: 'stopped' });
});

test('caiu depois de pronto: `ended` conta', async () => {
  const server = await startReady(program(SERVER));
  await fetch(`http://127.0.0.1:${server.port}/cai`).catch(() => {});
  const run = await server.ended;
  expect(run).toMatchObject({ ended: 'exit', code: 3 });
  expect(run.message).toContain('saiu com código 3');
  // Já tinha acabado: parar não muda a história.
  expect(await server.stop()).toMatchObject({ ended: 'exit', code: 3 });
});

test('o limite de saída vale também no ar; abortar também', async () => {
  const flooded = await startReady(program(SERVER, { maxOutputBytes: 50_000 }));
  await fetch(`http://127.0.0.1:${flooded.port}/inunda`).catch(() => {});
  expect(await flooded.ended).toMatchObject({ ended: 'output_limit', stdout: { truncated: true } });

  const stop = new AbortController();
  const aborted = await startReady(program(SERVER, { signal: stop.signal }));
  stop.abort();
  expect(await aborted.ended).toMatchObject({ ended: 'aborted' });
});

test('não ficou pronto no prazo: dado, com a linha que falta', async () => {
  const source = `console.log('escutando'); console.log('{"ready":false,"port":1}'); setInterval(() => {}, 1000);`;
  const jump = jumpingClock();
  const server = await startStudentServer(program(source, { onOutput: () => jump(20_000) }));
  if (server.ready) throw new Error('não devia estar pronto');
  expect(server.run.ended).toBe('deadline');
  expect(server.run.message).toMatch(
    /^main\.ts não avisou que está pronto em 20 s.*\{"ready":true,"port":5000\}\nescutando/s,
  );
});

test('quem só avisa ao ser encerrado chegou tarde', async () => {
  const source = `
    process.on('SIGTERM', () => { console.log('{"ready":true,"port":5000}'); process.exit(0); });
    setInterval(() => {}, 1000);
    console.log('oi');`;
  const jump = jumpingClock();
  const server = await startStudentServer(program(source, { onOutput: () => jump(20_000) }));
  expect(server).toMatchObject({
    ready: false,
    run: { ended: 'deadline', stdout: { text: 'oi\n{"ready":true,"port":5000}\n' } },
  });
});

test('terminou antes, mesmo com código 0: dado, com o que escreveu', async () => {
  const server = await startStudentServer(program(`console.log('tchau');`));
  if (server.ready) throw new Error('não devia estar pronto');
  expect(server.run).toMatchObject({ ended: 'exit', code: 0 });
  expect(server.run.message).toMatch(/^main\.ts terminou antes de avisar que está pronto\..*\ntchau$/s);
});

test('um programa que não existe', async () => {
  const server = await startStudentServer(program('', { entry: 'servidor.ts' }));
  expect(server).toMatchObject({ ready: false, run: { ended: 'not_started' } });
});
