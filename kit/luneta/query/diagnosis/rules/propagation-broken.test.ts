import { describe, expect, test } from 'vitest';
import { SpanKind } from '../../../store/model.ts';
import { attribute, spanId, type TestSpan, text, TRACE_A, TRACE_B } from '../../../store/testing/spans.ts';
import { findingOf, timed } from '../testing/snapshot-of.ts';
import { rule } from './propagation-broken.ts';

const client = (fields: Partial<TestSpan> = {}): TestSpan =>
  timed(1, [0, 100], {
    kind: SpanKind.CLIENT,
    service: 'loja',
    attributes: [text('http.request.method', 'GET'), text('url.full', 'http://127.0.0.1:3000/itens?q=1')],
    ...fields,
  });
const place = [text('server.address', 'localhost'), attribute('server.port', { type: 'int', value: 3000n })];
const request = [text('http.request.method', 'GET'), text('url.path', '/itens')];
const server = (fields: Partial<TestSpan> = {}, time: [number, number] = [10, 90]): TestSpan =>
  timed(9, time, {
    traceId: TRACE_B,
    kind: SpanKind.SERVER,
    service: 'estoque',
    attributes: [...request, ...place],
    ...fields,
  });

test('os dois lados, em traces separados', async () => {
  expect(await findingOf(rule, [client(), server()])).toMatchObject({ count: 1, examples: [{ service: 'loja' }] });
});

test('chaves antigas e porta em texto também casam', async () => {
  const old = [text('http.method', 'GET'), text('http.url', 'http://estoque:3000/itens')];
  const answer = [text('http.method', 'GET'), text('http.target', '/itens?q=1'), text('net.host.name', 'estoque')];
  const spans = [client({ attributes: old }), server({ attributes: [...answer, text('net.host.port', '3000')] })];
  expect(await findingOf(rule, spans)).toMatchObject({ count: 1 });
});

test('um atendimento não serve a duas chamadas', async () => {
  const another = { ...client(), spanId: spanId(2) };
  expect(await findingOf(rule, [client(), another, server()])).toMatchObject({ count: 1 });
});

describe('sem certeza, silêncio', () => {
  const inTraceA = timed(3, [5, 95], { parent: 1, kind: SpanKind.SERVER, service: 'estoque' });
  test.each<[string, TestSpan[]]>([
    ['a chamada foi atendida no próprio trace', [client(), inTraceA, server()]],
    [
      'um CLIENT em volta do CLIENT que foi atendido',
      [
        client(),
        timed(2, [2, 98], { parent: 1, kind: SpanKind.CLIENT, service: 'loja', attributes: client().attributes }),
        timed(3, [5, 95], { parent: 2, kind: SpanKind.SERVER, service: 'estoque' }),
        server(),
      ],
    ],
    ['a porta do servidor não se sabe, e não é a padrão', [client(), server({ attributes: [...request, place[0]] })]],
    ['outro caminho', [client(), server({ attributes: [...place, request[0], text('url.path', '/outro')] })]],
    ['outro método', [client(), server({ attributes: [...place, request[1], text('http.request.method', 'POST')] })]],
    ['outra porta', [client(), server({ attributes: [...request, place[0], text('server.port', '3001')] })]],
    ['começou antes da chamada', [client(), server({}, [-5, 50])]],
    ['acabou bem depois da chamada', [client(), server({}, [10, 200])]],
    ['tem pai', [client(), server({ parentSpanId: spanId(50) })]],
    ['é do mesmo trace', [client(), server({ traceId: TRACE_A })]],
    ['não diz onde atendeu', [client(), server({ attributes: request })]],
    [
      'começou um trace novo de propósito, com um link',
      [
        client(),
        server({
          links: [
            {
              traceId: TRACE_A,
              spanId: spanId(1),
              traceState: '',
              attributes: [],
              droppedAttributesCount: 0,
              flags: 0,
            },
          ],
        }),
      ],
    ],
    ['não são de HTTP', [client({ attributes: [] }), server({ attributes: [] })]],
  ])('%s', async (_name, spans) => {
    expect(await findingOf(rule, spans)).toBeUndefined();
  });

  test('a chamada acabou agora mesmo: o filho pode estar a caminho', async () => {
    expect(await findingOf(rule, [client(), server()], { nowMs: 1_000 + 100 + 9_000 })).toBeUndefined();
    expect(await findingOf(rule, [client(), server()], { nowMs: 1_000 + 100 + 11_000 })).toBeDefined();
  });
});

test('sem endereço, vale o nome do serviço que o cliente diz chamar', async () => {
  const named = client({ attributes: [...client().attributes!, text('peer.service', 'estoque')] });
  expect(await findingOf(rule, [named, server({ attributes: request })])).toMatchObject({ count: 1 });
});

test.each(['http://localhost/itens', 'https://localhost/itens'])(
  '%s: na porta padrão, basta o endereço',
  async (url) => {
    const call = client({ attributes: [request[0], text('url.full', url)] });
    expect(await findingOf(rule, [call, server({ attributes: [...request, place[0]] })])).toMatchObject({ count: 1 });
  },
);
