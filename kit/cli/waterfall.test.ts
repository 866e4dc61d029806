import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type JaegerTrace, toRowSpans } from './find-trace.ts';
import type { Terminal } from './terminal.ts';
import { type FakeSpan, fakeTrace, requestTrace } from './testing/traces.ts';
import { textWidth } from '../text-width.ts';
import { toTraceRows } from './trace-rows.ts';
import { renderWaterfall } from './waterfall.ts';

const plain: Terminal = { columns: 80, color: false, drawing: true, utf8: true };

function render(trace: JaegerTrace, terminal: Partial<Terminal> = {}, maxRows?: number): string[] {
  return renderWaterfall(toTraceRows(toRowSpans(trace)), { ...plain, ...terminal }, maxRows);
}

function widest(lines: readonly string[]): number {
  return Math.max(...lines.map((line) => textWidth(stripVTControlCharacters(line))));
}

test('a requisição do app, em 80 colunas', () => {
  expect(render(requestTrace)).toEqual([
    '  span                serviço          0                          8 ms  duração',
    '  GET /               service_example  ███████████████████████████████     8 ms',
    '  └─ request handler  service_example          ███████████████████████     6 ms',
    '     └─ test_span     service_example             ▐███████▌                2 ms',
  ]);
});

test('só ASCII: nenhum byte fora dele, e as mesmas colunas', () => {
  const trace = fakeTrace([
    { id: 'a', name: 'requisição 日本', service: 'serviço', duration: 8 },
    { id: 'b', parent: 'a', start: 2, duration: 4 },
    { id: 'c', parent: 'a', start: 6, duration: 1 },
  ]);
  const lines = render(trace, { drawing: false, utf8: false });
  expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
  expect(lines[1]).toContain('requisicao ????  servico  ###');
  expect(lines[2]).toContain('|- b');
  expect(lines[3]).toContain('`- c');
  expect(lines[3]).toContain('1 us');
});

test('cor só acrescenta cor: sem ela, o texto é o mesmo', () => {
  const colored = render(requestTrace, { color: true });
  expect(colored.join('')).toContain('\u001b[');
  expect(colored.map((line) => stripVTControlCharacters(line).trimEnd())).toEqual(render(requestTrace));
});

test('um erro se lê também sem cor', () => {
  const [, line] = render(fakeTrace([{ id: 'a', duration: 1500, error: true }]));
  expect(line).toMatch(/erro 1,5 ms$/);
});

describe('nunca passa da largura', () => {
  const deep = Array.from({ length: 60 }, (_, i): FakeSpan => ({
    id: `nível ${i}`,
    parent: i ? `nível ${i - 1}` : undefined,
    start: i,
    duration: 60 - i,
  }));
  const traces = {
    requisição: requestTrace,
    'árvore funda': fakeTrace(deep),
    'nomes enormes': fakeTrace([
      { id: 'a', name: 'x'.repeat(300), service: 'y'.repeat(300), duration: 123_456_789 },
      { id: 'b', parent: 'a', name: '日本語'.repeat(50), service: '🚀'.repeat(30), error: true },
    ]),
    'controles no nome': fakeTrace([{ id: 'a', name: 'a\nb\u001b[2Jc\td', service: 'e\u0007\u202ef' }]),
    'duração zero': fakeTrace([
      { id: 'a', duration: 0 },
      { id: 'b', parent: 'a', duration: 0 },
    ]),
    'duração negativa': fakeTrace([
      { id: 'a', duration: 10 },
      { id: 'b', parent: 'a', start: 20, duration: -5 },
    ]),
    'um trace vazio': fakeTrace([]),
  };
  for (const [name, trace] of Object.entries(traces)) {
    test.each([20, 40, 60, 79, 80, 81, 120])(`${name}, em %i colunas`, (columns) => {
      for (const drawing of [true, false]) {
        const lines = render(trace, { columns, drawing, color: true });
        expect(widest(lines)).toBeLessThan(columns);
        expect(lines.map((line) => stripVTControlCharacters(line)).join('')).not.toMatch(/[\p{Control}\u202e]/u);
      }
    });
  }
});

test('toda barra aparece, mesmo a de duração zero, e a do último instante', () => {
  const lines = render(
    fakeTrace([
      { id: 'a', duration: 1_000_000 },
      { id: 'b', parent: 'a', start: 500_000, duration: 0 },
      { id: 'c', parent: 'a', start: 1_000_000, duration: 0 },
    ]),
  );
  expect(lines.slice(1).every((line) => /[█▌▐]/.test(line))).toBe(true);
  expect(lines[2]).toMatch(/0 ms$/);
});

test('numa árvore funda, o nome continua legível', () => {
  const chain = Array.from({ length: 15 }, (_, i): FakeSpan => ({
    id: `span-${i}`,
    parent: i ? `span-${i - 1}` : undefined,
  }));
  const lines = render(fakeTrace(chain));
  expect(lines).toHaveLength(16);
  expect(lines[15]).toMatch(/^ {2}… .*└─ span-14 /);
});

test('mais de 20 spans: os primeiros, e quantos ficaram de fora', () => {
  const many = Array.from({ length: 45 }, (_, i): FakeSpan => ({
    id: `s${i}`,
    parent: i ? 's0' : undefined,
    start: i,
  }));
  const lines = render(fakeTrace(many));
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe('  … mais 26 spans: veja todos no navegador');
  expect(render(fakeTrace(many.slice(0, 20)))).toHaveLength(21);
  expect(render(fakeTrace(many.slice(0, 20))).at(-1)).not.toContain('mais');
});

test('nomes curtos não perdem o ramo: ele só encolhe quando o nome precisa do lugar', () => {
  expect(render(fakeTrace([{ id: 'a' }, { id: 'b', parent: 'a' }]))[2]).toMatch(/^ {2}└─ b /);
});

test('a duração, e o ramo, encolhem antes de o nome sumir', () => {
  const trace = fakeTrace([
    { id: 'abcd', duration: 3_599_000_000, error: true },
    { id: 'efghij', parent: 'abcd', duration: 1 },
  ]);
  expect(render(trace, { columns: 20 })[1]).toBe('  abcd  erro 59 mi…');
  expect(render(trace, { columns: 20, drawing: false, utf8: false })[2]).toBe('  e...         1 us');
});

test('o tracejado acompanha o intervalo do pai, e aparece por mais curto que ele seja', () => {
  const trace = fakeTrace([
    { id: 'a', duration: 1_000_000 },
    { id: 'b', parent: 'a', start: 1_000_000, duration: 0 },
  ]);
  const lines = renderWaterfall(toTraceRows(toRowSpans(trace), [{ name: 'c', parent: 'b' }]), plain);
  expect(lines[3]).toMatch(/^ {5}└─ c {20,}─ {2}não veio$/);
});

test('cada serviço tem a sua cor, e o erro é vermelho', () => {
  const lines = render(
    fakeTrace([
      { id: 'a', service: 'loja' },
      { id: 'b', parent: 'a', service: 'estoque' },
      { id: 'c', parent: 'a', service: 'estoque', error: true, start: 1 },
    ]),
    { color: true },
  );
  expect(lines[1]).toContain('\u001b[36mloja');
  expect(lines[2]).toContain('\u001b[35mestoque');
  expect(lines[3]).toContain('\u001b[31mestoque');
});

test('janelas estreitas perdem o serviço, depois as barras; nome e duração ficam', () => {
  expect(render(requestTrace, { columns: 56 }).join('\n')).not.toContain('service_example');
  const [, line] = render(requestTrace, { columns: 30 });
  expect(line).toMatch(/^ {2}GET \/ +8 ms$/);
});
