/** `/logs` e os logs na página do trace, como o servidor os manda: tudo se lê e se usa sem JavaScript. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from 'router';
import { afterEach, describe, expect, test } from 'vitest';
import { fixtureTrace } from '../query/testing/fixture-traces.ts';
import type { Trace } from '../store/model.ts';
import { logsRoutes } from './routes/logs-routes.ts';
import { traceRoutes } from './routes/trace-routes.ts';
import { bigTrace } from './testing/big-trace.ts';
import { FakeStore } from './testing/fake-store.ts';
import { type FilledLogs, type GivenLog, logStore } from './testing/log-store.ts';
import { LOG_ONLY_TRACE, shopLogs } from './testing/sample-logs.ts';
import { createUiDeps } from './ui-deps.ts';

const NOW = Date.parse('2026-11-20T12:10:00Z');

let server: Server | undefined;
afterEach(() => {
  server?.close().closeAllConnections();
  server = undefined;
});

/** @returns Pede um caminho. */
async function serve(
  { logs }: FilledLogs,
  traces: readonly Trace[] = [],
  options: { live?: boolean } = {},
): Promise<(path: string) => Promise<{ status: number; html: string; response: Response }>> {
  const deps = createUiDeps({ store: new FakeStore(traces), logs, now: () => NOW, ...options });
  const app = Router();
  app.use(logsRoutes(deps));
  app.use(traceRoutes(deps));
  const opened = (server = createServer((request, response) => app(request, response, () => response.destroy())));
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  return async (path) => {
    const response = await fetch(`http://127.0.0.1:${(opened.address() as AddressInfo).port}${path}`);
    const html = (await response.clone().text()).replaceAll('\u00a0', ' ');
    // A política de segurança o barraria.
    expect(html.includes(' style="')).toBe(false);
    return { status: response.status, html, response };
  };
}

/** Um por segundo, o último agora. */
const many = (n: number, given: GivenLog = {}): GivenLog[] =>
  Array.from({ length: n }, (_, i) => ({ ms: NOW - (n - i) * 1_000, body: `linha ${i}.`, ...given }));

/** Sem a legenda, que tem as mesmas marcas. */
const rowsOf = (html: string): string => html.split('<details class="legend">')[0];
const bodies = (html: string): string[] => [...html.matchAll(/class="log-body">([^<]*)</g)].map(([, body]) => body);
const sequences = (html: string): number[] => [...html.matchAll(/id="log-(\d+)"/g)].map(([, n]) => Number(n));
const older = (html: string): string | undefined =>
  /id="older"[^]*?href="([^"]*)"/.exec(html)?.[1].replaceAll('&amp;', '&');

