import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ObservedSpan } from '../../verify/span.ts';
import type { Terminal } from '../terminal.ts';
import { textWidth } from '../../text-width.ts';
import type { GhostSpan } from '../trace-rows.ts';
import { seen } from './testing/seen-span.ts';
import { traceLines } from './trace-view.ts';

const terminal: Terminal = { columns: 80, color: false, drawing: true, utf8: true };
const ascii: Terminal = { ...terminal, drawing: false, utf8: false };

const ghostRows = (lines: readonly string[]) => lines.filter((line) => /n[ãa]o veio$/.test(line));
const widest = (lines: readonly string[]) => Math.max(...lines.map(textWidth));

test('o que não veio aparece no seu lugar: abaixo do pai e dos filhos que vieram, no intervalo do pai', () => {
  const spans = [
    seen('raiz', { durationUs: 4000 }),
    seen('filho', { parentSpanId: 'raiz', startUs: 1_001_000, durationUs: 2000, status: { code: 'ERROR' } }),
    seen('depois', { parentSpanId: 'raiz', startUs: 1_003_500, durationUs: 500 }),
  ];
  const ghosts = [
    { name: 'irmão', parent: 'raiz', service: 'loja' },
    { name: 'neto', parent: 'filho' },
    { name: 'sobrinho', parent: 'irmão' },
    { name: 'sem lugar', parent: 'ninguém' },
  ];
  expect(traceLines(spans, ghosts, { ...terminal, columns: 70 })).toEqual([
    '  span            serviço  0                          4 ms    duração',
    '  raiz            lab01    ███████████████████████████████       4 ms',
    '  ├─ filho        lab01            ███████████████▌         erro 2 ms',
    '  │  └─ neto                       ─ ─ ─ ─ ─ ─ ─ ─           não veio',
    '  ├─ depois       lab01                               ████     500 µs',
    '  └─ irmão        loja     ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─   não veio',
    '     └─ sobrinho           ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─   não veio',
    '  sem lugar                ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─   não veio',
  ]);
});

test('quando nada veio, só os fantasmas, em árvore e sem régua de tempo; e nada a mostrar é linha nenhuma', () => {
  const ghosts = [
    { name: 'filho', parent: 'pai' },
    { name: 'pai', service: 'lab01' },
  ];
  expect(traceLines([], ghosts, { ...terminal, columns: 50 })).toEqual([
    '  span      serviço                       duração',
    '  pai       lab01    ─ ─ ─ ─ ─ ─ ─ ─ ─   não veio',
    '  └─ filho           ─ ─ ─ ─ ─ ─ ─ ─ ─   não veio',
  ]);
  expect(traceLines([], ghosts, { ...ascii, columns: 50 })).toEqual([
    '  span      servico                       duracao',
    '  pai       lab01    - - - - - - - - -   nao veio',
    '  `- filho           - - - - - - - - -   nao veio',
  ]);
  expect(traceLines([], [], terminal)).toEqual([]);
});

test('um fantasma inteiro é apagado, e não muda a cor de ninguém', () => {
  const spans = [seen('pai'), seen('filho', { parentSpanId: 'pai', service: 'estoque' })];
  const color = { ...terminal, color: true };
  const lines = traceLines(spans, [{ name: 'neto', parent: 'filho', service: 'loja' }], color);
  const [, ...painted] = lines.find((line) => line.includes('neto'))?.split('\u001b[') ?? [];
  expect(new Set(painted.map((text) => Number.parseInt(text)))).toEqual(new Set([2, 22]));
  expect(lines.join('')).toContain('\u001b[36mlab01');
  expect(lines.join('')).toContain('\u001b[35mestoque');
});

test('o primeiro trace que tem o pai; com o pai em nenhum, o primeiro', () => {
  const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(32));
  const spans = [
    seen('a', { traceId: one }),
    seen('c', { traceId: three }),
    seen('b', { traceId: two }),
    seen('b', { traceId: three, parentSpanId: 'c', spanId: 'outro b' }),
  ];
  const lines = traceLines(spans, [{ name: 'x', parent: 'y' }, { name: 'y', parent: 'b' }, { name: 'z' }], terminal);
  expect(lines.map((line) => /^ {2}(\W*\w+)/.exec(line)?.[1])).toEqual([
    'span',
    'a',
    'z',
    'span',
    'c',
    '└─ b',
    '   └─ y',
    '      └─ x',
    'span',
    'b',
  ]);
});

