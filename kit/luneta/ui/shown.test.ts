/** Spans enormes cabem na página: o começo aparece, e uma frase diz quanto ficou de fora e onde está. */
import { describe, expect, test } from 'vitest';
import { makeSpan, spanId, text } from '../query/testing/fixture-traces.ts';
import { buildTraceTree } from '../query/trace-tree.ts';
import type { Span } from '../store/model.ts';
import { renderSpanFragment } from './pages/span-page.tsx';
import { renderTracePage } from './pages/trace-page.tsx';
import { renderRows } from './pages/waterfall.tsx';
import { assignServiceColors } from './service-colors.ts';
import {
  MAX_NAME_CHARS,
  MAX_SHOWN_ATTRIBUTES,
  MAX_SHOWN_ITEMS,
  MAX_VALUE_CHARS,
  shownName,
  shownText,
} from './shown.ts';
import { pageContext } from './testing/page-context.ts';
import { texts } from './texts.ts';
import { analyzeTrace } from './trace-analysis.ts';
import { openWhole } from './trace-cache.ts';
import { viewTrace } from './trace-view.ts';

const HUGE = 'x'.repeat(1_000_000);
const context = pageContext();

function tracePage(spans: Span[]): string {
  const trace = { traceId: spans[0].traceId, spans };
  const view = viewTrace(openWhole(trace));
  const colors = assignServiceColors([HUGE]);
  return renderTracePage({ context, colors, view, rows: [...renderRows(view, colors)].join('') });
}

function details(overrides: Partial<Span>): string {
  const span = makeSpan(overrides);
  const tree = buildTraceTree({ traceId: span.traceId, spans: [span] });
  return renderSpanFragment(tree.nodes[0], { tree, analysis: analyzeTrace(tree), hasTrace: () => false });
}

describe('detalhes de um span', () => {
  test('um valor de 1 MB: o começo, e quantos caracteres faltam', () => {
    const html = details({ attributes: [text('grande', HUGE)] });
    expect(html).toContain(`>${'x'.repeat(MAX_VALUE_CHARS)}<`);
    expect(html).toContain(texts.span.moreChars(HUGE.length - MAX_VALUE_CHARS));
    expect(html.length).toBeLessThan(2 * MAX_VALUE_CHARS);
  });

  test('100 mil atributos: os primeiros, e quantos faltam', () => {
    const attributes = Array.from({ length: 100_000 }, (_, i) => text(`k${i}`, 'v'));
    const html = details({ attributes });
    expect(html).toContain(texts.span.moreItems(attributes.length - MAX_SHOWN_ATTRIBUTES));
    expect(html).toContain('<b>100000</b>');
    expect(html.length).toBeLessThan(100_000);
  });

  test('eventos, links, pilhas e listas enormes', () => {
    const attributes = [
      text('exception.type', HUGE),
      text('exception.message', HUGE),
      text('exception.stacktrace', HUGE),
    ];
    const event = { timeUnixNano: 1n, name: 'exception', attributes, droppedAttributesCount: 0 };
    const many = Array.from({ length: 1000 }, () => ({ ...event, name: HUGE, attributes: [text(HUGE, 'v')] }));
    const link = {
      traceId: '1'.repeat(32),
      spanId: '2'.repeat(16),
      traceState: '',
      droppedAttributesCount: 0,
      flags: 0,
    };
    const links = Array.from({ length: 1000 }, () => ({ ...link, attributes: [] }));
    const values = Array.from({ length: 50_000 }, () => ({ type: 'string' as const, value: 'item' }));
    const html = details({
      events: [event, ...many],
      links,
      attributes: [{ key: 'lista', value: { type: 'array', value: values } }],
      traceState: HUGE,
      status: { code: 2, message: HUGE },
    });
    expect(html).toContain(texts.span.moreItems(1001 - MAX_SHOWN_ITEMS));
    expect(html).toContain(texts.span.moreItems(1000 - MAX_SHOWN_ITEMS));
    expect(html.length).toBeLessThan(300_000);
  });
});

describe('página do trace', () => {
  test('nomes de 1 MB não se multiplicam pelas linhas', () => {
    const spans = Array.from({ length: 500 }, (_, i) => makeSpan({ spanId: spanId(i), name: HUGE, service: HUGE }));
    // O endereço da busca do serviço leva o nome inteiro, uma vez.
    expect(tracePage(spans).length - HUGE.length).toBeLessThan(500 * 2000);
  });

  test('detalhes longos não vão na página: cada linha leva à do span', () => {
    const short = tracePage([makeSpan({ attributes: [text('k', 'v')] })]);
    const long = tracePage([makeSpan({ attributes: [text('k', HUGE)] })]);
    expect(short).toContain('<details><summary class="r">');
    expect(long).not.toContain('<details><summary class="r">');
    expect(long).toContain('<a class="r" href="/trace/');
  });
});

test('nomes: vazio tem um lugar, comprido é cortado, comum fica igual', () => {
  expect(['', 'loja', 'n'.repeat(MAX_NAME_CHARS + 1)].map(shownName)).toEqual([
    texts.unnamed,
    'loja',
    `${'n'.repeat(MAX_NAME_CHARS)}…`,
  ]);
});

test.each([
  ['direção trocada', '\u202eRTL\u2066', '\\u202eRTL\\u2066'],
  ['separador de linha', '\u2028', '\\u2028'],
  ['largura zero', 'ca\u200brro\ufeff', 'ca\\u200brro\\ufeff'],
  ['controles', '\u0000\u001b[31m\u007f\u0085', '␀␛[31m␡\\u0085'],
  ['fora do plano básico', '\u{e0041}', '\\u{e0041}'],
  ['meio par UTF-16', 'a\ud83d', 'a\\ud83d'],
  ['espaço vazio que conta como letra', '\u3164', '\\u3164'],
  ['emojis compostos ficam inteiros', '👩🏽‍💻 ❤️‍🔥 👨‍👩‍👧', '👩🏽‍💻 ❤️‍🔥 👨‍👩‍👧'],
  ['acentos e outras escritas', 'ação שלום 日本', 'ação שלום 日本'],
])('caracteres que não se veem aparecem: %s', (_name, name, shown) => {
  expect(shownName(name)).toBe(shown);
  expect(shownText(name).shown).toBe(shown);
});

test('as linhas de um valor ficam; num nome, uma quebra aparece', () => {
  expect(shownText('a\r\n\tb\rc').shown).toBe('a\r\n\tb␍c');
  expect(shownName('a\n\tb')).toBe('a␊␉b');
});

test('o corte não parte um emoji', () => {
  expect(shownName(`${'n'.repeat(MAX_NAME_CHARS - 1)}😀`)).toBe(`${'n'.repeat(MAX_NAME_CHARS - 1)}…`);
});

test('na página do trace e nos detalhes, nada invisível chega ao HTML', () => {
  const name = '\u202eRTL\u2066';
  const event = { timeUnixNano: 1n, name, attributes: [], droppedAttributesCount: 0 };
  const overrides = { name, service: name, attributes: [text(name, name)], events: [event], warnings: [name] };
  for (const html of [tracePage([makeSpan(overrides)]), details({ ...overrides, traceState: name })]) {
    expect(html).toContain('\\u202eRTL\\u2066');
    expect(html).not.toMatch(/>[^<]*\u202e/);
  }
});
