/** A página do trace inteira: vistas, janela de tempo, filtro, vãos, fantasmas e o que se explica de um span. */
import { describe, expect, test } from 'vitest';
import { fixtureTrace, makeSpan, spanId, text } from '../query/testing/fixture-traces.ts';
import { summarizeTrace } from '../query/trace-summary.ts';
import type { Span, Trace } from '../store/model.ts';
import { renderTracePage } from './pages/trace-page.tsx';
import { renderRows } from './pages/waterfall.tsx';
import { analyzeTrace } from './trace-analysis.ts';
import { assignServiceColors } from './service-colors.ts';
import { bigTrace } from './testing/big-trace.ts';
import { FakeStore } from './testing/fake-store.ts';
import { pageContext } from './testing/page-context.ts';
import { MAX_PAGE_SPANS, openWhole, TraceCache } from './trace-cache.ts';
import type { TraceParams } from './trace-params.ts';
import { viewTrace } from './trace-view.ts';

const context = pageContext();
const colors = assignServiceColors([]);

function page(trace: Trace, params: Partial<TraceParams> = {}, hasTrace = (): boolean => false): string {
  const view = viewTrace(openWhole(trace), params, hasTrace);
  return renderTracePage({ context, colors, view, rows: [...renderRows(view, colors)].join('') }).replaceAll(
    '\u00a0',
    ' ',
  );
}

function traceOf(...spans: Span[]): Trace {
  return { traceId: 'a'.repeat(32), spans };
}

/** As linhas da linha do tempo, sem as escondidas. */
function shownRows(html: string): string[] {
  return [...html.matchAll(/<li id="span-(\w+)"([^>]*)>/g)]
    .filter(([, , attributes]) => !/ hidden/.test(attributes))
    .map(([, key]) => key);
}

const checkout = fixtureTrace('3fc60c');

