import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StatusCode, type Span } from '../store/model.ts';
import { criticalPath } from './critical-path.ts';
import { fixtureTrace, makeSpan, spanId, text } from './testing/fixture-traces.ts';
import { buildTraceTree, type SpanNode, type TraceTree } from './trace-tree.ts';

const tree = (spans: Span[]): TraceTree => buildTraceTree({ traceId: 'a'.repeat(32), spans });

/** O span `n`, filho do span `parent` (0: raiz). */
const span = (n: number, startMs: number, parent = 0, durationMs = 1): Span =>
  makeSpan({ spanId: spanId(n), parentSpanId: parent ? spanId(parent) : '', startMs, durationMs, name: `s${n}` });

/** A árvore em texto: um nível de recuo por profundidade. */
const outline = ({ nodes }: TraceTree): string[] => nodes.map((node) => '  '.repeat(node.depth) + node.span.name);

/** Spans com pais quaisquer (presentes, ausentes, em ciclo) e ids que se repetem. */
const anySpans = fc.array(
  fc.record({
    spanId: fc.integer({ min: 1, max: 12 }).map(spanId),
    parentSpanId: fc.oneof(fc.constant(''), fc.integer({ min: 1, max: 14 }).map(spanId)),
    startMs: fc.integer({ min: 0, max: 20 }),
    durationMs: fc.integer({ min: -2, max: 20 }),
    kind: fc.integer({ min: 0, max: 5 }),
    service: fc.constantFrom('loja', 'estoque', '__proto__'),
  }),
  { maxLength: 25 },
);

describe('buildTraceTree', () => {
  test('gravação do Jaeger: níveis e ordem das linhas', () => {
    const built = buildTraceTree(fixtureTrace('3fc60c'));
    expect(outline(built)).toEqual([
      'GET /checkout',
      '  POST',
      '    POST /orders',
      '      SELECT orders',
      '      validate',
      '      POST',
      '        POST /charge',
      '          retry',
      '      publish orders.created',
    ]);
    expect(built).toMatchObject({ depth: 6, durationUs: 250_000.001, duplicateCount: 0 });
    expect(built.nodes[0]).toMatchObject({ descendantCount: 8, startUs: 0, selfTimeUs: 15_000.001 });
    expect(built.nodes[3]).toMatchObject({ startUs: 12_000.789, durationUs: 32_000.445 });
  });

  test('cópia exata some; mesmo id com outro conteúdo fica, com chave própria', () => {
    expect(buildTraceTree(fixtureTrace('000006'))).toMatchObject({ duplicateCount: 1, nodes: { length: 1 } });
    const one = makeSpan({ attributes: [text('tentativa', '1')] });
    const two = makeSpan({ attributes: [text('tentativa', '2')] });
    const built = tree([one, two, structuredClone(one)]);
    expect(built.nodes.map((node) => node.key)).toEqual(['b'.repeat(16), `${'b'.repeat(16)}-2`]);
    expect(built.duplicateCount).toBe(1);
  });

  test('CLIENT e SERVER com o mesmo id: o servidor fica abaixo do cliente, e o filho dele, abaixo dele', () => {
    expect(outline(buildTraceTree(fixtureTrace('000004')))).toEqual([
      'GET /pay',
      '  GET',
      '    GET /pay',
      '      SELECT',
    ]);
  });

  test('pai ausente: raiz marcada como órfã', () => {
    const built = buildTraceTree(fixtureTrace('000003'));
    expect(outline(built)).toEqual(['GET /orders/:id', '  load']);
    expect(built.nodes.map((node) => node.orphan)).toEqual([true, false]);
  });

  test('o filho pode chegar antes do pai', () => {
    expect(outline(buildTraceTree(fixtureTrace('00000a')))).toEqual(['late parent', '  late parent child']);
  });

  test('relógio desviado: o trace começa no span mais cedo, e o filho fora do pai não conta no tempo próprio', () => {
    const built = buildTraceTree(fixtureTrace('000005'));
    expect(built.nodes.map((node) => node.startUs)).toEqual([5_000_000, 0, 10_000]);
    expect(built.nodes[0].selfTimeUs).toBe(100_000);
  });

  test('ciclo: o que começou primeiro vira raiz; quem pendura no ciclo continua abaixo', () => {
    const built = tree([
      makeSpan({ spanId: spanId(1), parentSpanId: spanId(3), startMs: 2, name: 'a' }),
      makeSpan({ spanId: spanId(2), parentSpanId: spanId(1), startMs: 1, name: 'b' }),
      makeSpan({ spanId: spanId(3), parentSpanId: spanId(2), startMs: 3, name: 'c' }),
      makeSpan({ spanId: spanId(4), parentSpanId: spanId(3), startMs: 4, name: 'd' }),
      makeSpan({ spanId: spanId(5), parentSpanId: spanId(5), startMs: 9, name: 'próprio pai' }),
    ]);
    expect(outline(built)).toEqual(['b', '  c', '    a', '    d', 'próprio pai']);
    expect(built.nodes.map((node) => node.cycle)).toEqual([true, false, false, false, true]);
  });

  test('irmãos e raízes por início; empate, por chegada', () => {
    const built = tree([span(1, 5), span(2, 6, 1), span(3, 6, 1), span(4, 5.5, 1), span(5, 1)]);
    expect(outline(built)).toEqual(['s5', 's1', '  s4', '  s2', '  s3']);
  });

  test('tempo próprio desconta a união dos filhos, não a soma', () => {
    const built = tree([
      span(1, 0, 0, 100),
      span(2, 10, 1, 30),
      span(3, 20, 1, 30),
      span(4, 25, 1, 5),
      span(5, 90, 1, 50),
    ]);
    expect(built.nodes[0].selfTimeUs).toBe(50_000);
  });

  test('cadeia de 10.000 spans', () => {
    const spans = Array.from({ length: 10_000 }, (_, i) =>
      makeSpan({ spanId: spanId(i + 1), parentSpanId: i ? spanId(i) : '', startMs: i, durationMs: 20_000 - 2 * i }),
    );
    const built = tree(spans.toReversed());
    expect(built).toMatchObject({ depth: 10_000, roots: { length: 1 } });
    expect(built.nodes[0].descendantCount).toBe(9_999);
    expect(criticalPath(built.nodes[0]).length).toBeGreaterThan(9_999);
  });

  test('custo linear mesmo quando todos os spans têm o mesmo id', () => {
    const spans = Array.from({ length: 10_000 }, (_, i) =>
      makeSpan({ startMs: i, parentSpanId: 'b'.repeat(16), kind: 1 + (i % 3), service: `s${i % 7}` }),
    );
    const start = performance.now();
    expect(tree([...spans, ...spans]).nodes).toHaveLength(10_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('propriedades: toda linha aparece uma vez, abaixo do pai, e as contagens fecham', () => {
    fc.assert(
      fc.property(anySpans, (inputs) => {
        const spans = inputs.map((input) => makeSpan(input));
        const built = tree(spans);
        expect(built.nodes.length + built.duplicateCount).toBe(spans.length);
        expect(new Set(built.nodes.map((node) => node.key)).size).toBe(built.nodes.length);
        expect(sum(built.roots.map((root) => root.descendantCount + 1))).toBe(built.nodes.length);
        built.nodes.forEach((node, index) => {
          expect(node.index).toBe(index);
          expect(node.depth).toBe(node.parent ? node.parent.depth + 1 : 0);
          const above = node.parent ?? { index: -1, descendantCount: built.nodes.length };
          expect(index).toBeGreaterThan(above.index);
          expect(index).toBeLessThanOrEqual(above.index + above.descendantCount);
          expect(node.startUs).toBeGreaterThanOrEqual(0);
          expect(node.startUs + node.durationUs).toBeLessThanOrEqual(built.durationUs + 1e-6);
          expect(node.selfTimeUs).toBeGreaterThanOrEqual(0);
          expect(node.selfTimeUs).toBeLessThanOrEqual(node.durationUs);
          expectSorted(node.children);
        });
        expectSorted(built.roots);
      }),
    );
  });

  test('propriedade: a ordem de chegada só muda o desempate', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }), (starts) => {
        const spans = starts.map((startMs, i) =>
          makeSpan({ spanId: spanId(startMs), parentSpanId: i % 3 ? spanId(starts[i - 1]) : '', startMs }),
        );
        expect(keys(tree(spans.toReversed()))).toEqual(keys(tree(spans)));
      }),
    );
  });
});

