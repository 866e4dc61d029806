/** Os quase-acertos das regras menores. */
import { describe, expect, test } from 'vitest';
import { SpanKind } from '../../../store/model.ts';
import { attribute, type TestSpan, text } from '../../../store/testing/spans.ts';
import type { Rule } from '../finding.ts';
import { allNodes, isFromLibrary } from '../span-facts.ts';
import { findingOf, snapshotOf, timed } from '../testing/snapshot-of.ts';
import { rule as clockSkew } from './clock-skew.ts';
import { rule as deprecatedAttributes } from './deprecated-attributes.ts';
import { rule as duplicateSpanIds } from './duplicate-span-ids.ts';
import { rule as hugeAttributes } from './huge-attributes.ts';
import { rule as unknownService } from './unknown-service.ts';

function check(rule: Rule, cases: readonly [name: string, spans: TestSpan[], count: number | undefined][]): void {
  describe(`regra ${rule.code}`, () => {
    test.each(cases)('%s', async (_name, spans, count) => {
      expect((await findingOf(rule, spans))?.count).toBe(count);
    });
  });
}

const call = timed(1, [0, 100], { kind: SpanKind.CLIENT, service: 'loja' });
const served = (time: [number, number], kind: number = SpanKind.SERVER): TestSpan =>
  timed(2, time, { parent: 1, kind, service: 'estoque' });
check(clockSkew, [
  ['atendido antes de chamado', [call, served([-20, 30])], 1],
  ['dentro da tolerância', [call, served([-10, 30])], undefined],
  ['acaba depois da chamada', [call, served([50, 900])], undefined],
  ['começa depois do fim: a chamada desistiu', [call, served([150, 200])], undefined],
  [
    'quem consome pode começar à espera da mensagem, antes de ela ser mandada',
    [{ ...call, kind: SpanKind.PRODUCER }, served([-20, 30], SpanKind.CONSUMER)],
    undefined,
  ],
  [
    'na mesma máquina, o relógio é um só',
    [call, served([-20, 30])].map((span) => ({ ...span, resourceAttributes: [text('host.name', 'a')] })),
    undefined,
  ],
  ['quem chama não é um CLIENT', [{ ...call, kind: SpanKind.INTERNAL }, served([-20, 30])], undefined],
  ['um filho do mesmo processo não é uma chamada', [call, served([-20, 30], SpanKind.INTERNAL)], undefined],
]);

const once = timed(1, [0, 1], { name: 'a' });
check(duplicateSpanIds, [
  ['conteúdos diferentes', [once, timed(1, [2, 3], { name: 'b' })], 1],
  ['três vezes', [once, timed(1, [2, 3]), timed(1, [4, 5])], 2],
  ['um reenvio idêntico', [once, once], undefined],
  ['as duas pontas do Zipkin', [call, timed(1, [5, 90], { kind: SpanKind.SERVER, service: 'estoque' })], undefined],
  ['o mesmo id em outro trace', [once, { ...once, traceId: 'f'.repeat(32) }], undefined],
]);

const old = [text('http.method', 'GET')];
const sdk = [text('telemetry.sdk.name', 'opentelemetry')];
check(deprecatedAttributes, [
  ['da pessoa, com escopo', [timed(1, [0, 1], { scopeName: 'loja', attributes: old })], 1],
  ['da pessoa, sem escopo', [timed(1, [0, 1], { resourceAttributes: sdk, attributes: old })], 1],
  [
    'de uma instrumentação oficial',
    [timed(1, [0, 1], { scopeName: '@opentelemetry/instrumentation-http', attributes: old })],
    undefined,
  ],
  [
    'de uma instrumentação oficial de Python',
    [timed(1, [0, 1], { scopeName: 'opentelemetry.instrumentation.flask', attributes: old })],
    undefined,
  ],
  ...['OpenTelemetry::Instrumentation::Rack', 'opentelemetry_phoenix', 'next.js', 'prisma', '@fastify/otel'].map(
    (scopeName): [string, TestSpan[], undefined] => [
      `da biblioteca ${scopeName}`,
      [timed(1, [0, 1], { scopeName, attributes: old })],
      undefined,
    ],
  ),
  ['de um cliente do Zipkin ou do Jaeger, que tem outra convenção', [timed(1, [0, 1], { attributes: old })], undefined],
  [
    'chave nova',
    [timed(1, [0, 1], { scopeName: 'loja', attributes: [text('http.request.method', 'GET')] })],
    undefined,
  ],
]);

test.each([
  ['acme-sdk', '2.1.0', true],
  ['loja', '1.0.0', false],
  ['acme-sdk', '', false],
])('escopo %s, versão "%s": é de uma biblioteca? %s', async (name, version, expected) => {
  const [{ span }] = allNodes(await snapshotOf([timed(1, [0, 1], { service: 'loja' })]));
  expect(isFromLibrary({ ...span, scope: { ...span.scope, name, version } })).toBe(expected);
});

const sized = (value: string): TestSpan[] => [timed(1, [0, 1], { attributes: [text('corpo', value)] })];
check(hugeAttributes, [
  ['acima de 32 kB', sized('x'.repeat(32 * 1024 + 1)), 1],
  ['no limite', sized('x'.repeat(32 * 1024)), undefined],
  ['poucos caracteres, muitos bytes', sized('ã'.repeat(17_000)), 1],
  [
    'uma lista de textos',
    [
      timed(1, [0, 1], {
        attributes: [
          attribute('l', {
            type: 'array',
            value: Array.from({ length: 40 }, () => ({ type: 'string', value: 'x'.repeat(1000) })),
          }),
        ],
      }),
    ],
    1,
  ],
]);

const from = (service: string): TestSpan[] => [timed(1, [0, 1], { service })];
check(unknownService, [
  ['o padrão do SDK', from('unknown_service:node'), 1],
  ['o padrão sem o nome do programa', from('unknown_service'), 1],
  ['um nome que só começa igual', from('unknown_services'), undefined],
  ['vazio', from(''), 1],
]);
