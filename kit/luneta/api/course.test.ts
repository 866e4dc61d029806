import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Luneta } from '../start.ts';
import { startLuneta } from '../start.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';
import { sampleCourse } from '../ui/testing/shop.ts';
import { CourseBoard, createCourseRouter, MAX_COURSE_BYTES } from './course.ts';
import { LABS_PATH } from './course-body.ts';

let luneta: Luneta;
let url: string;
const TRACE = 'ab'.repeat(16);

// Uma para cada teste: nenhum vê o que outro entregou.
beforeEach(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS });
  url = `${luneta.urls.ui}${LABS_PATH}`;
});
afterEach(() => luneta?.close());

const put = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'PUT', body, headers });

const zipped = (text: string | Buffer): Uint8Array<ArrayBuffer> => new Uint8Array(gzipSync(text));

/** O erro de um corpo recusado: o estado e a frase. */
async function refused(answer: Response): Promise<string> {
  expect(answer.headers.get('content-type')).toBe('application/json');
  const { errors } = (await answer.json()) as { errors: { code: number; msg: string }[] };
  expect(errors[0].code).toBe(answer.status);
  return `${answer.status} ${errors[0].msg}`;
}

describe('/api/labs', () => {
  test('sem nada entregue, nenhum lab; depois, o que se entregou', async () => {
    expect(await (await fetch(url)).json()).toEqual({ labs: [] });
    const sent = sampleCourse(TRACE) as { last: { ghosts: object[] } };
    expect((await put(JSON.stringify(sent))).status).toBe(204);
    const got = (await (await fetch(url)).json()) as typeof sent;
    expect(got).toMatchObject(sent);
    // Só `last` é opcional: sem ele, o de antes não fica.
    expect((await put('{"labs":[]}', { 'content-encoding': 'identity' })).status).toBe(204);
    expect(await (await fetch(url)).json()).toEqual({ labs: [] });
    expect((await put(zipped(JSON.stringify(sent)), { 'content-encoding': 'gzip' })).status).toBe(204);
  });

  const step = (fields: object): string =>
    JSON.stringify({
      labs: [{ id: 'a', title: 'A', steps: [{ id: '1', title: 'B', status: 'pending', needs: [], ...fields }] }],
    });
  const check = (fields: object): string =>
    JSON.stringify({ labs: [], last: { step: '1', passed: true, checks: [{ code: 'c', passed: true, ...fields }] } });

  test.each<[string, string]>([
    ['', 'O corpo não é JSON'],
    ['{', 'O corpo não é JSON'],
    ['[]', 'Em corpo esperava-se um objeto, e veio []'],
    ['null', 'Em corpo esperava-se um objeto, e veio null'],
    ['{}', 'Em labs esperava-se uma lista, e veio nada'],
    ['{"labs":{}}', 'Em labs esperava-se uma lista'],
    ['{"labs":[1]}', 'Em labs[0] esperava-se um objeto, e veio 1'],
    [step({ status: 'done' }), 'Em labs[0].steps[0].status esperava-se "pending" ou "passed", e veio "done"'],
    [step({ title: 5 }), 'Em labs[0].steps[0].title esperava-se um texto, e veio 5'],
    [step({ needs: ['docker', 1] }), 'Em labs[0].steps[0].needs[1] esperava-se um texto'],
    [JSON.stringify({ labs: [], last: 7 }), 'Em last esperava-se um objeto'],
    [check({ passed: 'sim' }), 'Em last.checks[0].passed esperava-se true ou false, e veio "sim"'],
    [check({ traceId: 'xyz' }), 'Em last.checks[0].traceId esperava-se um id de trace'],
    [check({ url: 'javascript:alert(1)' }), 'Em last.checks[0].url esperava-se um endereço'],
    [check({ url: '//outro.example' }), 'Em last.checks[0].url esperava-se um endereço'],
    // `JSON.parse` lê mais níveis do que `JSON.stringify` escreve.
    [`{"labs":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, 'Em labs[0] esperava-se um objeto, e veio algo aninhado'],
    [JSON.stringify({ labs: Array.from({ length: 501 }, () => 0) }), 'uma lista de até 500 itens, e veio 501'],
  ])('%s: 400 com o lugar, o que veio e o que fazer', async (body, told) => {
    const problem = await refused(await put(body));
    expect(problem).toMatch(/^400 /);
    expect(problem).toContain(told);
    expect(problem).toContain('lab list --json');
  });

  test('um corpo recusado não apaga o que havia', async () => {
    await put(JSON.stringify(sampleCourse(TRACE)));
    await put('{');
    expect(((await (await fetch(url)).json()) as { labs: unknown[] }).labs).toHaveLength(3);
  });

  test('corpo grande demais, também comprimido: 413', async () => {
    expect(await refused(await put(' '.repeat(MAX_COURSE_BYTES + 1)))).toMatch(/^413 /);
    const bomb = zipped(Buffer.alloc(4 * 1024 * 1024, 0x20));
    expect(await refused(await put(bomb, { 'content-encoding': 'gzip' }))).toMatch(/^413 /);
  });

  test('outro método: 405, e diz quais há', async () => {
    const answer = await fetch(url, { method: 'POST', body: '{}' });
    expect(answer.headers.get('allow')).toBe('GET, HEAD, PUT');
    expect(await refused(answer)).toMatch(/^405 .*PUT/);
  });

  test('uma página de outra origem não entrega nada', async () => {
    expect((await put('{"labs":[]}', { origin: 'http://outro.example' })).status).toBe(403);
  });
});

test('aberta à rede, só esta máquina entrega', async () => {
  const board = new CourseBoard();
  const routes = createCourseRouter(board);
  let from = '10.0.0.9';
  const server: Server = createServer((request, response) => {
    Object.defineProperty(request.socket, 'remoteAddress', { value: from, configurable: true });
    routes(request, response, () => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}${LABS_PATH}`;
  const send = (): Promise<Response> => fetch(target, { method: 'PUT', body: '{"labs":[]}' });
  try {
    expect(await refused(await send())).toMatch(/^403 .*desta máquina/);
    expect(board.received).toBeUndefined();
    from = '::ffff:127.0.0.1';
    expect((await send()).status).toBe(204);
    expect(board.received?.course).toEqual({ labs: [] });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