describe('criticalPath', () => {
  test('gravação do Jaeger: passa por quem segurou o fim', () => {
    const built = buildTraceTree(fixtureTrace('3fc60c'));
    const path = criticalPath(built.roots[0]).map(({ node, startUs, endUs }) => [node.span.name, startUs, endUs]);
    expect(path).toEqual([
      ['GET /checkout', 0, 5_000],
      ['POST', 5_000, 7_250],
      ['POST /orders', 7_250, 12_000.789],
      ['SELECT orders', 12_000.789, 44_001.234],
      ['POST /orders', 44_001.234, 45_000],
      ['validate', 45_000, 45_000.9],
      ['POST /orders', 45_000.9, 60_000],
      ['POST', 60_000, 62_000],
      ['POST /charge', 62_000, 90_000],
      ['retry', 90_000, 95_000],
      ['POST /charge', 95_000, 228_000],
      ['POST', 228_000, 230_000],
      ['POST /orders', 230_000, 231_000],
      ['publish orders.created', 231_000, 233_000],
      ['POST /orders', 233_000, 235_500],
      ['POST', 235_500, 240_000],
      ['GET /checkout', 240_000, 250_000.001],
    ]);
  });

  test('propriedade: trechos contíguos que somam a duração da raiz', () => {
    fc.assert(
      fc.property(anySpans, (inputs) => {
        const built = tree(
          inputs.map((input) => makeSpan({ ...input, status: { code: StatusCode.UNSET, message: '' } })),
        );
        for (const root of built.roots) {
          let at = root.startUs;
          for (const { startUs, endUs } of criticalPath(root)) {
            expect(startUs).toBe(at);
            expect(endUs).toBeGreaterThan(startUs);
            at = endUs;
          }
          expect(at).toBe(root.startUs + root.durationUs);
        }
      }),
    );
  });
});

function expectSorted(nodes: readonly SpanNode[]): void {
  for (let i = 1; i < nodes.length; i++) expect(nodes[i].startUs).toBeGreaterThanOrEqual(nodes[i - 1].startUs);
}

function keys({ nodes }: TraceTree): string[] {
  return nodes.map((node) => node.key);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