test('pais que dão a volta: cada um aparece uma vez, e os ramos fecham', () => {
  const ghosts = [
    { name: 'fora', parent: 'a' },
    { name: 'a', parent: 'b' },
    { name: 'b', parent: 'a' },
    { name: 'de b', parent: 'b' },
    { name: 'de si', parent: 'de si' },
  ];
  const rows = traceLines([seen('pai')], ghosts, terminal).slice(2);
  expect(rows.map((line) => /^ {2}(.*?) {2,}─/.exec(line)?.[1])).toEqual([
    'a',
    '├─ fora',
    '└─ b',
    '   └─ de b',
    'de si',
  ]);
});

test('um trace por vez, e os que sobram contados; um em que falta algo não sobra', () => {
  const spans = ['a', 'b', 'c', 'd', 'e'].map((name) => seen(name, { traceId: name.repeat(32) }));
  const lines = traceLines(spans, [], terminal);
  expect(lines.filter((line) => line.startsWith('  span '))).toHaveLength(3);
  expect(lines.at(-1)).toBe('  … e 2 outros traces');

  const haunted = traceLines(spans, [{ name: 'f', parent: 'e' }], terminal);
  expect(haunted.filter((line) => /^ {2}[a-e] /.test(line)).map((line) => line[2])).toEqual(['a', 'b', 'e']);
  expect(haunted.at(-2)).toMatch(/^ {2}└─ f .*não veio$/);
});

test('maxRows limita as linhas: os spans saem antes dos fantasmas, e os pais deles por último', () => {
  const spans = Array.from({ length: 30 }, (_, i) =>
    seen(`s${i}`, { startUs: 1_000_000 + i, parentSpanId: i === 0 ? undefined : i === 29 ? 's28' : 's0' }),
  );
  const ghosts = [
    { name: 'f1', parent: 's29' },
    { name: 'f2', parent: 's0' },
  ];
  const names = (maxRows?: number) =>
    traceLines(spans, ghosts, terminal, { maxRows }).map((line) => /^ {2}((│ {2}|[├└]─ | {3})*\S+)/.exec(line)?.[1]);
  expect(names()).toHaveLength(20);
  expect(names(8)).toEqual(['span', 's0', '├─ s1', '├─ s28', '│  └─ s29', '│     └─ f1', '└─ f2', '…']);
  expect(names(1)).toEqual(['span', '│  └─ s29', '│     └─ f1', '└─ f2', '…']);
  expect(traceLines(spans, ghosts, terminal, { maxRows: 8 }).at(-1)).toContain('mais 26 spans');
  expect(names(100)).toHaveLength(33);
});

test('60 fantasmas aparecem todos, mesmo em 10 linhas', () => {
  const ghosts = Array.from({ length: 60 }, (_, i) => ({ name: `fantasma ${i}`, parent: i % 2 ? 'pai' : undefined }));
  const lines = traceLines([seen('pai'), seen('a'), seen('b'), seen('c')], ghosts, terminal, { maxRows: 10 });
  expect(ghostRows(lines)).toHaveLength(60);
  expect(lines.filter((line) => line.includes('lab01'))).toHaveLength(1);
  expect(lines.at(-1)).toContain('mais 3 spans');
});

test('em 40 colunas, o nome e "não veio" continuam legíveis', () => {
  const lines = traceLines([seen('test_span_01')], [{ name: 'test_span_02', parent: 'test_span_01' }], {
    ...terminal,
    columns: 40,
  });
  expect(lines.at(-1)).toMatch(/^ {2}└─ test_span_02 +não veio$/);
});

