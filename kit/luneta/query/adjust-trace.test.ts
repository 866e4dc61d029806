/** O que as respostas gravadas não mostram: quase-acertos, custo e pureza dos consertos. */
import { describe, expect, test } from 'vitest';
import { spanFields, spanId, text, TRACE_A } from '../store/testing/spans.ts';
import type { AttributeValue, Resource, Span, SpanFields, Trace } from '../store/model.ts';
import { adjustTrace, repairTrace } from './adjust-trace.ts';
import { clockSkewWarnings, hostKeyOf } from './clock-skew.ts';

const scope = { name: '', version: '', attributes: [], droppedAttributesCount: 0 };

function resource(host = 'laptop', serviceName = 'service'): Resource {
  const attributes = [text('service.name', serviceName), ...(host ? [text('host.name', host)] : [])];
  return { serviceName, attributes, droppedAttributesCount: 0 };
}

function span(fields: Partial<SpanFields>, emitter = resource()): Span {
  return { ...spanFields(fields), resource: emitter, scope, warnings: [] };
}

function traceOf(...spans: Span[]): Trace {
  return { traceId: TRACE_A, spans };
}

describe('desvio de relógio', () => {
  const parent = { spanId: spanId(1), startTimeUnixNano: 1000n, endTimeUnixNano: 2000n };
  const child = { spanId: spanId(2), parentSpanId: spanId(1) };
  const warnings = (fields: Partial<SpanFields>, host: string): string[] =>
    clockSkewWarnings([span(parent, resource('a')), span({ ...child, ...fields }, resource(host))]).get(1) ?? [];

  test('filho de outra máquina fora do pai: avisado', () => {
    expect(warnings({ startTimeUnixNano: 100n, endTimeUnixNano: 200n }, 'b')).toEqual([
      'clock skew adjustment disabled; not applying calculated delta of 1.35µs',
    ]);
  });

  test.each([
    ['dentro do pai', { startTimeUnixNano: 1200n, endTimeUnixNano: 1300n }, 'b'],
    ['na mesma máquina', { startTimeUnixNano: 100n, endTimeUnixNano: 200n }, 'a'],
    ['mais longo que o pai, começando depois (assíncrono)', { startTimeUnixNano: 1500n, endTimeUnixNano: 9000n }, 'b'],
  ])('%s: sem aviso', (_name, fields, host) => {
    expect(warnings(fields, host)).toEqual([]);
  });

  const ips: AttributeValue = { type: 'array', value: [{ type: 'string', value: '10.0.0.1' }] };

  test.each<[string, string, Record<string, AttributeValue>]>([
    [
      'o id vem antes do endereço e do nome',
      'i',
      { 'host.name': { type: 'string', value: 'n' }, 'host.ip': ips, 'host.id': { type: 'string', value: 'i' } },
    ],
    ['de vários endereços, o primeiro', '10.0.0.1', { 'host.name': { type: 'string', value: 'n' }, 'host.ip': ips }],
    [
      'um endereço que não serve é como se não viesse',
      'n',
      { 'host.name': { type: 'string', value: 'n' }, 'host.ip': { type: 'int', value: 1n } },
    ],
    ['um id que não é texto não diz nada', '', { 'host.name': { type: 'string', value: 'n' }, 'host.id': ips }],
  ])('máquina de um recurso: %s', (_name, key, values) => {
    const attributes = Object.entries(values).map(([name, value]) => ({ key: name, value }));
    expect(hostKeyOf({ ...resource(), attributes })).toBe(key);
  });

  test('uma cadeia de 50.000 níveis e um ciclo não estouram a pilha', () => {
    const chain = Array.from({ length: 50_000 }, (_, i) =>
      span({ spanId: spanId(i + 1), parentSpanId: i === 0 ? '' : spanId(i) }),
    );
    const cycle = [
      span({ spanId: spanId(60_001), parentSpanId: spanId(60_002) }),
      span({ spanId: spanId(60_002), parentSpanId: spanId(60_001) }),
    ];
    expect(clockSkewWarnings([...chain, ...cycle]).size).toBe(0);
  });
});

