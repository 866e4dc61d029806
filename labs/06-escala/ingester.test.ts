/** O que o ingester faz com o que lê e com o que o store responde: nada se perde calado, e nada prende a partição. */
import { expect, test } from 'vitest';
import { serve } from '../../kit/testing/serve.ts';
import { listOr } from './app/addresses.ts';
import { createStore } from './app/store.ts';
import { spansIn, type ZipkinSpan } from './app/zipkin-span.ts';

const SPAN: ZipkinSpan = {
  traceId: 'a'.repeat(32),
  id: 'b'.repeat(16),
  kind: 'SERVER',
  timestamp: Date.UTC(2026, 10, 23, 23, 59, 59) * 1000,
  annotations: [{ value: 'chegou' }],
  tags: { 'http.route': '/orders', enorme: 'x'.repeat(300) },
};

/** Um store que responde a cada documento com um destes status, e guarda o que lhe pediram. */
async function startStore(...statuses: number[]): Promise<{ url: string; asked: unknown[] }> {
  const asked: unknown[] = [];
  const url = await serve((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      asked.push(
        ...text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
      );
      const items = statuses.map((status) => ({
        index: { status, ...(status >= 300 && { error: { reason: `motivo ${status}` } }) },
      }));
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ errors: statuses.some((status) => status >= 300), items }));
    });
  });
  return { url, asked };
}

test('um lote: os spans, na ordem; o que não é uma lista deles sai à parte, com o motivo', () => {
  const spoilt = [
    { timestamp: 'ontem' },
    { timestamp: 1e300 },
    { annotations: {} },
    { annotations: [null] },
    { tags: 3 },
  ];
  const values = [
    [SPAN],
    'isto não é JSON',
    { traceId: 'a' },
    [{ id: 'b' }],
    [],
    null,
    ...spoilt.map((part) => [{ ...SPAN, ...part }]),
  ];
  const messages = values.map((value) => ({
    value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  }));
  const { spans, rejected } = spansIn(messages);
  expect(spans).toEqual([SPAN]);
  expect(rejected.slice(0, 4).map(({ value }) => value)).toEqual([
    'isto não é JSON',
    '{"traceId":"a"}',
    '[{"id":"b"}]',
    '',
  ]);
  expect(rejected).toHaveLength(4 + spoilt.length);
  expect(rejected.at(-1)?.reason).toBe('não é uma lista de spans do Zipkin');
});

test('o documento: o índice do dia do span, um id que é sempre o mesmo, e o que o Zipkin procura', async () => {
  const { url, asked } = await startStore(201);
  expect(await createStore([url]).save([SPAN])).toEqual([]);
  expect(asked).toEqual([
    { index: { _index: 'zipkin-span-2026-11-23', _id: `${SPAN.traceId}-${SPAN.id}-SERVER` } },
    { ...SPAN, timestamp_millis: SPAN.timestamp! / 1000, _q: ['chegou', 'http.route', 'http.route=/orders', 'enorme'] },
  ]);
});

test('o que ele recusa para sempre volta, com o motivo; o resto está gravado', async () => {
  const { url } = await startStore(201, 400);
  const bad = { ...SPAN, id: 'c'.repeat(16) };
  expect(await createStore([url]).save([SPAN, bad])).toEqual([{ value: JSON.stringify(bad), reason: 'motivo 400' }]);
});

test.each([429, 503])('um %i de um documento só: o lote inteiro fica para depois', async (status) => {
  const { url } = await startStore(201, status);
  await expect(createStore([url]).save([SPAN, SPAN])).rejects.toThrow(`motivo ${status}`);
});

test('um store que não responde: quem chama fica sabendo, e tenta outra vez', async () => {
  await expect(createStore(['http://127.0.0.1:1']).save([SPAN])).rejects.toThrow('ECONNREFUSED');
  expect(await createStore(['http://127.0.0.1:1']).save([])).toEqual([]);
});

test('uma lista de endereços: espaços e vírgulas a mais não são endereços', () => {
  expect(listOr(' a:1 ,, b:2,', ['c:3'])).toEqual(['a:1', 'b:2']);
  expect(listOr(undefined, ['c:3'])).toEqual(['c:3']);
  expect(listOr(' , ', ['c:3'])).toEqual(['c:3']);
});
