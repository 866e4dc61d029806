import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CourseBoard } from '../api/course.ts';
import { fixtureTraces } from '../query/testing/fixture-traces.ts';
import { loadAssets } from './assets.ts';
import { FakeStore } from './testing/fake-store.ts';
import { RECORDED_TRACE as T1 } from './testing/recorded-trace.ts';
import { serveUi, type ServedUi } from './testing/serve.ts';

const nowMs = Date.parse('2026-11-20T12:10:00Z');
let ui: ServedUi;

beforeAll(async () => {
  ui = await serveUi(new FakeStore(fixtureTraces()), { now: () => nowMs });
});
afterAll(() => ui.close());

async function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; body: string }> {
  const response = await fetch(ui.url + path, { redirect: 'manual', headers });
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** O caminho como está: `fetch` o normaliza. */
async function getRaw(path: string): Promise<{ status?: number; headers: IncomingHttpHeaders }> {
  const { hostname, port } = new URL(ui.url);
  const [response] = (await once(request({ hostname, port, path }).end(), 'response')) as [IncomingMessage];
  response.resume();
  return { status: response.statusCode, headers: response.headers };
}

describe('endereços', () => {
  test('a raiz leva à busca', async () => {
    const { status, headers } = await get('/');
    expect([status, headers.get('location')]).toEqual([302, '/search']);
  });

  test.each<[string, number]>([
    ['/search', 200],
    ['/search?service=orders&lookback=2d&limit=20', 200],
    ['/search?minDuration=fast', 400],
    ['/search?service=%', 200],
    ['/search?service=__proto__&__proto__=1', 200],
    ['/search?service=a&service=b', 200],
    [`/trace/${T1}`, 200],
    [`/trace/${T1.toUpperCase()}`, 200],
    ['/trace/abcdef01234567', 200],
    [`/trace/${T1}?uiFind=%`, 200],
    [`/trace/${'1'.repeat(32)}`, 404],
    ['/trace/xyz', 400],
    [`/trace/${'a'.repeat(33)}`, 400],
    [`/trace/${T1}/span/ccc19b7ec3c1b17b`, 200],
    [`/trace/${T1}/span/ffffffffffffffff`, 404],
    [`/trace/${'1'.repeat(32)}/otlp.json`, 404],
    ['/trace/xyz/otlp.json', 400],
    ['/trace/xyz/span/1', 400],
    ['/static/ui.0000000000.css', 404],
    ['/static/..%2f..%2fpackage.json', 404],
    ['/nada', 404],
  ])('%s: %i', async (path, status) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.body).toMatch(/^<!doctype html>/);
  });

  test.each([
    ['/search/', '/search'],
    [`/trace/${T1}/?uiFind=a%20b`, `/trace/${T1}?uiFind=a%20b`],
    ['/dependencies//', '/dependencies'],
  ])('%s: a barra a mais leva a %s', async (path, location) => {
    const { status, headers } = await get(path);
    expect([status, headers.get('location')]).toEqual([302, location]);
  });

  test.each(['//outro.example/', '/\\outro.example/', '/a//b/'])('%s não leva a outro site', async (path) => {
    const { status, headers } = await getRaw(path);
    expect([status, headers.location]).toEqual([404, undefined]);
  });

  test('as páginas do Jaeger que não existem aqui dizem o que há no lugar', async () => {
    const monitor = await get('/monitor');
    expect([monitor.status, monitor.body]).toEqual([404, expect.stringContaining('/api/metrics/calls') as string]);
    expect((await get(`/archive/${T1}`)).body).toContain(`href="/trace/${T1}"`);
    expect((await get('/constructor')).body).toContain('Esta página não existe');
  });

  test('“← Traces” volta à busca de que se veio; de outra página ou de outro site, à do serviço', async () => {
    const search = `${ui.url}/search?service=loja&minDuration=5ms`;
    const backFrom = async (referer: string): Promise<string | undefined> => {
      const { body } = await get(`/trace/${T1}`, { referer });
      return /id="back" href="([^"]+)"/.exec(body)?.[1];
    };
    expect(await backFrom(search)).toBe('/search?service=loja&amp;minDuration=5ms');
    for (const other of [`${ui.url}/trace/${T1}`, 'http://outro.example/search?service=loja', 'x']) {
      expect(await backFrom(other)).toBe('/search?service=frontend');
    }
  });

  test('abrir pelo id normaliza e redireciona', async () => {
    const { status, headers } = await get('/search?traceID=+ABCDEF01234567');
    expect([status, headers.get('location')]).toEqual([302, '/trace/000000000000000000abcdef01234567']);
    expect((await get('/search?traceID=x')).status).toBe(400);
  });

  test('o trecho de um span vem sem a página em volta', async () => {
    const { body } = await get(`/trace/${T1}/span/ccc19b7ec3c1b17b?fragment=1`);
    expect(body).toMatch(/^<div class="details">/);
    expect(body).toContain('CardDeclined');
  });

  test('a busca dentro do trace responde as chaves dos spans', async () => {
    expect(JSON.parse((await get(`/trace/${T1}/find?uiFind=payments`)).body)).toEqual({
      spans: ['bbb19b7ec3c1b178', 'ccc19b7ec3c1b17b', 'ccc19b7ec3c1b17c'],
    });
    const many = encodeURIComponent(Array.from({ length: 30 }, (_, i) => `-t${i}`).join(' '));
    expect(JSON.parse((await get(`/trace/${T1}/find?uiFind=${many}`)).body)).toMatchObject({
      spans: [],
      problem: expect.stringContaining('mais de 20 termos') as string,
    });
    expect((await get(`/trace/${'1'.repeat(32)}/find?uiFind=x`)).status).toBe(404);
  });
});

