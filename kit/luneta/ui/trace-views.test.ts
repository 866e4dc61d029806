/** A tabela de spans, o flamegraph e o grafo de um trace, como o servidor os manda: tudo se lê e se usa sem JavaScript. */
import { afterEach, describe, expect, test } from 'vitest';
import { fixtureTrace, makeSpan, spanId } from '../query/testing/fixture-traces.ts';
import type { Span, Trace } from '../store/model.ts';
import { SPANS_PER_PAGE } from './span-table.ts';
import { bigTrace } from './testing/big-trace.ts';
import { FakeStore } from './testing/fake-store.ts';
import { serveUi, type ServedUi } from './testing/serve.ts';
import { MAX_DRAWN_PATHS } from './trace-graph.ts';

const VIEWS = ['spans', 'flamegraph', 'graph'] as const;

let served: ServedUi | undefined;
afterEach(async () => {
  await served?.close();
  served = undefined;
});

/** O conteúdo de uma vista, sem o cabeçalho do trace. */
async function open(trace: Trace, query: string): Promise<string> {
  served ??= await serveUi(new FakeStore([trace]));
  const response = await fetch(`${served.url}/trace/${trace.traceId}?${query}`);
  expect(response.status).toBe(200);
  const html = (await response.text()).replaceAll('\u00a0', ' ');
  // A política de segurança o barraria.
  expect(html.includes(' style="')).toBe(false);
  return html.slice(html.indexOf('<section class="panel"'));
}

function traceOf(...spans: Span[]): Trace {
  return { traceId: 'a'.repeat(32), spans };
}

