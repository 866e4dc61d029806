import { describe, expect, test } from 'vitest';
import { makeSpan, fixtureTrace, spanId, text } from '../query/testing/fixture-traces.ts';
import { summarizeTrace } from '../query/trace-summary.ts';
import type { Span, Trace } from '../store/model.ts';
import { renderMalformedTraceId, renderUnknownTrace } from './pages/problem-page.tsx';
import { renderSearchPage, type SearchPageModel } from './pages/search-page.tsx';
import { renderTracePage } from './pages/trace-page.tsx';
import { renderRows } from './pages/waterfall.tsx';
import type { PageContext } from './pages/layout.tsx';
import { parseSearch } from './search-params.ts';
import { assignServiceColors } from './service-colors.ts';
import { bigTrace } from './testing/big-trace.ts';
import { pageContext } from './testing/page-context.ts';
import { RECORDED_TRACE } from './testing/recorded-trace.ts';
import { openWhole } from './trace-cache.ts';
import { viewTrace } from './trace-view.ts';

const context: PageContext = {
  ...pageContext(),
  assets: { styles: '/static/ui.css', favicon: '/static/favicon.svg', scripts: { trace: '/static/trace.js' } },
  nav: [{ href: '/search', text: 'Traces' }],
};
const colors = assignServiceColors([]);
const NASTY = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '__proto__',
  '\u202Edireita',
  "a'b&c",
  '',
];

function tracePage(trace: Trace, find = ''): string {
  const view = viewTrace(openWhole(trace), { find });
  return renderTracePage({ context, colors, view, rows: [...renderRows(view, colors)].join('') });
}

function searchPage(model: Partial<SearchPageModel> = {}): string {
  return renderSearchPage({
    context,
    form: parseSearch(new URLSearchParams(), 0n).form,
    services: ['loja'],
    operations: [],
    results: [],
    colors,
    doors: { otlpHttp: 'http://127.0.0.1:14318' },
    nowMs: 0,
    ...model,
  });
}

