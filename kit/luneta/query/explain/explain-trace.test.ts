import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adjustTrace } from '../adjust-trace.ts';
import { fixtureTraces } from '../testing/fixture-traces.ts';
import { anyTree, chain, failed, spanAt, treeOf } from '../testing/small-trees.ts';
import { buildTraceTree, type SpanNode } from '../trace-tree.ts';
import { explainTrace, MAX_SENTENCES } from './explain-trace.ts';
import { explain, explainSpans } from './testing/explain-spans.ts';

/** As frases de cada trace da gravação, pelo id: quem muda um texto as relê aqui. */
const golden = JSON.parse(readFileSync(new URL('golden.json', import.meta.url), 'utf8')) as Record<
  string,
  Record<string, string>
>;

/** Quantas vezes algo se leu destes nós: o trabalho, sem relógio. */
function countReads(nodes: readonly SpanNode[]): () => number {
  let reads = 0;
  for (const node of nodes) {
    for (const [key, value] of Object.entries(node)) {
      Object.defineProperty(node, key, { get: () => (reads++, value) });
    }
  }
  return () => reads;
}

describe('explainTrace', () => {
  test('há frases escolhidas para cada trace da gravação', () => {
    expect(Object.keys(golden)).toEqual(fixtureTraces().map(({ traceId }) => traceId));
  });

  test.each(fixtureTraces())('gravação do Jaeger: $traceId', (trace) => {
    expect(explain(buildTraceTree(adjustTrace(trace)))).toEqual(golden[trace.traceId]);
  });

  test('sem spans, sem frases; um span só, uma ou duas', () => {
    expect(explainSpans()).toEqual({});
    expect(explainSpans(spanAt(1, 0, [0, 10]))).toEqual({
      origin: 'Tudo começou com um trabalho interno de loja, “s1”: levou 10 ms.',
    });
    expect(Object.keys(explainSpans(spanAt(1, 0, [0, 10], failed)))).toEqual(['origin', 'failure']);
  });

  test('qualquer árvore: poucas frases, cada uma com spans do trace e sem lacunas no texto', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        const sentences = explainTrace(tree);
        expect(sentences.length).toBeLessThanOrEqual(MAX_SENTENCES);
        expect(new Set(sentences.map(({ code }) => code)).size).toBe(sentences.length);
        for (const { spans, text: told } of sentences) {
          expect(spans.length).toBeGreaterThan(0);
          expect(spans.every((node) => tree.nodes[node.index] === node)).toBe(true);
          expect(told).toMatch(/^\S.*[.!?…]$/u);
          expect(told).not.toMatch(/undefined|NaN|Infinity|\[object|\.\.|\b1 (spans|filhos|mensagens|chamadas)\b/u);
        }
      }),
    );
  });

  test('uma cadeia de 10.000 spans que falham não estoura a pilha, e cada um é lido poucas vezes', () => {
    const tree = chain(10_000, failed);
    const reads = countReads(tree.nodes);
    expect(Object.keys(explain(tree))).toContain('failure');
    expect(reads() / tree.nodes.length).toBeLessThan(200);
  });

  test('nomes e mensagens enormes saem cortados, sem partir um caractere', () => {
    const huge = '😀'.repeat(50_000);
    const told = explainTrace(
      treeOf(spanAt(1, 0, [0, 10], { name: huge, service: huge, status: { code: 2, message: `a\n${huge}` } })),
    );
    expect(told.map((sentence) => sentence.text).join('')).toHaveLength(
      told.map((sentence) => sentence.text.replace(/\p{Cs}/gu, '')).join('').length,
    );
    expect(told.every((sentence) => sentence.text.length < 500)).toBe(true);
    expect(told[1].text).toMatch(/: a\.$/u);
  });
});
