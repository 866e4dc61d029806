import { expect, test } from 'vitest';
import { SpanKind } from '../../../store/model.ts';
import { spanId, type TestSpan, text } from '../../../store/testing/spans.ts';
import { NO_MACHINE_FACTS } from '../snapshot.ts';
import { EXPRESS_SCOPE, HTTP_SCOPE } from '../span-facts.ts';
import { findingOf, snapshotOf, timed } from '../testing/snapshot-of.ts';
import { expressSuspects, rule } from './route-missing.ts';

const request = (status = '200', ...more: ReturnType<typeof text>[]): TestSpan =>
  timed(1, [0, 10], {
    service: 'loja',
    scopeName: HTTP_SCOPE,
    kind: SpanKind.SERVER,
    attributes: [
      text('http.request.method', 'GET'),
      text('http.response.status_code', status),
      text('url.path', '/itens'),
      text('server.address', '127.0.0.1'),
      text('server.port', '3000'),
      ...more,
    ],
  });
const machine = { ...NO_MACHINE_FACTS, expressServices: new Set(['loja']) };
const express = timed(2, [1, 9], { service: 'loja', parent: 1, scopeName: EXPRESS_SCOPE });
const exception = (stack: string): TestSpan =>
  timed(3, [1, 9], {
    service: 'loja',
    parent: 1,
    events: [
      {
        timeUnixNano: 1n,
        name: 'exception',
        attributes: [text('exception.stacktrace', stack)],
        droppedAttributesCount: 0,
      },
    ],
  });

test('o servidor se diz Express', async () => {
  expect(await findingOf(rule, [request()], { machine })).toMatchObject({
    count: 1,
    examples: [{ detail: 'GET /itens' }],
  });
});

test('só do serviço que é um Express', async () => {
  const plain = { ...request(), spanId: spanId(7), service: 'crua' };
  expect(await findingOf(rule, [request(), plain], { machine })).toMatchObject({
    count: 1,
    examples: [{ service: 'loja' }],
  });
});

test('a pilha de um erro passa pelo Express', async () => {
  const stack = 'Error: x\n    at Layer.handleRequest (/app/node_modules/router/lib/layer.js:152:17)';
  expect(await findingOf(rule, [request(), exception(stack)])).toMatchObject({ count: 1 });
  expect(await findingOf(rule, [request(), exception('Error: x\n    at /app/rotas.js:1:1')])).toBeUndefined();
});

test.each<[string, TestSpan[]]>([
  ['uma página que não existe não tem rota', [request('404')]],
  ['com rota', [request('200', text('http.route', '/itens'))]],
  ['arquivo estático: a instrumentação do Express está lá', [request(), express]],
  ['outro pedido tem rota', [request(), { ...request('200', text('http.route', '/')), spanId: spanId(8) }]],
  ['feito à mão', [{ ...request(), scopeName: 'loja' }]],
])('%s', async (_name, spans) => {
  expect(await findingOf(rule, spans, { machine })).toBeUndefined();
});

test('sem prova de que há um Express, silêncio; e só se pergunta a esta máquina', async () => {
  expect(await findingOf(rule, [request()])).toBeUndefined();
  expect(expressSuspects(await snapshotOf([request()]))).toEqual(new Map([['loja', 3000]]));
  expect(expressSuspects(await snapshotOf([request(), express]))).toEqual(new Map());
  const far = {
    ...request(),
    attributes: request().attributes!.toSpliced(3, 1, text('server.address', 'loja.example')),
  };
  expect(expressSuspects(await snapshotOf([far]))).toEqual(new Map());
});

test.each(['99999', '0', '-1', '3000.5', 'abc', ''])('não se pergunta à porta "%s"', async (port) => {
  const attributes = request().attributes!.toSpliced(4, 1, text('server.port', port));
  expect(expressSuspects(await snapshotOf([{ ...request(), attributes }]))).toEqual(new Map());
});