test.each([20, 40, 50, 80, 120])('em %d colunas nada passa da largura, nem o que não veio', (columns) => {
  const names = ['x', '名前'.repeat(10), 'n'.repeat(200), '🚀'.repeat(30), 'a\tb\u202ec'];
  const spans = [
    ...names.map((name) => seen(name)),
    seen('lento', { durationUs: 3_599_000_000, status: { code: 'ERROR' } }),
    ...['1', '2', '3', '4'].map((id) => seen('outro', { traceId: id.repeat(32) })),
  ];
  const ghosts = names.map((name, i) => ({ name: `não é ${name}`, parent: names[i - 1], service: name }));
  for (const where of [terminal, ascii]) {
    const lines = traceLines(spans, ghosts, { ...where, columns });
    expect(widest(lines)).toBeLessThan(columns);
    expect(ghostRows(lines)).toHaveLength(names.length);
    expect(lines.join('')).not.toMatch(/[\p{Control}\u202e]/u);
  }
});

test('um nome com códigos do terminal não manda nele', () => {
  const lines = traceLines([seen('a\u001b[2Jb')], [{ name: 'c\u001b[2J', service: '\u0007' }], terminal);
  expect(lines.join('')).not.toMatch(/\p{Control}/u);
});

/** Um caractere só de cada nome: minúsculas vieram, maiúsculas não; é o que se lê por mais estreita que seja a janela. */
const LETTERS = Array.from('abcdefghijkl');
const initial = (line: string) => /^[…│├└─ ]*(\p{L})/u.exec(line)?.[1];

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constant('n'.repeat(200)),
);
const anySpans: fc.Arbitrary<ObservedSpan[]> = fc
  .array(
    fc.record({
      rest: anyText,
      traceId: fc.constantFrom('a', 'b', 'c'),
      parentSpanId: fc.option(fc.constantFrom(...LETTERS), { nil: undefined }),
      service: anyText,
      startUs: fc.integer({ min: 1_000_000, max: 1_000_100 }),
      durationUs: fc.oneof(fc.nat(200), fc.nat(1e11)),
      isError: fc.boolean(),
    }),
    { maxLength: LETTERS.length },
  )
  .map((all) =>
    all.map(({ rest, isError, ...change }, i) =>
      seen(LETTERS[i], { ...change, name: LETTERS[i] + rest, status: { code: isError ? 'ERROR' : 'UNSET' } }),
    ),
  );
const anyGhosts = (spans: readonly ObservedSpan[]): fc.Arbitrary<GhostSpan[]> =>
  fc
    .array(fc.record({ rest: anyText, parent: fc.nat(30), service: fc.option(anyText, { nil: undefined }) }), {
      maxLength: LETTERS.length,
    })
    .map((all) => {
      const names = all.map(({ rest }, i) => LETTERS[i].toUpperCase() + rest);
      const parents = [...names, ...spans.map(({ name }) => name)];
      return all.map(({ parent, service }, i) => ({ name: names[i], parent: parents[parent], service }));
    });

test('quaisquer spans, fantasmas e larguras: nada vaza, nada falta, e quem veio não sai da ordem', () => {
  fc.assert(
    fc.property(
      anySpans.chain((spans) => fc.tuple(fc.constant(spans), anyGhosts(spans))),
      fc.integer({ min: 20, max: 200 }),
      fc.integer({ min: 0, max: 40 }),
      ([spans, ghosts], columns, maxRows) => {
        const where = { ...terminal, columns };
        const lines = traceLines(spans, ghosts, where, { maxRows: 1000 });
        const short = traceLines(spans, ghosts, where, { maxRows });
        const plain = traceLines(spans, ghosts, { ...ascii, columns }, { maxRows });
        expect(widest(['', ...lines, ...short, ...plain])).toBeLessThan(columns);

        const expected = ghosts.map(({ name }) => name[0]).toSorted();
        expect(ghostRows(lines).map(initial).toSorted()).toEqual(expected);
        expect(ghostRows(short).map(initial).toSorted()).toEqual(expected);
        expect(ghostRows(plain)).toHaveLength(ghosts.length);
        expect(traceLines(spans, [], where, { maxRows }).length).toBeLessThanOrEqual(Math.max(4, maxRows));

        const arrived = (all: readonly string[]) =>
          all.filter((line) => !/(não veio|duração)$/.test(line)).map(initial);
        expect(arrived(lines)).toEqual(arrived(traceLines(spans, [], where, { maxRows: 1000 })));
        expect(arrived(lines)).toHaveLength(spans.length);
      },
    ),
    // Cada caso desenha seis vezes: a metade do de costume basta, e não atrasa os outros testes.
    { numRuns: 50 },
  );
});