describe('a lista', () => {
  test('os mais novos primeiro, com hora, nível, serviço e corpo', async () => {
    const open = await serve(
      logStore(
        { ms: NOW - 2_000, severityNumber: 9, body: 'primeiro' },
        { ms: NOW - 1_000, severityNumber: 18, body: 'segundo', service: 'pagamentos', attributes: { cor: 'azul' } },
      ),
    );
    const { html } = await open('/logs');
    expect(bodies(html)).toEqual(['segundo', 'primeiro']);
    expect(html).toMatch(/<time[^>]*>\d\d:09:59,000<\/time><span class="log-level l-error">erro<\/span>/);
    expect(html).toMatch(/<span class="svc">pagamentos<\/span>/);
    expect(html).toContain('cor=azul');
    expect(html).toContain('<h1 data-live="count">2 logs</h1>');
  });

  test('por nível, serviço, texto, trace e período; os níveis mostram também os que ficaram de fora', async () => {
    const traceId = 'ab'.repeat(16);
    const open = await serve(
      logStore(
        { ms: NOW - 5_000, severityNumber: 9, body: 'a' },
        { ms: NOW - 4_000, severityNumber: 13, body: 'b', traceId },
        { ms: NOW - 3_000, severityNumber: 17, body: 'c', service: 'pagamentos' },
        { ms: NOW - 2_000, body: 'd', attributes: { 'pedido.id': '7' } },
        { ms: NOW - 4 * 3_600_000, severityNumber: 21, body: 'e', traceId },
      ),
    );
    const shown = async (query: string): Promise<string[]> => bodies((await open(`/logs?${query}`)).html);
    expect(await shown('')).toEqual(['d', 'c', 'b', 'a']);
    expect(await shown('level=warn')).toEqual(['c', 'b']);
    expect(await shown('service=pagamentos')).toEqual(['c']);
    expect(await shown('text=pedido.id%3D7')).toEqual(['d']);
    expect(await shown(`traceID=${traceId}`)).toEqual(['b', 'e']);
    expect(await shown('lookback=1d&level=fatal')).toEqual(['e']);
    expect(await shown(`start=${NOW - 4_000}000&end=${NOW - 2_000}000`)).toEqual(['c', 'b']);
    const { html } = await open('/logs?level=warn');
    expect(html).toMatch(/class="off"[^>]*><span class="log-level l-info">info<\/span> <b>1<\/b>/);
    expect(html).toContain('<option value="warn" selected>aviso ou mais grave');
  });

  test('mais antigos: um cursor que não repete nem salta, com instantes iguais', async () => {
    const open = await serve(logStore(...many(30), ...many(25, { ms: NOW - 500 })));
    const first = await open('/logs?limit=20');
    expect(first.html).toContain('<h1 data-live="count">55 logs</h1>');
    const all = sequences(first.html);
    for (let next = older(first.html); next !== undefined;) {
      const { html } = await open(`${next}&fragment=older`);
      expect(html.startsWith('<ol')).toBe(true);
      all.push(...sequences(html));
      next = older(html);
    }
    expect(all).toEqual([
      ...Array.from({ length: 25 }, (_, i) => 55 - i),
      ...Array.from({ length: 30 }, (_, i) => 30 - i),
    ]);
    // Sem JavaScript é uma página inteira, que diz o que é.
    const page = await open(older(first.html)!);
    expect(page.html).toContain('Voltar aos mais novos');
    expect(sequences(page.html)[0]).toBe(35);
  });

  test('o gráfico: cada barra leva ao seu trecho, que tem os registros que ela conta', async () => {
    const open = await serve(logStore(...many(300)));
    const { html } = await open('/logs');
    const bars = [...html.matchAll(/class="log-bar" href="([^"]*)" aria-label="[^"]*: (\d+) logs?/g)];
    expect(bars.length).toBeGreaterThan(20);
    expect(bars.reduce((sum, [, , n]) => sum + Number(n), 0)).toBe(300);
    const [, href, n] = bars[7];
    const narrowed = await open(href.replaceAll('&amp;', '&'));
    expect(narrowed.html).toContain(`data-live="count">${n} logs`);
    expect(narrowed.html).toContain('Tirar o período');
  });

  test('o que é novo desde um número de ordem, para a página ao vivo', async () => {
    const filled = logStore(...many(5));
    const open = await serve(filled, [], { live: true });
    filled.add({ ms: NOW - 100, body: 'novo' }, { ms: NOW - 200, body: 'novo também', severityNumber: 17 });
    const { html } = await open('/logs?fragment=1&after=5');
    expect(sequences(html)).toEqual([6, 7]);
    expect(html).toMatch(/^<div id="logs" data-sequence="7">/);
    expect(html).toContain('data-live="count">7 logs');
    const flood = await open('/logs?fragment=1&after=0&limit=3');
    expect([sequences(flood.html), flood.html.includes('data-full="1"')]).toEqual([[6, 7, 5], true]);
  });

  test('um filtro que não se entende: 400, a frase, e o que foi escrito', async () => {
    const open = await serve(logStore(...many(2)));
    const { status, html } = await open('/logs?level=grave&text=%3Cb%3E');
    expect(status).toBe(400);
    expect(html).toMatch(/role="alert">.*“grave” não existe/);
    expect(html).toContain('value="&lt;b>"');
    expect((await open('/logs?level=grave&format=jsonl')).status).toBe(400);
  });

  test('baixar: todos os que servem, sem o limite, um JSON por linha', async () => {
    const open = await serve(logStore(...many(1_234, { service: 'a' }), ...many(5, { service: 'b' })));
    const { response } = await open('/logs?service=a&limit=10&format=jsonl');
    expect(response.headers.get('content-disposition')).toContain('logs.jsonl');
    const lines = (await response.text()).trimEnd().split('\n');
    expect(lines).toHaveLength(1_234);
    const times = lines.map((line) => (JSON.parse(line) as { timeUnixNano: string }).timeUnixNano);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  test('100.000 registros, com e sem filtro de texto', async () => {
    const filled = logStore();
    for (let i = 0; i < 20; i++) {
      filled.add(...many(5_000, { ms: NOW - 1_000_000 + i, severityNumber: 1 + (i % 24), body: `pedido ${i}` }));
    }
    const open = await serve(filled);
    const started = performance.now();
    expect((await open('/logs')).html).toContain('100.000 logs');
    const whole = performance.now() - started;
    expect((await open('/logs?text=pedido%2019')).html).toContain('5.000 logs');
    expect(whole).toBeLessThan(2_000);
    expect(performance.now() - started - whole).toBeLessThan(6_000);
  });
});

describe('um registro aberto', () => {
  test('corpo estruturado em tabela, JSON em texto com recuo, exceção com a pilha', async () => {
    const filled = logStore();
    for (const request of shopLogs(NOW, 2)) filled.send(request);
    const open = await serve(filled);
    const { html } = await open('/logs?limit=1000');
    expect(html).toMatch(/class="log-body">pedido criado<\/span>/);
    expect(html).toMatch(/aria-label="Corpo"/);
    expect(html).toContain('<pre tabindex="0"><span>{\n  &quot;sql&quot;: &quot;SELECT');
    expect(html).toContain('9007199254740993');
    expect(html).toMatch(/<details class="stack" open>[^]*at charge \(file:/);
    expect(html).toContain('catalogo.recarregado');
    expect(html).toContain('sem nível');
  });

  test('o trace está aqui, não está, ou não há: cada caso diz o seu', async () => {
    const trace = fixtureTrace('3fc60c');
    const [{ spanId }] = trace.spans;
    const open = await serve(
      logStore(
        { ms: NOW - 1, traceId: trace.traceId, spanId },
        { ms: NOW - 2, traceId: 'ee'.repeat(16) },
        { ms: NOW - 3 },
      ),
      [trace],
    );
    const [known, unknown, none] = (await open('/logs')).html.split('<li id="log-').slice(1);
    expect(known).toContain(`href="/trace/${trace.traceId}?uiFind=${spanId}#span-${spanId}"`);
    expect(known).toContain(`href="/logs?traceID=${trace.traceId}"`);
    expect(unknown).not.toContain('href="/trace/');
    expect(unknown).toContain(`O trace ${'ee'.repeat(16)} não está nesta Luneta`);
    expect(none).toContain('Sem trace');
    expect(none).not.toContain('href="/logs?traceID');
  });

  test('o que vem de fora é escapado, e o que é enorme é cortado', async () => {
    const open = await serve(
      logStore(
        { ms: NOW - 1, service: '<svg>', body: '<script>alert(1)</script>', attributes: { '"><img': '<b>' } },
        { ms: NOW - 2, body: 'x'.repeat(2_000_000), eventName: 'e'.repeat(9_000) },
      ),
    );
    const { html } = await open('/logs');
    expect(html).not.toMatch(/<script>alert|<img|<svg>/);
    expect(html.length).toBeLessThan(100_000);
  });
});

describe('sem logs', () => {
  test('diz o que rodar, e o que se viu no lugar deles', async () => {
    const nothing = await (await serve(logStore()))('/logs');
    expect(nothing.html).toContain('OTEL_LOGS_EXPORTER=otlp');
    expect(nothing.html).toContain('new LoggerProvider(');
    expect(nothing.html).not.toContain('já chegaram spans');
    server?.close();
    const spans = await (await serve(logStore(), [fixtureTrace('3fc60c')]))('/logs');
    expect(spans.html).toMatch(/De .*&quot;payments&quot;.* já chegaram spans, mas nenhum log/);
  });

  test('com filtros: quantos há, e como afrouxá-los', async () => {
    const trace = fixtureTrace('3fc60c');
    const open = await serve(logStore(...many(3, { severityNumber: 9 })), [trace]);
    expect((await open('/logs?level=error')).html).toContain('Sem o nível mínimo (erro) seriam 3.');
    expect((await open('/logs?text=nada')).html).toContain('Há 3 logs guardados');
    expect((await open('/logs?service=payments')).html).toContain('Spans dele chegaram');
    expect((await open(`/logs?traceID=${trace.traceId}`)).html).toContain('Este trace não tem logs');
  });
});

describe('na página do trace', () => {
  const trace = fixtureTrace('3fc60c');
  const { traceId } = trace;
  const span = trace.spans.find(({ name }) => name === 'POST /charge')!;
  const ms = Number(span.startTimeUnixNano / 1_000_000n) + 5;
  const logs = logStore(
    { traceId, spanId: span.spanId, ms, severityNumber: 17, body: 'sem saldo', attributes: { cartao: '*42' } },
    { traceId, spanId: span.spanId, ms: ms + 1, severityNumber: 9, body: 'tentando de novo' },
    { traceId, ms: ms + 2, severityNumber: 13, body: 'fora de um span' },
  );

  test('a linha conta os logs do span, os detalhes os listam, e os que não têm span aparecem', async () => {
    const { html } = await (await serve(logs, [trace]))(`/trace/${traceId}`);
    const row = html.slice(html.indexOf(`id="span-${span.spanId}"`));
    expect(row).toMatch(/<em class="lg error">2 logs<\/em>/);
    expect(rowsOf(html).match(/<em class="lg/g)).toHaveLength(1);
    expect(row.indexOf('sem saldo')).toBeLessThan(row.indexOf('tentando de novo'));
    expect(row).toContain(`href="/logs?traceID=${traceId}&amp;text=span_id%3D${span.spanId}"`);
    expect(html).toMatch(/<summary>1 log deste trace fora dos spans/);
    expect(html).toMatch(/Logs<\/dt><dd><a href="[^"]*view=events">3<\/a>/);
  });

  test('o trecho de um span leva os logs dele', async () => {
    const { html } = await (await serve(logs, [trace]))(`/trace/${traceId}/span/${span.spanId}?fragment=1`);
    expect(html).toContain('tentando de novo');
    expect(html).not.toContain('fora de um span');
  });

  test('eventos e logs numa ordem só, com severidade, texto e serviço', async () => {
    const open = await serve(logs, [trace]);
    const kinds = async (query: string): Promise<string[]> => {
      const { html } = await open(`/trace/${traceId}?view=events&${query}`);
      return [...html.matchAll(/<li class="severity-(\w+)( is-log)?"><p class="event-time"/g)].map(
        ([, severity, log]) => `${log ? 'log' : 'event'} ${severity}`,
      );
    };
    const all = await kinds('');
    expect(all.toSorted()).toEqual(['event error', 'event info', 'event info', 'log error', 'log info', 'log warning']);
    expect(await kinds('severity=error')).toEqual(all.filter((kind) => kind.endsWith('error')));
    expect(await kinds('text=saldo')).toEqual(['log error']);
    expect(await kinds('text=cartao%3D*42')).toEqual(['log error']);
    expect(await kinds('text=cache')).toEqual(['event info']);
    expect(await kinds('service=loja&severity=warning')).toEqual(['log warning']);
    const { html } = await open(`/trace/${traceId}?view=events&text=%22aberta`);
    expect(html).toMatch(/role="alert">As aspas não fecham/);
    expect(html).toContain('3 eventos e 3 logs');
    expect(html).toMatch(/href="\/logs\?traceID=\w+&amp;text=span_id%3D\w+#log-1"/);
  });

  test('10.000 spans e 5.000 logs: a página responde, os logs em páginas', async () => {
    const big = bigTrace(10_000);
    const start = Number(big.spans[0].startTimeUnixNano / 1_000_000n);
    const filled = logStore(
      ...Array.from({ length: 5_000 }, (_, i) => ({
        traceId: big.traceId,
        spanId: big.spans[(i * 2) % 10_000].spanId,
        ms: start + i,
        severityNumber: 9,
      })),
    );
    const open = await serve(filled, [big]);
    const started = process.cpuUsage();
    const timeline = await open(`/trace/${big.traceId}`);
    expect(rowsOf(timeline.html).match(/<em class="lg/g)).toHaveLength(5_000);
    const first = await open(`/trace/${big.traceId}?view=events`);
    expect(first.html.match(/<p class="event-time"/g)).toHaveLength(500);
    expect(first.html).toMatch(/rel="next"/);
    const second = await open(`/trace/${big.traceId}?view=events&page=2`);
    expect(second.html).toContain('501 a 1.000');
    // O processador, e não o relógio: numa máquina ocupada, ele anda sozinho.
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(10_000);
  });

  test('um trace de que só chegaram os logs diz isso, e os mostra', async () => {
    const filled = logStore();
    for (const request of shopLogs(NOW, 1)) filled.send(request);
    const open = await serve(filled, [], { live: true });
    const { status, html } = await open(`/trace/${LOG_ONLY_TRACE}`);
    expect(status).toBe(200);
    expect(html).toContain('Deste trace só chegaram os logs');
    expect(bodies(html)).toEqual(['relatório diário começou', 'relatório diário demorou mais que o previsto']);
    expect(html).toContain(`data-trace="${LOG_ONLY_TRACE}" data-spans="0"`);
    expect((await open(`/trace/${'1'.repeat(32)}`)).status).toBe(404);
  });
});
