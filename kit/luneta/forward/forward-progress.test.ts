/** O progresso de um aluno, da Luneta dele à do professor: as duas de verdade, por sockets de verdade. */
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../../testing/serve.ts';
import { poll } from '../../poll.ts';
import { createClassRouter } from '../api/class.ts';
import { LABS_PATH } from '../api/course-body.ts';
import { Classroom } from '../classroom/classroom.ts';
import type { ClassOverview, StudentRow } from '../classroom/overview.ts';
import { CLASS_PATH, MAX_REPORT_BYTES } from '../classroom/report.ts';
import { type Luneta, type LunetaOptions, startLuneta } from '../start.ts';
import { toRequest } from '../store/testing/spans.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';
import { sampleCourse } from '../ui/testing/shop.ts';

const DEADLINE = { deadlineMs: 12_000 };
const TRACE = 'ab'.repeat(16);

async function luneta(options: LunetaOptions = {}): Promise<Luneta> {
  const started = await startLuneta({ ports: ANY_PORTS, onWarning: () => {}, ...options });
  onTestFinished(() => started.close());
  return started;
}

const studentOf = (url: string, name: string): Promise<Luneta> =>
  luneta({ forward: { url, student: name, reportEveryMs: 200 } });

async function verify({ urls }: Luneta, change: (last: { passed: boolean }) => void = () => {}): Promise<void> {
  const course = sampleCourse(TRACE) as { last: { passed: boolean } };
  change(course.last);
  const answer = await fetch(`${urls.ui}${LABS_PATH}`, { method: 'PUT', body: JSON.stringify(course) });
  expect(answer.status).toBe(204);
}

async function classOf({ urls }: Luneta): Promise<ClassOverview> {
  return (await (await fetch(`${urls.ui}${CLASS_PATH}`)).json()) as ClassOverview;
}

/** A linha de um aluno, quando estiver como se quer. */
function rowOf(teacher: Luneta, name: string, isReady: (row: StudentRow) => boolean): Promise<StudentRow | undefined> {
  return poll(async () => {
    const { students } = await classOf(teacher);
    return students.find((row) => row.name === name && isReady(row));
  }, DEADLINE);
}

test('o aluno aparece ao abrir a sua; a conferência e os spans dele, quando vêm', async () => {
  const teacher = await luneta();
  const ana = await studentOf(teacher.urls.otlpHttp!, 'Ana');
  expect(await rowOf(teacher, 'Ana', ({ state }) => state === 'waiting')).toBeDefined();
  await verify(ana);
  const failing = await rowOf(teacher, 'Ana', ({ state }) => state === 'failing');
  expect(failing).toMatchObject({ current: '01/3', failure: { key: 'parent_mismatch', step: '01/3' }, spans: 0 });
  await verify(ana, (last) => (last.passed = true));
  expect(await rowOf(teacher, 'Ana', ({ state }) => state === 'working')).toMatchObject({ failure: null });
  const body = new Uint8Array(toRequest([{}, {}]));
  const headers = { 'content-type': 'application/x-protobuf' };
  await fetch(`${ana.urls.otlpHttp}/v1/traces`, { method: 'POST', headers, body });
  expect(await rowOf(teacher, 'Ana', ({ spans }) => spans === 2)).toBeDefined();
});

test('o professor chega tarde, cai e volta: o último estado chega, sem que o aluno faça nada', async () => {
  const first = await luneta();
  const port = first.ports.otlpHttp!;
  const url = `http://127.0.0.1:${port}`;
  await first.close();
  const ana = await studentOf(url, 'Ana');
  await verify(ana);
  const late = await luneta({ ports: { ...ANY_PORTS, otlpHttp: port } });
  expect(await rowOf(late, 'Ana', ({ state }) => state === 'failing')).toBeDefined();
  await late.close();
  const back = await luneta({ ports: { ...ANY_PORTS, otlpHttp: port } });
  expect(await rowOf(back, 'Ana', ({ state }) => state === 'failing')).toBeDefined();
}, 40_000);