/** Uma tag como o Preact a escreve: valores sempre entre aspas, e `>` pode aparecer dentro deles. */
const TAG = /<\/?([a-z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/gi;

/** Nada do que veio de fora pode virar elemento, atributo de evento, estilo ou endereço. */
function expectInert(html: string): void {
  const page = html
    .replace('<!doctype html>', '')
    .replace('<script type="module" src="/static/trace.js"></script>', '');
  const tags = [...page.matchAll(TAG)];
  expect(page.replace(TAG, '')).not.toContain('<');
  expect(tags.filter(([, name]) => /^(script|img|style|iframe|object|base)$/i.test(name))).toEqual([]);
  expect(tags.filter(([, , attributes]) => /\s(on\w+|style)="/i.test(attributes.replace(/="[^"]*"/g, '="')))).toEqual(
    [],
  );
  const addresses = tags.flatMap(([, , attributes]) => [...attributes.matchAll(/\s(?:href|src|action)="([^"]*)"/g)]);
  expect(addresses.filter(([, address]) => !/^[/#]/.test(address) || address.startsWith('//'))).toEqual([]);
}

function nastySpans(): Span[] {
  return NASTY.map((name, i) =>
    makeSpan({
      spanId: spanId(i + 1),
      parentSpanId: i ? spanId(1) : '',
      service: name,
      name,
      traceState: name,
      attributes: [text(name, name), { key: 'mapa', value: { type: 'kvlist', value: [text(name, name)] } }],
      events: [
        {
          name: 'exception',
          timeUnixNano: 0n,
          attributes: [text('exception.type', name), text('exception.stacktrace', name)],
          droppedAttributesCount: 1,
        },
      ],
      links: [
        {
          traceId: 'c'.repeat(32),
          spanId: spanId(9),
          traceState: '',
          attributes: [],
          droppedAttributesCount: 0,
          flags: 0,
        },
      ],
      status: { code: 2, message: name },
      warnings: [name],
    }),
  );
}

describe('escape', () => {
  test('nomes com HTML são texto em todas as páginas', () => {
    const trace = { traceId: 'a'.repeat(32), spans: nastySpans() };
    for (const name of NASTY) {
      expectInert(tracePage(trace, name));
      const form = { ...parseSearch(new URLSearchParams(), 0n).form, service: name, operation: name, tags: name };
      expectInert(searchPage({ form, services: NASTY, operations: NASTY, results: [summarizeTrace(trace)] }));
      expectInert(searchPage({ form, services: [], results: [] }));
      expectInert(searchPage({ problem: name }));
      expectInert(renderMalformedTraceId(context, name));
    }
    expect(tracePage(trace)).toContain('&lt;script>alert(1)&lt;/script>');
    expect(tracePage(trace)).toContain('__proto__');
  });
});

describe('página do trace', () => {
  test('traz tudo o que se sabe, legível sem JavaScript', () => {
    const html = tracePage(fixtureTrace('3fc60c'));
    for (const piece of [
      'GET /checkout',
      '250 ms',
      '6 níveis',
      'CardDeclined',
      'insufficient funds',
      'lab=1,vendor=x:y',
    ])
      expect(html.replaceAll('\u00a0', ' ')).toContain(piece);
    expect(html).toContain('9223372036854775807');
    expect(html).toContain('Span deste mesmo trace');
    expect(tracePage(fixtureTrace('0e0f10'))).toContain(`Span do trace ${'f'.repeat(32)}`);
    expect(html).toContain(`href="/api/traces/${RECORDED_TRACE}?prettyPrint=true"`);
    expect(html.match(/<li id="span-/g)).toHaveLength(9);
  });

  test('`uiFind` com o id de um span o abre; com texto, marca os que casam', () => {
    const byId = tracePage(fixtureTrace('3fc60c'), 'ccc19b7ec3c1b17b');
    expect(byId).toMatch(/<li id="span-ccc19b7ec3c1b17b" class="[^"]* m"[^>]*>.*?<details open>/);
    expect(tracePage(fixtureTrace('3fc60c'), 'post').match(/<li id="span-\w+" class="[^"]* m"/g)).toHaveLength(4);
  });

  test('sem os scripts empacotados, a página não os cita', () => {
    const view = viewTrace(openWhole(fixtureTrace('3fc60c')));
    const bare = { ...context, assets: { ...context.assets, scripts: {} } };
    expect(renderTracePage({ context: bare, colors, view, rows: '' })).not.toContain('<script');
    expect(tracePage(fixtureTrace('3fc60c'))).toContain('<script type="module" src="/static/trace.js">');
  });

  test('diz o que há de estranho: órfãos, cópias e ciclos', () => {
    expect(tracePage(fixtureTrace('000003'))).toContain('cita um pai que não está aqui');
    expect(tracePage(fixtureTrace('000006'))).toContain('1 cópia exata descartada');
    const cycle = makeSpan({ spanId: spanId(1), parentSpanId: spanId(1) });
    expect(tracePage({ traceId: cycle.traceId, spans: [cycle] })).toContain('antepassados de si mesmos');
  });

  test('10.000 spans: menos de 6 MB, e os detalhes só dos abertos', () => {
    const html = tracePage(bigTrace(10_000), spanId(77));
    expect(html.length).toBeLessThan(6_000_000);
    expect(html.match(/class="details"/g)).toHaveLength(1);
    expect(html).toContain(`href="/trace/${'b16'.padStart(32, '0')}/span/${spanId(78)}"`);
  });

  test('cadeia de 10.000 níveis: nada se aninha', () => {
    const spans = Array.from({ length: 10_000 }, (_, i) =>
      makeSpan({ spanId: spanId(i + 1), parentSpanId: i ? spanId(i) : '', startMs: i, durationMs: 20_000 - 2 * i }),
    );
    expect(tracePage({ traceId: 'a'.repeat(32), spans })).toContain('data-level="9999"');
  });

  test('traces degenerados não derrubam a página', () => {
    expect(tracePage({ traceId: 'a'.repeat(32), spans: [] })).toContain('(sem nome)');
    expect(tracePage({ traceId: 'a'.repeat(32), spans: [makeSpan({ durationMs: 0 })] })).toContain(
      '0 ms'.replace(' ', '\u00a0'),
    );
    const ages = [makeSpan({ spanId: spanId(1) }), { ...makeSpan({ spanId: spanId(2) }), startTimeUnixNano: 0n }];
    expect(tracePage({ traceId: 'a'.repeat(32), spans: ages })).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('página de busca', () => {
  test('vazia: os comandos que existem e as portas em que se escuta de fato', () => {
    const html = searchPage({ context: { ...context, stats: { ...context.stats, traces: 0 } } });
    expect(html).toContain('npx tsx exemplos/example_exporter.ts');
    expect(html).toContain('npm start');
    expect(html).toContain('http://127.0.0.1:14318');
    expect(html).not.toContain('6832');
  });

  test('sem spans, diz o que chegou no lugar, e o rodapé também', () => {
    const stored = { ...context.stored, series: 1_251, logs: 1 };
    const stats = { ...context.stats, traces: 0 };
    const html = searchPage({ context: { ...context, stats, stored } });
    expect(html).toContain('Há 1.251 séries de métricas e 1 log aqui, mas nenhum span');
    expect(html).toContain(' · 1.251 séries de métricas · 1 log · ');
    expect(searchPage({ context: { ...context, stats } })).not.toMatch(/métricas|logs? ·/);
  });

  test('filtros sem resultado, e serviço desconhecido', () => {
    expect(searchPage()).toContain('Nenhum trace com estes filtros');
    const form = { ...parseSearch(new URLSearchParams('service=Loja'), 0n).form };
    expect(searchPage({ form })).toContain('O serviço “Loja” não enviou nada');
  });

  test('o formulário reaparece como foi preenchido', () => {
    const query = 'service=fora&operation=x&tags=error%3Dtrue&lookback=7m&minDuration=1ms&limit=7';
    const html = searchPage({ form: parseSearch(new URLSearchParams(query), 0n).form });
    expect(html).toContain('<option value="fora" selected>fora</option>');
    expect(html).toContain('Últimos 7 minutos');
    expect(html).toMatch(/name="tags" value="error=true"/);
    expect(html).toMatch(/name="limit"[^>]*value="7"/);
  });

  test('raiz ausente: mostra o primeiro span e avisa', () => {
    expect(searchPage({ results: [summarizeTrace(fixtureTrace('000003'))] })).toContain('raiz ausente');
  });
});

test('trace desconhecido: ensina as causas', () => {
  const html = renderUnknownTrace({ ...context, stats: { ...context.stats, evictedTraces: 1_234 } }, '1'.repeat(32));
  for (const piece of [
    'ainda não foi exportado',
    'flush',
    'dar lugar a outros',
    'outro backend',
    '1.234 traces saíram',
  ])
    expect(html).toContain(piece);
});
