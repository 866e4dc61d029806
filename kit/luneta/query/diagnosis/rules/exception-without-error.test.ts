import { expect, test } from 'vitest';
import { type SpanEvent, SpanKind, StatusCode } from '../../../store/model.ts';
import { type TestSpan, text } from '../../../store/testing/spans.ts';
import { findingOf, timed } from '../testing/snapshot-of.ts';
import { rule } from './exception-without-error.ts';

const event = (name: string, atMs: number, ...attributes: SpanEvent['attributes']): SpanEvent => ({
  timeUnixNano: BigInt(1_000 + atMs) * 1_000_000n,
  name,
  attributes,
  droppedAttributesCount: 0,
});
const thrown = event('exception', 5, text('exception.type', 'RangeError'));
const failed = (fields: Partial<TestSpan> = {}, parent?: number): TestSpan =>
  timed(2, [0, 10], { name: 'pagar', events: [thrown], parent, ...fields });
const request = (status: string): TestSpan =>
  timed(1, [-1, 20], { kind: SpanKind.SERVER, attributes: [text('http.response.status_code', status)] });

test.each<[string, TestSpan[], boolean]>([
  ['num programa sem pedido em volta', [failed()], true],
  ['num pedido que acabou em 500', [request('500'), failed({}, 1)], true],
  ['no próprio span do pedido que acabou em 500', [{ ...request('500'), events: [thrown] }], true],
  ['com status ERROR', [failed({ status: { code: StatusCode.ERROR, message: '' } })], false],
  ['com status OK: alguém decidiu', [failed({ status: { code: StatusCode.OK, message: '' } })], false],
  ['num pedido que deu certo: foi tratada', [request('200'), failed({}, 1)], false],
  ['num pedido recusado por culpa de quem pediu', [request('404'), failed({}, 1)], false],
  ['houve um plano B depois dela', [failed(), timed(3, [6, 8], { parent: 2 })], false],
  ['houve outro evento depois dela', [failed({ events: [thrown, event('tentando de novo', 6)] })], false],
  ['o trabalho veio antes dela', [failed(), timed(3, [1, 4], { parent: 2 })], true],
  [
    'quem anotou disse que não escapou',
    [failed({ events: [event('exception', 5, text('exception.escaped', 'false'))] })],
    false,
  ],
  ['sem exceção nenhuma', [failed({ events: [event('log', 5)] })], false],
])('%s', async (_name, spans, fires) => {
  expect((await findingOf(rule, spans))?.count).toBe(fires ? 1 : undefined);
});