const checkout = fixtureTrace('3fc60c');
const rows = (html: string): string[] => [...html.matchAll(/#span-([\w-]+)"/g)].map(([, key]) => key);
const frames = (html: string): string[] =>
  [...html.matchAll(/<foreignObject[^>]*><a class="flame[^>]*title="([^":]*)/g)].map(([, name]) => name);
const boxes = (html: string): number => html.match(/<a class="box /g)?.length ?? 0;

describe('a tabela de spans', () => {
  test('um span por linha, na ordem do início, e cada um leva à linha do tempo', async () => {
    const html = await open(checkout, 'view=spans');
    expect(rows(html)).toHaveLength(9);
    expect(html).toContain(`href="/trace/${checkout.traceId}?uiFind=ccc19b7ec3c1b17b#span-ccc19b7ec3c1b17b"`);
    expect(html).toMatch(/aria-sort="ascending"><a[^>]*>Início/);
    expect(html).toMatch(/POST \/charge<\/a><\/th><td>62 ms<\/td><td>166 ms<\/td><td>161 ms<\/td><td>servidor<\/td>/);
    expect(html).toMatch(/erro<\/b> <span class="why">insufficient funds/);
  });

  test('o título ordena, e o da ordem atual inverte, sem perder o filtro', async () => {
    const html = await open(checkout, 'view=spans&spanSort=duration&uiFind=orders');
    expect(rows(html)[0]).toBe(rows(await open(checkout, 'view=spans&uiFind=orders'))[0]);
    expect(html).toMatch(/aria-sort="descending"><a href="[^"]*uiFind=orders&amp;spanSort=duration&amp;reverse=1"/);
    const reversed = await open(checkout, 'view=spans&spanSort=duration&uiFind=orders&reverse=1');
    expect(rows(reversed)).toEqual(rows(html).toReversed());
    expect(reversed).toMatch(/aria-sort="ascending"><a href="[^"]*spanSort=duration"/);
  });

  test('o filtro da linha do tempo: só os encontrados, quantos são, e como tirá-lo', async () => {
    const html = await open(checkout, 'view=spans&uiFind=error');
    expect(rows(html)).toHaveLength(4);
    expect(html).toContain('<output>4 de 9 spans</output>');
    expect(html).toContain(`<a href="/trace/${checkout.traceId}?view=spans">Tirar o filtro</a>`);
    expect(await open(checkout, 'view=spans&uiFind=nada-disto')).toContain('Nenhum span atende ao filtro.');
  });

  test('um filtro que não se entende: a mensagem, e todos os spans', async () => {
    const html = await open(checkout, 'view=spans&uiFind=kind%3Dservidor');
    expect(html).toMatch(/role="alert">[^<]*não é um valor de kind/);
    expect(rows(html)).toHaveLength(9);
  });

  test('um trace grande vem em páginas, e cada uma diz qual é', async () => {
    const trace = bigTrace(SPANS_PER_PAGE + 20);
    const first = await open(trace, 'view=spans&spanSort=self');
    expect(rows(first)).toHaveLength(SPANS_PER_PAGE);
    expect(first).toContain('Spans 1 a 500 de 520');
    expect(first).toMatch(/href="[^"]*spanSort=self&amp;page=2" rel="next"/);
    expect(first).not.toContain('rel="prev"');
    const last = await open(trace, 'view=spans&spanSort=self&page=99');
    expect(last).toContain('Spans 501 a 520 de 520');
    expect(new Set([...rows(first), ...rows(last)]).size).toBe(520);
  });
});

describe('o flamegraph', () => {
  test('um link por caminho, com os números no título, e a tabela ao lado', async () => {
    const html = await open(checkout, 'view=flamegraph');
    // Um deles dura 900 ns em 250 ms: não se veria.
    expect(frames(html)).toHaveLength(8);
    expect(html).toContain('1 caminho é estreito ou fundo demais para este desenho');
    expect(html).toMatch(
      /title="payments POST \/charge: 1 span, 166 ms de trabalho \([\d,]+%\), 161 ms de tempo próprio, 166 ms de duração somada, 1 com erro"/,
    );
    expect(html.slice(html.indexOf('<tbody>'))).toMatch(
      /^<tbody><tr[^>]*><th scope="row"><i class="dot"><\/i><a[^>]*><span class="svc">payments/,
    );
  });

  test('aproximar é um link, e as migalhas levam de volta', async () => {
    const html = await open(checkout, 'view=flamegraph&frame=ccc19b7ec3c1b17b');
    expect(frames(html)).toEqual(['payments POST /charge', 'payments retry']);
    expect(html).toContain('<b aria-current="true">payments POST /charge</b>');
    expect(html).toContain(`<a href="/trace/${checkout.traceId}?view=flamegraph">Trace inteiro</a>`);
    const unknown = await open(checkout, 'view=flamegraph&frame=nenhum');
    expect(unknown).toContain('O caminho pedido não está neste trace');
    expect(frames(unknown)).toHaveLength(8);
  });

  test('o filtro marca os caminhos dos spans que acha, e fica ao aproximar', async () => {
    const html = await open(checkout, 'view=flamegraph&uiFind=error&frame=ccc19b7ec3c1b17b');
    expect(html).toContain('<output>4 de 9 caminhos com spans assim</output>');
    expect(html.match(/class="flame [^"]*found/g)).toHaveLength(1);
    expect(html).toMatch(/<input type="hidden" name="frame" value="ccc19b7ec3c1b17b"/);
    expect(html).toMatch(/href="[^"]*uiFind=error&amp;frame=ccc19b7ec3c1b17c"/);
    expect(await open(checkout, 'view=graph&uiFind=error')).toMatch(/(class="box [^"]*found"[^]*){4}/);
    expect(await open(checkout, 'view=graph')).not.toContain(' found"');
  });

  test('qualquer span de um caminho o aponta', async () => {
    const span = (n: number, parent: number): Span =>
      makeSpan({
        spanId: spanId(n),
        parentSpanId: parent ? spanId(parent) : '',
        name: `n${parent}`,
        durationMs: 9 - n,
      });
    const trace = traceOf(span(1, 0), span(2, 1), span(3, 1));
    expect(frames(await open(trace, `view=flamegraph&frame=${spanId(3)}`))).toEqual(['loja n1']);
  });

  test('o que não coube no desenho é contado', async () => {
    const html = await open(bigTrace(3_000), 'view=flamegraph');
    expect(html).toMatch(/[\d.]+ caminhos são estreitos ou fundos demais/);
    expect(html).toMatch(/e mais [\d.]+ caminhos, com menos tempo próprio/);
  });
});

describe('o grafo', () => {
  test('uma caixa por caminho, que abre o flamegraph, e uma seta por chamada, que abre os spans', async () => {
    const html = await open(checkout, 'view=graph');
    expect(boxes(html)).toBe(9);
    expect(html.match(/class="arrow/g)).toHaveLength(8);
    expect(html).toMatch(/<a class="box [^>]*href="[^"]*view=flamegraph&amp;frame=ccc19b7ec3c1b17b"/);
    expect(html).toMatch(/<a class="arrow failed"[^>]*uiFind=service%3D%22payments%22\+name%3D%22POST\+%2Fcharge%22"/);
    expect(html).toContain('<title>POST → POST /charge: 1 chamada, 1 com erro. Abre os spans.</title>');
  });

  test('milhares de caminhos: só os maiores, e a frase diz quantos', async () => {
    const html = await open(bigTrace(3_000), 'view=graph');
    expect(boxes(html)).toBe(MAX_DRAWN_PATHS);
    expect(html).toMatch(/mostra os 100 caminhos com mais trabalho, de [\d.]+\./);
  });
});

describe.each(VIEWS)('traces estranhos em %s', (view) => {
  const hostile = '<img src=x onerror=alert(1)>"\u202e\u0000';
  test.each<[string, Trace]>([
    ['um span só', traceOf(makeSpan())],
    ['sem duração', traceOf(makeSpan({ durationMs: 0 }))],
    ['órfão', traceOf(makeSpan({ parentSpanId: spanId(9) }))],
    [
      'ciclo',
      traceOf(
        makeSpan({ spanId: spanId(1), parentSpanId: spanId(2) }),
        makeSpan({ spanId: spanId(2), parentSpanId: spanId(1) }),
      ),
    ],
    [
      'nomes vazios e hostis',
      traceOf(makeSpan({ name: '' }), makeSpan({ spanId: spanId(2), name: hostile, service: hostile })),
    ],
    ['nome enorme', traceOf(makeSpan({ name: 'n'.repeat(100_000) }))],
  ])('%s', async (_, trace) => {
    const html = await open(trace, `view=${view}`);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('NaN');
    expect(html.length).toBeLessThan(30_000);
  });

  test('parâmetros sem sentido valem como os de costume', async () => {
    const query = `view=${view}&page=-1&page=x&spanSort=__proto__&reverse=2&frame=%00&from=9&to=1`;
    expect(await open(checkout, query)).toContain('POST /charge');
  });
});

test.each(VIEWS)('um trace cortado: %s diz que é só uma parte', async (view) => {
  const store = new FakeStore([checkout]);
  store.getTrace = () => ({ ...checkout, omittedSpanCount: 7 });
  served = await serveUi(store);
  const html = await (await fetch(`${served.url}/trace/${checkout.traceId}?view=${view}`)).text();
  expect(html).toContain('aqui estão os 9 primeiros spans a chegar, e 7 ficaram de fora');
});
