/** O exercício 2: um teste para a instrumentação. */
import { mistakesOf } from './trades.ts';

const PARENT =
  "assert.equal(charge.parentSpanContext?.spanId, order.spanContext().spanId, 'cobrar não é filho de pedido');";
const approved = (version: string): string => `attribute_differs:${version}:test.case.result.status`;

export const testMistakes = mistakesOf('01e/2', 'instrumentation-test.ts', [
  // os nomes bastariam
  [PARENT, '', approved('sem pai')],
  // ter um id não é ter um pai
  [PARENT, "assert.ok(charge.spanContext().spanId, 'cobrar não é filho de pedido');", approved('sem pai')],
  // um teste que apanha o próprio erro aprova tudo
  [
    'tryVersions(check)',
    'tryVersions((spans) => {\n  try {\n    check(spans);\n  } catch (error) {\n    console.log(String(error));\n  }\n})',
    approved('sem pai'),
  ],
  // o que não é OK seria ERROR: esquece UNSET
  [
    'assert.equal(charge.status.code, SpanStatusCode.ERROR,',
    'assert.notEqual(charge.status.code, SpanStatusCode.OK,',
    approved('sem status'),
  ],
  // o equal que converte antes de comparar
  ['node:assert/strict', 'node:assert', approved('atributo em texto')],
  // basta que o atributo exista
  [
    "assert.equal(order.attributes['order.items'], 3,",
    "assert.ok(order.attributes['order.items'],",
    approved('atributo em texto'),
  ],
  // sem span, não haveria o que conferir
  ["assert.ok(charge, 'cobrar não chegou');", 'if (charge === undefined) return;', approved('span sem fim')],
  // a ordem de chegada não é a da árvore: o filho termina primeiro
  [
    "  const order = spans.find(({ name }) => name === 'pedido');\n  const charge = spans.find(({ name }) => name === 'cobrar');",
    '  const [order, charge] = spans;',
    approved('versão certa'),
  ],
  // um span a mais do que há: reprova tudo
  [
    "assert.ok(order, 'pedido não chegou');",
    'assert.equal(spans.length, 3);\n  assert.ok(order);',
    approved('versão certa'),
  ],
  // o teste existe, e ninguém o chama
  ['void tryVersions(check);', 'void [tryVersions, check];', 'no_telemetry'],
]);
