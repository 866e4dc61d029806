import { afterAll, beforeAll, expect, test } from 'vitest';
import { CourseBoard } from '../api/course.ts';
import { parseCourse } from '../api/course-body.ts';
import { FakeStore } from './testing/fake-store.ts';
import { serveUi, type ServedUi } from './testing/serve.ts';
import { sampleCourse } from './testing/shop.ts';

const TRACE = 'ab'.repeat(16);
const course = new CourseBoard();
let ui: ServedUi;

beforeAll(async () => {
  ui = await serveUi(new FakeStore(), { course, now: () => 61_000 });
});
afterAll(() => ui?.close());

async function show(value: unknown, path = '/labs'): Promise<string> {
  const parsed = parseCourse(JSON.stringify(value));
  if (!parsed.ok) throw new Error(parsed.problem);
  course.received = { course: parsed.course, atUnixMs: 1_000 };
  return (await fetch(ui.url + path)).text();
}

test('sem progresso: o que rodar', async () => {
  course.received = undefined;
  expect(await (await fetch(`${ui.url}/labs`)).text()).toContain('<pre class="command">npm run lab</pre>');
  expect(await show({ labs: [] })).toContain('npm run lab');
});

test('o progresso de cada lab, o próximo passo e o que ele precisa', async () => {
  const html = await show(sampleCourse(TRACE));
  expect(html).toMatch(/<progress max="4" value="2"/);
  expect(html).toContain('2 de 4 passos');
  expect(html).toContain('1 de 1 passo<b class="badge good">completo');
  expect(html).toContain('precisa de docker');
  // O próximo é um só: o primeiro por fazer, na ordem em que vieram.
  expect([...html.matchAll(/lab-step pending next.*?<code>(.*?)<\/code>/gs)].map(([, id]) => id)).toEqual(['01/3']);
  expect(html).toContain('Recebido do comando lab há 1 min.');
});

test('esperado × emitido: o que falta primeiro, com a dica e o link para o trace', async () => {
  const html = await show(sampleCourse(TRACE));
  expect(html.indexOf('parent_mismatch')).toBeLessThan(html.indexOf('span_present'));
  expect(html).toContain('<dt>Esperado</dt><dd>“GET /pedidos” dentro de “POST /comprar”, no mesmo trace</dd>');
  expect(html).toContain('<dt>Emitido</dt><dd class="observed">“GET /pedidos” veio em outro trace, sem pai</dd>');
  expect(html).toContain('O cabeçalho traceparent');
  expect(html).toContain('1 de 2 conferências passaram');
  expect(html).toContain(`href="/trace/${TRACE}"`);
});

test('por mais spans que faltem, o link do trace é curto: a página dele lê a mesma conferência', async () => {
  const sent = sampleCourse(TRACE) as { last: { ghosts: { name: string }[] } };
  sent.last.ghosts = Array.from({ length: 60 }, (_, i) => ({ name: `faltou ${i} ${'x'.repeat(150)}` }));
  const html = await show(sent);
  expect(html).toContain('faltou 59');
  const links = [...html.matchAll(/href="(\/trace\/[^"]*)"/g)].map(([, href]) => href);
  expect(new Set(links)).toEqual(new Set([`/trace/${TRACE}`]));
});

test('textos hostis são só texto, e nada deles vira endereço', async () => {
  const nasty = '<script>alert(1)</script>';
  const html = await show({
    labs: [{ id: nasty, title: nasty, steps: [{ id: nasty, title: nasty, status: 'pending', needs: [nasty] }] }],
    last: {
      step: nasty,
      passed: false,
      checks: [{ code: nasty, passed: false, expected: nasty, observed: '', hint: nasty }],
      ghosts: [{ name: nasty }],
    },
  });
  expect(html).not.toContain('<script>alert');
  expect(html).toContain('&lt;script>alert(1)&lt;/script>');
  expect(html).toContain('<dd class="observed"><span class="faint">nada</span></dd>');
});

test('o trecho traz as mesmas partes', async () => {
  const parts = (html: string): string[] => [...html.matchAll(/data-live="(\w+)"/g)].map(([, name]) => name);
  const fragment = await show(sampleCourse(TRACE), '/labs?fragment=1');
  expect(fragment).not.toContain('<html');
  expect(parts(fragment)).toEqual(['status', 'checkup', 'labs', 'when']);
});
