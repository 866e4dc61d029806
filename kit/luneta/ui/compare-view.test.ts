import { describe, expect, test } from 'vitest';
import { makeSpan, spanId } from '../query/testing/fixture-traces.ts';
import type { Span } from '../store/model.ts';
import { viewComparison } from './compare-view.ts';
import { renderComparePage } from './pages/compare-page.tsx';
import { compareRow } from './pages/compare-row.tsx';
import { renderFragment } from './pages/render.ts';
import { assignServiceColors } from './service-colors.ts';
import { pageContext } from './testing/page-context.ts';
import { openWhole, type OpenedTrace } from './trace-cache.ts';

const context = pageContext();

function opened(...spans: Span[]): OpenedTrace {
  return openWhole({ traceId: 'a'.repeat(32), spans });
}

const span = (n: number, parent: number, name: string, durationMs = 10): Span =>
  makeSpan({ spanId: spanId(n), parentSpanId: parent ? spanId(parent) : '', name, durationMs });

/** raiz → (a → b → c), d, (e → f) */
const before = [
  span(1, 0, 'raiz'),
  span(2, 1, 'a'),
  span(3, 2, 'b'),
  span(4, 3, 'c'),
  span(5, 1, 'd'),
  span(6, 1, 'e'),
  span(7, 6, 'f'),
];

describe('só diferenças', () => {
  const names = (after: Span[]): string[] =>
    viewComparison(opened(...before), opened(...after), true).rows.map(({ left, right }) => (right ?? left)!.span.name);

  test('cada linha que mudou vem com os antepassados, e só eles', () => {
    const slow = before.map((one) =>
      one.name === 'c' ? { ...one, endTimeUnixNano: one.endTimeUnixNano + 9_000_000n } : one,
    );
    expect(names(slow)).toEqual(['raiz', 'a', 'b', 'c']);
    expect(names([...before, span(8, 6, 'novo')])).toEqual(['raiz', 'e', 'novo']);
    expect(names(before.filter(({ name }) => name !== 'd'))).toEqual(['raiz', 'd']);
  });

  test('um erro que apareceu é uma diferença, mesmo com a mesma duração', () => {
    expect(names(before.map((one) => (one.name === 'f' ? { ...one, status: { code: 2, message: '' } } : one)))).toEqual(
      ['raiz', 'e', 'f'],
    );
  });

  test('iguais: nada', () => expect(names(before)).toEqual([]));
});

test('de um trace que não cabe inteiro, as contas são do trace inteiro, e a página diz que a lista é uma parte', () => {
  const whole = opened(...before);
  const cut = opened(...before.slice(0, 3));
  const part: OpenedTrace = {
    ...cut,
    trace: { ...cut.trace, omittedSpanCount: 4 },
    summary: { ...whole.summary, durationNs: whole.summary.durationNs + 90_000_000n },
  };
  const view = viewComparison(whole, part, false);
  const colors = assignServiceColors([]);
  const html = renderComparePage({ context, view, colors, rows: 'x' }).replaceAll('\u00a0', ' ');
  expect(html).toContain('B demorou 90 ms a mais (900%)');
  expect(html.match(/<span>7 spans<\/span>/g)).toHaveLength(2);
  expect(html).toMatch(/<b>100 ms<\/b>/);
  expect(html).toContain('os 3 primeiros spans dele a chegar, e 4 ficaram de fora');
  expect(renderComparePage({ context, view: viewComparison(whole, whole, false), colors, rows: 'x' })).not.toContain(
    'de fora',
  );
});

test('nomes com HTML são texto', () => {
  const nasty = '"><script>alert(1)</script>';
  const view = viewComparison(opened(makeSpan({ name: nasty, service: nasty })), opened(), false);
  const html = renderFragment(compareRow(view.rows[0], view, assignServiceColors([])));
  expect(html).not.toContain('<script');
  expect(html).toContain('&lt;script>');
});