describe('adjustTrace', () => {
  test('não altera o trace que recebe', () => {
    const trace = traceOf(
      span({
        spanId: spanId(1),
        kind: 3,
        attributes: [text('z', '1'), text('a', '2'), text('telemetry.sdk.name', 'x')],
      }),
      span({ spanId: spanId(1), kind: 2, name: '', endTimeUnixNano: 0n }),
    );
    const before = structuredClone(trace);
    adjustTrace(repairTrace(trace));
    expect(trace).toEqual(before);
  });

  test('atributos do SDK repetidos no span vão para o recurso; em conflito, ficam com aviso', () => {
    const emitter = resource();
    const [first, second] = adjustTrace(
      traceOf(
        span({ spanId: spanId(1), attributes: [text('telemetry.sdk.name', 'opentelemetry')] }, emitter),
        span({ spanId: spanId(2), attributes: [text('telemetry.sdk.name', 'outro')] }, emitter),
      ),
    ).spans;
    expect(first.attributes).toEqual([]);
    expect(first.resource.attributes).toContainEqual(text('telemetry.sdk.name', 'opentelemetry'));
    expect(second.attributes).toEqual([text('telemetry.sdk.name', 'outro')]);
    expect(second.warnings).toEqual(['conflicting values between Span and Resource for attribute telemetry.sdk.name']);
  });

  test('o mesmo valor no span e no recurso não é conflito, seja de que tipo for', () => {
    const version = { key: 'telemetry.sdk.version', value: { type: 'int' as const, value: 2n } };
    const [adjusted] = adjustTrace(
      traceOf(span({ attributes: [version] }, { ...resource(), attributes: [version] })),
    ).spans;
    expect([adjusted.attributes, adjusted.warnings, adjusted.resource.attributes]).toEqual([[], [], [version]]);
  });

  test.each([
    [-1n, '255.255.255.255'],
    [2n ** 63n - 1n, '255.255.255.255'],
    [2n ** 32n + 258n, '0.0.1.2'],
  ])('de um inteiro, os 32 bits mais baixos: %s é %s', (value, address) => {
    const [adjusted] = adjustTrace(traceOf(span({ attributes: [{ key: 'ip', value: { type: 'int', value } }] }))).spans;
    expect(adjusted.attributes).toEqual([text('ip', address)]);
  });

  test('endereços IPv4 em número viram texto; os outros números, não', () => {
    const [adjusted] = adjustTrace(
      traceOf(
        span({
          attributes: [
            { key: 'ip', value: { type: 'double', value: 16909060 } },
            { key: 'peer.ipv4', value: { type: 'int', value: -1n } },
            { key: 'porta', value: { type: 'int', value: 16909060n } },
          ],
        }),
      ),
    ).spans;
    expect(adjusted.attributes).toEqual([
      text('ip', '1.2.3.4'),
      text('peer.ipv4', '255.255.255.255'),
      { key: 'porta', value: { type: 'int', value: 16909060n } },
    ]);
  });

  test('a mesma mensagem em dois objetos de recurso iguais é uma cópia; em recursos diferentes, não', () => {
    const same = (host: string): Span => span({ spanId: spanId(1) }, resource(host));
    expect(adjustTrace(traceOf(same('a'), same('a'), same('b'))).spans).toHaveLength(2);
  });

  test('milhares de spans com o mesmo id: cópias exatas saem, as outras ficam, sem comparar todos com todos', () => {
    const spans = Array.from({ length: 5000 }, (_, i) =>
      span({ spanId: spanId(1), attributes: [text('n', `${i >> 1}`)] }),
    );
    expect(adjustTrace(traceOf(...spans)).spans).toHaveLength(2500);
  });
});