describe('vistas', () => {
  test('são links, e a atual é marcada', () => {
    const html = page(checkout, { view: 'statistics' });
    expect(html).toContain(`href="/trace/${checkout.traceId}?view=events"`);
    expect(html).toMatch(/view=statistics" aria-current="page"/);
    expect(html).not.toContain('id="rows"');
  });

  test('estatísticas: por serviço, ordenadas, e cada grupo leva aos seus spans', () => {
    const html = page(checkout, { view: 'statistics' });
    expect(html.indexOf('payments</span>')).toBeGreaterThan(0);
    const table = html.slice(html.indexOf('<tbody>'));
    expect(table.indexOf('payments')).toBeLessThan(table.indexOf('frontend'));
    expect(table).toContain('uiFind=service%3D%22payments%22&amp;only=1');
    const byName = page(checkout, { view: 'statistics', sort: 'name' });
    const sorted = byName.slice(byName.indexOf('<tbody>'));
    expect(sorted.indexOf('frontend')).toBeLessThan(sorted.indexOf('payments'));
    expect(byName).toContain('aria-sort="ascending"');
  });

  test('estatísticas por atributo: os que não o têm formam um grupo', () => {
    const html = page(checkout, { view: 'statistics', group: 'attribute', key: 'http.request.method' });
    expect(html).toContain('(sem o atributo)');
    expect(html).toContain('uiFind=http.request.method%3D%22POST%22');
  });

  test('eventos: os de todos os spans, na ordem do tempo, com a severidade', () => {
    const html = page(checkout, { view: 'events' });
    expect(html.indexOf('cache miss')).toBeLessThan(html.indexOf('CardDeclined'));
    expect(html).toMatch(/class="severity-error"/);
    expect(html).toContain(`href="/trace/${checkout.traceId}?uiFind=ccc19b7ec3c1b17b#span-ccc19b7ec3c1b17b"`);
    const errors = page(checkout, { view: 'events', severity: 'error' });
    expect(errors).not.toContain('cache miss');
    expect(errors).toContain('insufficient funds');
    expect(page(traceOf(makeSpan()), { view: 'events' })).toContain('span.addEvent');
  });

  test('explicação: frases com links para os spans que as provam, e dobrada na linha do tempo', () => {
    const html = page(checkout, { view: 'explanation' });
    expect(html).toContain('O primeiro erro foi em');
    expect(html).toContain('data-span="ccc19b7ec3c1b17b"');
    expect(page(checkout)).toContain('class="folded-explanation"');
  });

  test('as frases da explicação são as da análise, feitas uma vez por trace', () => {
    const opened = openWhole(checkout);
    const view = viewTrace(opened);
    expect(view.analysis.sentences).toBe(analyzeTrace(opened.tree).sentences);
    const sentences = [{ ...view.analysis.sentences[0], text: 'só esta frase' }];
    for (const name of ['timeline', 'explanation'] as const) {
      const shown = { ...view, params: { ...view.params, view: name }, analysis: { ...view.analysis, sentences } };
      const html = renderTracePage({ context, colors, view: shown, rows: '' });
      expect(html).toContain('só esta frase');
      expect(html).not.toContain('O primeiro erro foi em');
    }
  });

  test('dobrada, a explicação mostra a frase do erro, e não a da origem', () => {
    expect(page(checkout)).toMatch(/<summary>(?:(?!<\/summary>).)*O primeiro erro foi em/);
    expect(page(traceOf(makeSpan()))).toMatch(/<summary>(?:(?!<\/summary>).)*Tudo começou com/);
  });

  test('na explicação, cada nome tem a sua própria direção de escrita', () => {
    const trace = traceOf(makeSpan({ name: 'שלום', durationMs: 10 }));
    expect(page(trace, { view: 'explanation' })).toContain('<bdi>“שלום”</bdi>: levou 10 ms.');
  });

  test('“Todos” são os eventos', () => {
    expect(page(checkout, { view: 'events' })).toMatch(/aria-current="true">todos <b>/);
  });

  test('um grupo que não cabe num filtro não vira link', () => {
    const query = 'SELECT '.padEnd(3_000, 'x');
    const trace = traceOf(
      makeSpan({ spanId: spanId(1), attributes: [text('db.query.text', query)] }),
      makeSpan({ spanId: spanId(2), attributes: [text('db.query.text', 'SELECT 1')] }),
    );
    const html = page(trace, { view: 'statistics', group: 'attribute', key: 'db.query.text' });
    expect(html).toContain('<span class="op">SELECT xxx');
    expect(html.match(/href="[^"]*uiFind=db[^"]*"/g)).toEqual([
      expect.stringContaining('uiFind=db.query.text%3D%22SELECT+1%22') as string,
    ]);
  });

  test('o trace se baixa nos dois formatos', () => {
    const html = page(checkout);
    expect(html).toContain(`href="/api/traces/${checkout.traceId}" download="trace-${checkout.traceId}.jaeger.json"`);
    expect(html).toContain(`href="/trace/${checkout.traceId}/otlp.json" download`);
  });
});

describe('trace maior que a página', () => {
  /** Chegam primeiro os filhos: a raiz, que chega por último, fica de fora. */
  function opened(extra: Partial<Span> = {}): string {
    const root = makeSpan({ spanId: spanId(1), name: 'GET /pedidos', service: 'loja', durationMs: 500 });
    const child = (n: number): Span => ({
      ...makeSpan({ spanId: spanId(n), parentSpanId: spanId(1), service: 'banco', startMs: 10, durationMs: 5 }),
      ...extra,
    });
    const spans = [...Array.from({ length: MAX_PAGE_SPANS + 1 }, (_, i) => child(i + 2)), root];
    const store = new FakeStore([traceOf(...spans)]);
    const kept = { ...traceOf(...spans.slice(0, MAX_PAGE_SPANS)), omittedSpanCount: 2 };
    store.getTrace = () => kept;
    const whole = summarizeTrace(traceOf(...spans));
    Object.assign(store, { summarizeTrace: () => whole });
    const view = viewTrace(new TraceCache(store).open(kept.traceId)!, { view: 'explanation' });
    expect(view.tree.roots.some(({ orphan }) => orphan)).toBe(false);
    expect(view.tree.roots.flatMap(({ span }) => span.warnings)).toEqual([]);
    return renderTracePage({ context, colors, view, rows: '' }).replaceAll('\u00a0', ' ');
  }

  test('os totais são os do trace inteiro, e os pais cortados não faltam a ninguém', () => {
    const html = opened();
    expect(html).toMatch(/Spans<\/dt><dd>20\.002</);
    expect(html).toMatch(/Serviços<\/dt><dd>2</);
    expect(html).toMatch(/Duração<\/dt><dd>500 ms</);
    expect(html).toMatch(/<h1><span class="svc">loja<\/span> <span class="op">GET \/pedidos</);
    expect(html).toContain('<li>Este trace é grande demais para uma página');
    expect(html).not.toMatch(/cita[m]? um pai|raízes|class="sentences"><li/);
    expect(html).toContain('uma explicação tirada só de uma parte dos spans enganaria');
  });
});

describe('janela de tempo', () => {
  const pair = traceOf(
    makeSpan({ spanId: spanId(1), durationMs: 100 }),
    makeSpan({ spanId: spanId(2), parentSpanId: spanId(1), startMs: 50, durationMs: 10 }),
  );

  test('o servidor desenha só o trecho pedido', () => {
    const html = page(pair, { from: 50_000, to: 60_000 });
    expect(html).toMatch(/id="span-0000000000000002".*?<rect x="0%" width="100%"/);
    expect(html).toMatch(/id="span-0000000000000001".*?<rect class="p" x="-500%" width="1000%"/);
    expect(html).toContain('Janela de 50 ms a 60 ms');
    expect(page(pair)).toMatch(/id="span-0000000000000002".*?<rect x="50%" width="10%"/);
  });

  test.each([
    { from: 60_000, to: 50_000 },
    { from: -5, to: 1e12 },
    { from: 1e9, to: 2e9 },
  ])('uma janela impossível (%o) é o trace inteiro', (window) => {
    expect(page(pair, window)).toMatch(/id="span-0000000000000002".*?<rect x="50%" width="10%"/);
  });
});

describe('filtro', () => {
  test('só os encontrados: os outros somem, e os antepassados ficam esmaecidos', () => {
    const html = page(checkout, { find: 'name=retry', only: true });
    expect(shownRows(html)).toHaveLength(6);
    expect(html).toMatch(/id="span-ccc19b7ec3c1b17c" class="[^"]* m"/);
    expect(html).toMatch(/id="span-ccc19b7ec3c1b17b" class="[^"]* a"/);
    expect(shownRows(page(checkout, { find: 'name=retry' }))).toHaveLength(9);
  });

  test('sem nenhum achado, nada se esconde', () => {
    const html = page(checkout, { find: 'nada-disto', only: true });
    expect(shownRows(html)).toHaveLength(9);
    expect(html).toContain('nenhum span');
  });

  test('um filtro que não se entende: a mensagem aparece, e a linha do tempo também', () => {
    const html = page(checkout, { find: 'kind=servidor' });
    expect(html).toMatch(/<p id="problem" class="problem" role="alert">[^<]*não é um valor de kind/);
    expect(shownRows(html)).toHaveLength(9);
  });

  test('cada valor dos detalhes vira um filtro', () => {
    expect(page(checkout)).toContain(
      `href="/trace/${checkout.traceId}?uiFind=http.route%3D%22%2Fcharge%22&amp;only=1"`,
    );
  });

  test('listas de linhas em que nada sobrou ficam escondidas', () => {
    const html = page(bigTrace(400), { find: spanId(1), only: true });
    expect(shownRows(html)).toEqual([spanId(1)]);
    expect(html.match(/<ol class="rows" hidden>/g)).toHaveLength(7);
  });
});

describe('o que as barras dizem', () => {
  test('tempo próprio cheio, espera clara, vão hachurado e explicado', () => {
    const html = page(checkout);
    const charge = html.slice(html.indexOf('id="span-ccc19b7ec3c1b17b"'));
    expect(charge).toMatch(/<rect class="p"[^>]*><\/rect><rect x=/);
    expect(charge).toContain('<title>Vão sem explicação: 133 ms depois do último filho</title>');
    expect(charge).toContain('No caminho crítico');
    expect(page(checkout, { find: 'x' })).toContain('id="hatch"');
  });

  test('um filho que começa antes de quem o chamou, em outra máquina: os relógios não batem', () => {
    const host = (name: string): Partial<Span> => ({
      resource: { serviceName: name, attributes: [text('host.name', name)], droppedAttributesCount: 0 },
    });
    const client = makeSpan({ spanId: spanId(1), kind: 3, startMs: 60, durationMs: 20, ...host('a') });
    const server = makeSpan({ spanId: spanId(2), parentSpanId: spanId(1), kind: 2, startMs: 10, durationMs: 10 });
    expect(page(traceOf(client, { ...server, ...host('b') }))).toContain('Começa 50 ms antes de quem o chamou');
    const late = makeSpan({ spanId: spanId(2), parentSpanId: spanId(1), kind: 5, startMs: 70, durationMs: 50 });
    expect(page(traceOf(client, { ...late, ...host('b') }))).not.toContain('relógio');
  });

  test('pai ausente: a linha avisa, e o aviso do Jaeger aparece em português', () => {
    const warning = `parent span ID=${spanId(9)} is not in the trace; skipping clock skew adjustment`;
    const html = page(traceOf(makeSpan({ parentSpanId: spanId(9), warnings: [warning, 'custom warning'] })));
    expect(html).toContain('pai ausente');
    expect(html).toContain(`O pai (${spanId(9)}) não está no trace`);
    expect(html).not.toContain('skipping');
    expect(html).toContain('custom warning');
  });

  test('links para outros traces dizem se eles estão aqui', () => {
    expect(page(fixtureTrace('0e0f10'))).toContain('não está nesta Luneta');
    expect(page(fixtureTrace('0e0f10'), {}, () => true)).toContain(`href="/trace/${'f'.repeat(32)}`);
  });
});

describe('fantasmas', () => {
  const expected = (list: unknown): string => page(checkout, { expected: JSON.stringify(list) });

  test('entram como últimos filhos do pai esperado, e os netos sob eles', () => {
    const html = expected([
      { name: 'neto', parent: 'filho' },
      { name: 'filho', parent: 'POST /charge' },
    ]);
    const rows = [
      ...html.matchAll(/<li (?:id="span-\w+" )?class="[^"]*"[^>]*data-level="(\d+)"|aria-label="(\w+): esperado/g),
    ];
    expect(rows.map(([, level, ghost]) => ghost ?? Number(level))).toEqual([
      0,
      1,
      2,
      3,
      3,
      3,
      4,
      5,
      5,
      'filho',
      6,
      'neto',
      3,
    ]);
    expect(html).toContain('2 spans esperados não vieram');
  });

  test('sem pai, com pai desconhecido ou em círculo: no fim, todos uma vez só', () => {
    const html = expected([
      { name: 'a', parent: 'b' },
      { name: 'b', parent: 'a' },
      { name: 'c' },
      { name: 'd', parent: 'x' },
    ]);
    expect(html.match(/class="ghost /g)).toHaveLength(4);
  });

  test.each(['{', '{}', '"texto"', '[1]', '[{"name":1}]', '[{"parent":"x"}]', '[null]'])(
    '`expected=%s` não serve: um aviso, e a página vale',
    (json) => {
      const html = page(checkout, { expected: json });
      expect(html).toContain('lista de spans esperados (?expected=)');
      expect(html).not.toContain('class="ghost ');
      expect(shownRows(html)).toHaveLength(9);
    },
  );

  test('no máximo 60, escapados', () => {
    const html = expected(Array.from({ length: 80 }, () => ({ name: '<img src=x>', service: '"><b>' })));
    expect(html.match(/class="ghost /g)).toHaveLength(60);
    expect(html).not.toContain('<img');
    expect(html).toContain('Só os 60 primeiros');
  });
});