test('quem fecha logo depois de conferir já contou; reaberta, é a mesma linha', async () => {
  const teacher = await luneta();
  const short = await studentOf(teacher.urls.otlpHttp!, 'Ana');
  await verify(short);
  await short.close();
  const [before] = (await classOf(teacher)).students;
  expect(before).toMatchObject({ state: 'failing' });
  await studentOf(teacher.urls.otlpHttp!, 'Ana');
  const after = await rowOf(teacher, 'Ana', ({ instance }) => instance !== before.instance);
  expect(after).toMatchObject({ state: 'failing', number: 1, sameName: false });
  expect((await classOf(teacher)).students).toHaveLength(1);
});

test('duas Lunetas abertas com o mesmo nome são duas linhas, e a página o diz', async () => {
  const teacher = await luneta();
  await studentOf(teacher.urls.otlpHttp!, 'Ana');
  await studentOf(teacher.urls.otlpHttp!, 'Ana');
  const isBoth = async () => ((await classOf(teacher)).students.length === 2 ? true : undefined);
  expect(await poll(isBoth, DEADLINE)).toBe(true);
  expect(await (await fetch(`${teacher.urls.ui}/turma?names=1`)).text()).toContain('mesmo nome');
});

test('um outro lado que não é uma Luneta: um aviso, e os spans seguem', async () => {
  const asked: string[] = [];
  const url = await serve(({ url: path }, response) => {
    asked.push(String(path));
    response.writeHead(path === '/v1/traces' ? 200 : 404).end();
  });
  const warnings: string[] = [];
  const ana = await luneta({ forward: { url, student: 'Ana' }, onWarning: (message) => void warnings.push(message) });
  expect(await poll(() => (warnings.length > 0 ? true : undefined), DEADLINE)).toBe(true);
  await verify(ana);
  const headers = { 'content-type': 'application/x-protobuf' };
  await fetch(`${ana.urls.otlpHttp}/v1/traces`, { method: 'POST', headers, body: new Uint8Array(toRequest([{}])) });
  expect(await poll(() => (asked.includes('/v1/traces') ? true : undefined), DEADLINE)).toBe(true);
  expect(warnings).toEqual([expect.stringMatching(/recebe os spans, mas não o progresso \(status 404\)/)]);
});

test('a porta recusa o que não é um relato, e nenhum deles conta como telemetria', async () => {
  const teacher = await luneta();
  const post = (body: string, headers = {}): Promise<Response> =>
    fetch(`${teacher.urls.otlpHttp}${CLASS_PATH}`, { method: 'POST', headers, body });
  const refused = await post('{"student":7}');
  expect([refused.status, await refused.json()]).toEqual([
    400,
    expect.objectContaining({ message: expect.stringContaining('Em instance esperava-se um texto') }),
  ]);
  expect((await post(' '.repeat(MAX_REPORT_BYTES + 1))).status).toBe(413);
  expect((await post('{}', { origin: 'http://outro.example' })).status).toBe(403);
  expect(teacher.doors.otlpHttp).toMatchObject({ messages: 0, spans: 0 });
  expect((await classOf(teacher)).students).toEqual([]);
});

test('na porta da tela, a turma só se lê, e só desta máquina', async () => {
  const teacher = await luneta();
  const answer = await fetch(`${teacher.urls.ui}${CLASS_PATH}`, { method: 'POST', body: '{}' });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);

  const routes = createClassRouter(new Classroom());
  const server = createServer((request, response) => {
    Object.defineProperty(request.socket, 'remoteAddress', { value: '10.0.0.9', configurable: true });
    routes(request, response, () => response.destroy());
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => void server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  expect((await fetch(`http://127.0.0.1:${port}${CLASS_PATH}`)).status).toBe(403);
});