describe('resultados', () => {
  /** Os traces da página, na ordem em que aparecem na lista. */
  async function listed(query: string): Promise<string[]> {
    const { body } = await get(`/search?${query}`);
    return [...body.matchAll(/class="trace-link" href="\/trace\/(\w+)"/g)].map(([, id]) => id.slice(-2));
  }

  test('do mais novo para o mais antigo, ou na ordem pedida', async () => {
    expect(await listed('service=payments')).toEqual(['04', '10', '0c']);
    expect(await listed('service=payments&sort=longest')).toEqual(['0c', '04', '10']);
    expect(await listed('service=payments&sort=nenhuma')).toEqual(['04', '10', '0c']);
  });

  test('atributos no texto do formulário e no JSON das URLs do Jaeger', async () => {
    expect(await listed('tags=http.response.status_code%3D502')).toEqual(['0c']);
    expect(await listed(`tags=${encodeURIComponent('{"http.response.status_code":"502"}')}`)).toEqual(['0c']);
  });
});

describe('segurança e cache', () => {
  test.each(['/search', `/trace/${T1}`, '/trace/xyz', '/nada', `/trace/${T1}/find?uiFind=a`])('%s', async (path) => {
    const { headers } = await get(path);
    const csp = headers.get('content-security-policy') ?? '';
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });

  test('os arquivos citados existem, têm o tipo certo e valem para sempre', async () => {
    const { body } = await get(`/trace/${T1}`);
    const cited = [...body.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, path]) => path);
    expect(cited.length).toBeGreaterThanOrEqual(2);
    for (const path of cited) {
      const { status, headers } = await get(path);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toContain('immutable');
      expect(headers.get('content-type')).toMatch(/css|svg|javascript/);
    }
  });

  test('sem kit/dist: nenhum script citado, a folha de estilo inteira', () => {
    const assets = loadAssets([new URL('file:///nao-existe/')]);
    expect(assets.urls.scripts).toEqual({ search: undefined, trace: undefined });
    const css = assets.get(assets.urls.styles.replace('/static/', ''))?.body.toString() ?? '';
    expect(css).toContain('.rows');
    expect(css).not.toMatch(/@import|url\(|https?:/);
  });
});

test('a página que não existe divide o exame do doutor com as outras', async () => {
  let exams = 0;
  const diagnose = (): Promise<{ findings: []; path: [] }> => {
    exams++;
    return Promise.resolve({ findings: [], path: [] });
  };
  const served = await serveUi(new FakeStore(fixtureTraces()), { now: () => nowMs, diagnose });
  for (const path of ['/search', '/nada', '/search']) await (await fetch(served.url + path)).text();
  expect(exams).toBe(1);
  await served.close();
});

test('o trace da última conferência do lab já vem com o que faltou; os outros, não', async () => {
  const course = new CourseBoard();
  const check = { code: 'span_missing', passed: false, expected: 'um span', observed: 'nenhum', hint: '', traceId: T1 };
  const ghosts = [{ name: 'reservar itens', parent: 'POST /orders', service: '' }];
  const last = { step: '01/2', passed: false, checks: [check], ghosts };
  course.received = { course: { labs: [], last }, atUnixMs: nowMs };
  const served = await serveUi(new FakeStore(fixtureTraces()), { now: () => nowMs, course });
  const pageOf = async (path: string): Promise<string> => (await fetch(served.url + path)).text();
  expect(await pageOf(`/trace/${T1}`)).toMatch(/class="ghost [\s\S]*reservar itens/);
  expect(await pageOf('/trace/abcdef01234567')).not.toContain('reservar itens');
  await served.close();
});
