import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Classroom } from '../classroom/classroom.ts';
import type { ClassReport } from '../classroom/report.ts';
import { createUi } from './router.ts';
import { FakeStore } from './testing/fake-store.ts';
import { sampleClass } from './testing/sample-class.ts';
import { serveUi, type ServedUi } from './testing/serve.ts';

const NOW = 10_000_000;

let classroom = new Classroom(() => NOW);
let addresses: string[] = [];
let ui: ServedUi;

beforeAll(async () => {
  const students = {
    get students() {
      return classroom.students;
    },
  } as Classroom;
  ui = await serveUi(new FakeStore(), { classroom: students, classAddresses: () => addresses, now: () => NOW });
});
afterAll(() => ui?.close());

async function show(reports: readonly ClassReport[], path = '/turma?names=1'): Promise<string> {
  classroom = new Classroom(() => NOW);
  for (const report of reports) classroom.report(report);
  return (await fetch(ui.url + path)).text();
}

const rows = (html: string): string[] => [...html.matchAll(/<tr class="is-.*?<\/tr>/gs)].map(([row]) => row);

test('ninguém: como se entra, com o endereço desta máquina', async () => {
  addresses = [];
  expect(await show([])).toContain('npm run luneta -- --host 0.0.0.0');
  addresses = ['http://192.168.0.10:4318', 'http://10.0.0.5:4318'];
  const html = await show([]);
  expect(html).not.toContain('--host 0.0.0.0');
  expect(html).toContain('npm run luneta -- --forward http://192.168.0.10:4318 --student NOME');
  expect(html).toContain('tente com http://10.0.0.5:4318');
});

test('os nomes só aparecem a pedido, e com eles o link para os traces', async () => {
  const masked = await show(sampleClass(8), '/turma');
  expect(masked).toContain('Aluno 1');
  expect(masked).not.toContain('Souza');
  expect(masked).toContain('href="/turma?names=1"');
  const named = await show(sampleClass(8));
  expect(named).toContain('Bia Souza');
  const href = /href="(\/search\?[^"]*)"/.exec(named)?.[1] ?? '';
  const query = new URLSearchParams(href.replaceAll('&amp;', '&').slice('/search'.length));
  expect(query.get('tags')).toBe('lab.student="Bia Souza"');
});

test('quem não passa vem antes, com o código e as frases dele', async () => {
  const [first] = rows(await show(sampleClass(8)));
  expect(first).toContain('is-failing');
  expect(first).toContain('Bia Souza');
  expect(first).toContain('span_not_child:test_span_02:parent');
  expect(first).toMatch(/<dt>Esperado<\/dt><dd>que seja filho de/);
  expect(first).toContain('<dt>Emitido</dt><dd class="observed">ele não tem pai: é a raiz de outro trace</dd>');
  expect(first).toContain('agora');
});

test('cada passo diz o que é também sem cor: a marca, e o texto', async () => {
  const [first] = rows(await show(sampleClass(1)));
  expect(
    [...first.matchAll(/<i class="mark (\w+)".*?<span class="hidden">(.*?)<\/span>/gs)].map(([, ...m]) => m),
  ).toEqual([
    ['passed', 'passou'],
    ['passed', 'passou'],
    ['passed', 'passou'],
    ['current', 'está aqui'],
    ['pending', 'ainda não'],
    ['pending', 'ainda não'],
    ['pending', 'ainda não'],
  ]);
});

test('o que a sala inteira devia ouvir: quantos, e de quê', async () => {
  const html = await show(sampleClass(40));
  expect(html).toContain('40 alunos · 10 não passam · 22 no caminho · 5 terminaram · 3 sem conferência');
  expect(html).toMatch(/4 alunos<\/b> <code>no_telemetry<\/code>/);
  expect(rows(html)).toHaveLength(40);
  expect(html.match(/<table/g)).toHaveLength(2);
});

test('a ordem é um link, e guarda os nomes', async () => {
  const html = await show(sampleClass(3), '/turma?sort=name&names=1');
  expect(html).toContain('href="/turma?sort=step&amp;names=1"');
  expect(html).toMatch(/aria-current="true"[^>]*>Nome/);
  expect(rows(html).map((row) => /<bdi>(.*?)</.exec(row)?.[1])).toEqual(['Ana Souza', 'Bia Souza', 'Caio Souza']);
});

test('nomes e frases hostis são só texto, com fim', async () => {
  const nasty = '<img src=x onerror=alert(1)>\u202egnp\u0000'.padEnd(10_000, 'x');
  const [report] = sampleClass(1);
  const html = await show([
    {
      ...report,
      student: nasty,
      labs: [{ id: nasty, title: nasty, steps: [{ id: nasty, title: nasty, status: 'pending' }] }],
      last: { step: nasty, passed: false, failure: { key: nasty, expected: nasty, observed: nasty } },
    },
  ]);
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img src=x onerror=alert(1)>\\u202egnp␀');
});

test('o trecho traz as mesmas partes', async () => {
  const parts = (html: string): string[] => [...html.matchAll(/data-live="(\w+)"/g)].map(([, name]) => name);
  const fragment = await show(sampleClass(2), '/turma?fragment=1');
  expect(fragment).not.toContain('<html');
  expect(parts(fragment)).toEqual(parts(await show(sampleClass(2))));
});

test('a outra máquina, a página diz que não se vê dali, e nenhum nome', async () => {
  const [pages] = createUi({ store: new FakeStore(), classroom });
  for (const report of sampleClass(2)) classroom.report(report);
  const server = createServer((request, response) => {
    Object.defineProperty(request.socket, 'remoteAddress', { value: '10.0.0.9', configurable: true });
    pages(request, response, () => response.destroy());
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/turma?names=1`);
  const html = await answer.text();
  expect(answer.status).toBe(403);
  expect(html).toContain('só abre na máquina em que a Luneta do professor roda');
  expect(html).not.toContain('Souza');
});

test('chamada por um nome da internet, mesmo desta máquina: é DNS rebinding, e não se mostra nada', async () => {
  const [pages] = createUi({ store: new FakeStore(), classroom });
  for (const report of sampleClass(2)) classroom.report(report);
  const server = createServer((request, response) => pages(request, response, () => response.destroy()));
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = get({ port, path: '/turma?names=1', headers: { host: 'outro.example' } });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(403);
  expect(await text(answer)).not.toContain('Souza');
});
