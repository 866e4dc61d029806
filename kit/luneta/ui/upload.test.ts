/** `/enviar` por HTTP: o que entra, o que é recusado e por quê. A aplicação é a de verdade. */
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_UPLOAD_BYTES } from './routes/upload-routes.ts';
import { serveApp, type ServedApp } from './testing/serve-app.ts';

const ids = (n: number): { traceId: string; spanId: string } => ({
  traceId: n.toString(16).padStart(32, '0'),
  spanId: n.toString(16).padStart(16, '0'),
});
const times = { startTimeUnixNano: '1795176000000000000', endTimeUnixNano: '1795176000001000000' };
const otlp = (...spans: object[]): string => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const span = (n: number): object => ({ ...ids(n), ...times, name: `span ${n}` });

let app: ServedApp;
beforeEach(async () => {
  app = await serveApp();
});
afterEach(() => app.close());

function post(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${app.url}/enviar`, { method: 'POST', body, headers, redirect: 'manual' });
}

function postFile(text: string, name = 'a.json', field = 'file'): Promise<Response> {
  const form = new FormData();
  form.append(field, new Blob([text]), name);
  return post(form);
}

async function alertOf(response: Response): Promise<string> {
  const html = await response.text();
  return (
    /role="alert">(.*?)<\/div>/s
      .exec(html)?.[1]
      .replace(/<[^>]+>/g, ' ')
      .replaceAll('&quot;', '"') ?? ''
  );
}

describe('o que entra', () => {
  test('um trace: para a página dele, e recarregar não envia de novo', async () => {
    const response = await postFile(otlp(span(1)));
    expect([response.status, response.headers.get('location')]).toEqual([303, `/trace/${ids(1).traceId}`]);
    expect(app.store.hasTrace(ids(1).traceId)).toBe(true);
  });

  test('vários: para a busca que os mostra', async () => {
    const response = await postFile(otlp(span(1), span(2), span(3)));
    const location = response.headers.get('location')!;
    expect(location).toMatch(/^\/search\?lookback=custom&start=1795176000000000&end=1795176000000001&limit=3$/);
    const html = await (await fetch(app.url + location)).text();
    expect([...html.matchAll(/id="t-(\w+)"/g)]).toHaveLength(3);
  });

  test('direto no corpo, também comprimido', async () => {
    expect((await post(otlp(span(1)), { 'content-type': 'application/json' })).status).toBe(303);
    const headers = { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'gzip' };
    expect((await post(new Uint8Array(gzipSync(otlp(span(2)))), headers)).status).toBe(303);
    expect(app.store.getStats().traces).toBe(2);
  });

  test('o que a API v3 responde, de outra Luneta', async () => {
    const other = await serveApp();
    try {
      const sent = await fetch(`${other.url}/enviar`, {
        method: 'POST',
        body: otlp(span(1), { ...span(2), ...ids(1), spanId: ids(2).spanId }),
        headers: { 'content-type': 'application/json' },
        redirect: 'manual',
      });
      expect(sent.status).toBe(303);
      const answer = async (url: string): Promise<string> =>
        (await fetch(`${url}/api/v3/traces/${ids(1).traceId}`)).text();
      expect((await postFile(await answer(other.url))).headers.get('location')).toBe(`/trace/${ids(1).traceId}`);
      expect(await answer(app.url)).toBe(await answer(other.url));
    } finally {
      await other.close();
    }
  });

  test('um trace que já está aqui fica como está; os outros do arquivo entram', async () => {
    await postFile(otlp(span(1)));
    const response = await postFile(otlp({ ...span(1), name: 'outro' }, span(2)));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Um trace já estava aqui');
    expect(app.store.getTrace(ids(1).traceId)?.spans.map(({ name }) => name)).toEqual(['span 1']);
    expect(app.store.hasTrace(ids(2).traceId)).toBe(true);
  });

  test('spans sem id e linhas de métricas ficam de fora, e a página diz', async () => {
    const response = await postFile(`${otlp({ ...span(1), spanId: '' }, span(2))}\n{"resourceMetrics":[]}`, 'a.jsonl');
    const html = await response.text();
    expect(html).toContain('1 span ficou de fora');
    expect(html).toContain('1 linha de métricas ou logs ficou de fora');
  });
});

describe('o que é recusado, sem guardar nada', () => {
  test.each([
    [
      'JSON cortado',
      () => postFile('{"data":[', '<b>.json'),
      400,
      '“&lt;b>.json” JSON inválido: o texto termina no meio (posição 9)',
    ],
    [
      'um span ruim no meio',
      () => postFile(otlp(span(1), { ...span(2), kind: 'X' })),
      400,
      'resourceSpans[0].scopeSpans[0].spans[1]: kind: esperava um valor conhecido e veio "X"',
    ],
    ['formulário sem arquivo', () => postFile('', '', 'file'), 400, 'Nenhum arquivo veio'],
    ['outro campo', () => postFile(otlp(span(1)), 'a.json', 'outro'), 400, 'Nenhum arquivo veio'],
    [
      'formulário cortado',
      () => post('--x\r\n', { 'content-type': 'multipart/form-data; boundary=x' }),
      400,
      'cortado ou malformado',
    ],
    ['outro tipo', () => post('oi', { 'content-type': 'text/plain' }), 415, 'O corpo veio como “text/plain”'],
    [
      'grande demais',
      () => post(new Uint8Array(MAX_UPLOAD_BYTES + 1), { 'content-type': 'application/json' }),
      413,
      'O arquivo passa de 20 MB',
    ],
    [
      'bomba',
      () =>
        post(new Uint8Array(gzipSync(Buffer.alloc(MAX_UPLOAD_BYTES + 1))), {
          'content-type': 'application/json',
          'content-encoding': 'gzip',
        }),
      413,
      'passa de',
    ],
  ])('%s', async (_name, send, status, message) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect((await alertOf(response)).replace(/\s+/g, ' ')).toContain(message);
    expect(app.store.getStats().spans).toBe(0);
  });

  test('uma página de fora', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await post(otlp(span(1)), { ...headers, origin: 'http://evil.example' })).status).toBe(403);
    expect((await post(otlp(span(1)), { ...headers, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(app.store.getStats().spans).toBe(0);
    expect((await post(otlp(span(1)), { ...headers, origin: app.url, 'sec-fetch-site': 'same-origin' })).status).toBe(
      303,
    );
  });

  test('partes demais num formulário são recusadas antes de lidas', async () => {
    const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n';
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const response = await post(`${part.repeat(100_000)}--x--\r\n`, headers);
    expect(await alertOf(response)).toContain('mais de 100 partes');
  });
});

describe('baixar a busca inteira', () => {
  test('sem serviço também, no formato do Jaeger', async () => {
    await postFile(otlp(span(1), span(2)));
    const response = await fetch(`${app.url}/search/traces.json?lookback=custom`);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="traces.json"');
    const { data } = (await response.json()) as { data: { traceID: string }[] };
    expect(data.map(({ traceID }) => traceID)).toEqual([ids(2), ids(1)].map(({ traceId }) => traceId.slice(16)));
  });

  test('uma busca que não se entende: a frase', async () => {
    const response = await fetch(`${app.url}/search/traces.json?minDuration=fast`);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('não é uma duração')]);
  });
});
