import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '../../../text-width.ts';
import { seen } from '../testing/seen-span.ts';
import { compareForests, type ComparedNode } from './compare-forests.ts';
import { diffLines } from './diff-view.ts';
import { type NamedNode, readDrawing, writeDrawing } from './drawing.ts';
import { preOrder } from './pair-forests.ts';
import { spanForest } from './span-forest.ts';

/** Cada span escolhe o pai entre os anteriores, ou é uma raiz. */
const forest: fc.Arbitrary<NamedNode[]> = fc
  .array(fc.record({ name: fc.constantFrom('a', 'b', 'GET /'), isError: fc.boolean(), parent: fc.nat() }), {
    maxLength: 10,
  })
  .map((spans) => {
    const roots: NamedNode[] = [];
    const placed: NamedNode[] = [];
    for (const { name, isError, parent } of spans) {
      const node = { name, isError, children: [] };
      (placed[(parent % (placed.length + 1)) - 1]?.children ?? roots).push(node);
      placed.push(node);
    }
    return roots;
  });

/** Os mesmos spans, com os irmãos noutra ordem. */
function reversed(nodes: readonly NamedNode[]): NamedNode[] {
  return nodes.map((node) => ({ ...node, children: reversed(node.children) })).toReversed();
}

function read(text: string): NamedNode[] {
  const drawing = readDrawing(text);
  if ('problem' in drawing) throw new Error(drawing.problem.code);
  return drawing.roots;
}

function compared(roots: readonly ComparedNode[]): ComparedNode[] {
  return roots.flatMap((node) => [node, ...compared(node.children)]);
}

const COLORLESS = { columns: 80, color: false, drawing: true, utf8: true };

test('o que se escreve se lê de volta', () => {
  fc.assert(
    fc.property(forest, (roots) => {
      fc.pre(roots.length > 0);
      expect(read(`# nada\n\n${writeDrawing(roots)}`)).toEqual(roots);
      expect(read(writeDrawing(roots).replaceAll('\n', '\r\n'))).toEqual(roots);
    }),
  );
});

test('ler um texto qualquer nunca lança', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '!', '#', '\t', '\0') }), (text) => {
      expect(readDrawing(text)).toBeTypeOf('object');
    }),
  );
});

test.each([
  ['a\n\tb', 'tab', 2],
  ['# x\na\n   b', 'odd_indent', 3],
  ['  a', 'no_parent', 1],
  ['a\n    b', 'no_parent', 2],
  ['a\n  !', 'no_name', 2],
  ['a\0', 'binary', 1],
  ['# só comentários\n\n', 'empty', 0],
])('%j: %s', (text, code, line) => {
  expect(readDrawing(text)).toMatchObject({ problem: { code, line } });
});

test('igual é igual, em qualquer ordem dos irmãos', () => {
  fc.assert(
    fc.property(forest, (roots) => {
      const { isEqual, counts, repeated } = compareForests(roots, reversed(roots));
      expect(isEqual).toBe(true);
      expect(counts.right).toBe(preOrder(roots).length);
      expect(repeated).toEqual([]);
    }),
  );
});

test('só é igual quando é: trocar um nome, um erro ou tirar um span sempre aparece', () => {
  fc.assert(
    fc.property(forest, fc.nat(), fc.constantFrom('name', 'error', 'extra'), (roots, at, change) => {
      const copy = structuredClone(roots);
      const all = preOrder(copy).map(({ node }) => node);
      fc.pre(all.length > 0);
      const node = all[at % all.length];
      if (change === 'name') node.name = 'outro';
      else if (change === 'error') node.isError = !node.isError;
      else node.children.push({ name: 'a', isError: false, children: [] });
      expect(compareForests(roots, copy).isEqual).toBe(false);
    }),
  );
});

test('nenhum span se perde, e o que falta de um lado sobra do outro', () => {
  fc.assert(
    fc.property(forest, forest, (one, other) => {
      const { counts, roots, isEqual } = compareForests(one, other);
      const back = compareForests(other, one).counts;
      const shared = counts.right + counts.moved + counts.other_status;
      expect(shared + counts.missing).toBe(preOrder(one).length);
      expect(shared + counts.unforeseen).toBe(preOrder(other).length);
      expect([back.missing, back.unforeseen]).toEqual([counts.unforeseen, counts.missing]);
      expect(compared(roots)).toHaveLength(shared + counts.missing + counts.unforeseen);
      expect(isEqual).toBe(counts.right === compared(roots).length);
    }),
  );
});

test('as linhas nunca passam da largura, com e sem desenho', () => {
  fc.assert(
    fc.property(forest, forest, fc.integer({ min: 40, max: 120 }), fc.boolean(), (one, other, columns, drawing) => {
      const lines = diffLines(compareForests(one, other).roots, { columns, color: false, drawing, utf8: drawing });
      expect(Math.max(0, ...lines.map(textWidth))).toBeLessThan(columns);
    }),
  );
});

test('o que houve com cada um', () => {
  const drawn = read('GET /\n  ler\n    abrir\n  cobrar\n  cobrar !\n  avisar\nGET /saude\n');
  const came = read('GET /\n  ler !\n  cobrar\n    abrir\n  cobrar !\n  cobrar\n  gravar\nGET /saude\n');
  const { roots, repeated, counts } = compareForests(drawn, came);
  expect(diffLines(roots, COLORLESS)).toEqual([
    '  ✓ GET /',
    '  ! ├─ ler !     veio com erro',
    '  + ├─ cobrar    não estava no desenho',
    '  → │  └─ abrir  você o pôs em "ler"',
    '  ✓ ├─ cobrar !',
    '  ✓ ├─ cobrar',
    '  + ├─ gravar    não estava no desenho',
    '  ✗ └─ avisar    não veio',
    '  ✓ GET /saude',
  ]);
  expect(repeated).toEqual([{ name: 'cobrar', drawn: 2, seen: 3 }]);
  expect(counts).toEqual({ right: 4, other_status: 1, moved: 1, missing: 1, unforeseen: 2 });
});

test('o que está dentro de um span que mudou de lugar não mudou', () => {
  const { counts } = compareForests(read('r\n  x\n    y\n    z\n'), read('r\n  m\n    x\n      y\n'));
  expect(counts).toEqual({ right: 2, other_status: 0, moved: 1, missing: 1, unforeseen: 1 });
});

test('uma cadeia de dez mil spans cabe', () => {
  const chain = Array.from({ length: 10_000 }, (_, i) =>
    seen('elo', { spanId: `s${i}`, parentSpanId: i > 0 ? `s${i - 1}` : undefined, startUs: i }),
  );
  const { roots, isEqual } = compareForests(read('elo\n  elo\n'), spanForest(chain));
  expect(isEqual).toBe(false);
  expect(diffLines(roots, COLORLESS).at(-1)).toBe('  … e mais 9.940 linhas');
});
