/** O mapa de serviços numa Luneta de verdade: o que chega pela porta OTLP sai nas páginas. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Luneta } from '../start.ts';
import { sendTraces, startSampleLuneta } from './testing/sample-luneta.ts';

let luneta: Luneta;
let empty: Luneta;

const LONG = 'servico-de-nome-'.padEnd(200, 'x');

interface SentSpan {
  service: string;
  id: number;
  parent?: number;
  failed?: boolean;
}

/** Um trace de um segundo que terminou agora. */
function traceOf(number: number, spans: readonly SentSpan[]): unknown {
  const hex = (n: number): string => n.toString(16).padStart(16, '0');
  const nowMs = Date.now();
  return {
    resourceSpans: spans.map(({ service, id, parent, failed }) => ({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [
        {
          spans: [
            {
              traceId: hex(number).padStart(32, 'd'),
              spanId: hex(id),
              ...(parent !== undefined && { parentSpanId: hex(parent) }),
              name: 'op',
              kind: 2,
              startTimeUnixNano: `${nowMs - 1_000}000000`,
              endTimeUnixNano: `${nowMs}000000`,
              ...(failed && { status: { code: 2 } }),
            },
          ],
        },
      ],
    })),
  };
}

beforeAll(async () => {
  [luneta, empty] = await Promise.all([startSampleLuneta('shop'), startSampleLuneta('empty')]);
  await sendTraces(
    luneta,
    traceOf(1, [
      { service: 'ciclo-a', id: 1 },
      { service: 'ciclo-b', id: 2, parent: 1 },
      { service: 'ciclo-a', id: 3, parent: 2, failed: true },
      { service: 'ciclo-a', id: 4, parent: 3 },
      { service: LONG, id: 5, parent: 1 },
      { service: '<b>"', id: 6, parent: 1 },
    ]),
  );
});
afterAll(() => Promise.all([luneta?.close(), empty?.close()]));

async function get(path: string, from = luneta): Promise<{ status: number; body: string }> {
  const response = await fetch(from.urls.ui + path, { redirect: 'manual' });
  return { status: response.status, body: await response.text() };
}

/** As linhas da tabela: quem chama, quem é chamado, chamadas, erros, parte de erro. */
function tableRows(body: string): string[][] {
  const [, rows = ''] = /<tbody>(.*?)<\/tbody>/s.exec(body) ?? [];
  return rows
    .split('</tr>')
    .filter((row) => row.includes('<td'))
    .map((row) =>
      row
        .split('</td>')
        .slice(0, 5)
        .map((cell) => cell.replace(/<[^>]*>/g, '').replace('\u00a0', ' ')),
    );
}

const boxNames = (body: string): string[] => [...body.matchAll(/data-name="([^"]*)"/g)].map(([, name]) => name);

describe('/dependencies', () => {
  test('cada ligação com chamadas e erros, da mais usada para a menos usada', async () => {
    const { status, body } = await get('/dependencies');
    expect(status).toBe(200);
    const rows = tableRows(body);
    expect(rows.slice(0, 2)).toEqual([
      ['gateway', 'carrinho', '60', '0', '0%'],
      ['gateway', 'catalogo', '60', '0', '0%'],
    ]);
    expect(rows).toContainEqual(['pedidos', 'pagamentos', '30', '15', '50%']);
    expect(rows).toContainEqual(['ciclo-b', 'ciclo-a', '1', '1', '100%']);
    expect(rows).toContainEqual(['ciclo-a', 'ele mesmo', '1', '0', '0%']);
    expect(boxNames(body)).toContain('gateway');
    // Nomes compridos e com HTML: cortados no desenho, inteiros e escapados no resto.
    expect(body).toContain(LONG);
    expect(body).not.toContain('<b>"');
  });

  test('a tabela na ordem pedida', async () => {
    const first = async (sort: string): Promise<string[]> =>
      tableRows((await get(`/dependencies?sort=${sort}`)).body)[0];
    expect((await first('errors')).slice(0, 2)).toEqual(['pedidos', 'pagamentos']);
    expect((await first('share')).slice(0, 2)).toEqual(['ciclo-b', 'ciclo-a']);
    expect((await first('child'))[1]).toBe('&lt;b>&quot;');
    expect(await first('nenhuma')).toEqual(await first('calls'));
    expect((await get('/dependencies?sort=parent')).body).toMatch(
      /<th[^>]*aria-sort="ascending"[^>]*><a[^>]*>Quem chama/,
    );
  });

  test('um serviço: só ele e os vizinhos', async () => {
    const { body } = await get('/dependencies?service=pagamentos');
    expect(boxNames(body).toSorted()).toEqual(['antifraude', 'pagamentos', 'pedidos']);
    expect(tableRows(body)).toHaveLength(2);
  });

  test('o período só conta o que começou nele', async () => {
    // Os traces da loja terminam um a cada 20 segundos: os mais novos cabem em 5 minutos, os gravados não.
    const rows = tableRows((await get('/dependencies?lookback=5m')).body);
    const [calls] = rows
      .filter(([parent, child]) => parent === 'gateway' && child === 'catalogo')
      .map((row) => Number(row[2]));
    expect(calls).toBeGreaterThan(5);
    expect(calls).toBeLessThan(20);
    const recorded = tableRows((await get('/dependencies?lookback=999w')).body);
    expect(recorded.some(([parent, child]) => parent === 'frontend' && child === 'orders')).toBe(true);
  });

  test.each([
    ['?lookback=ontem', 400, 'não é válido'],
    ['?service=nao-existe', 200, 'não enviou spans'],
    ['?service=%', 200, 'não enviou spans'],
    ['?service=__proto__&sort=__proto__', 200, 'não enviou spans'],
  ])('%s: %i', async (query, status, text) => {
    const answer = await get(`/dependencies${query}`);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(text);
  });

  test('sem nada guardado: o que rodar', async () => {
    expect((await get('/dependencies', empty)).body).toContain('npx tsx exemplos/example_exporter.ts');
  });

  test('muitos serviços: o desenho tem um limite, a tabela diz quanto falta', async () => {
    const crowd = await startSampleLuneta('empty');
    try {
      const spans: SentSpan[] = [{ service: 's0', id: 1 }];
      for (let i = 1; i < 200; i++) spans.push({ service: `s${i}`, id: i + 1, parent: 1 + Math.floor((i - 1) / 3) });
      await sendTraces(crowd, traceOf(2, spans));
      const { body } = await get('/dependencies', crowd);
      expect(body).toContain('as 150 ligações mais usadas, de 199');
      expect(body.match(/class="arrow"/g)).toHaveLength(150);
      expect(tableRows(body)).toHaveLength(199);
    } finally {
      await crowd.close();
    }
  });
});

describe('/dependencies/calls', () => {
  test('os traces entre os dois, e quanto as chamadas demoram', async () => {
    const { status, body } = await get('/dependencies/calls?parent=pedidos&child=pagamentos');
    expect(status).toBe(200);
    expect(body.match(/class="trace-link"/g)).toHaveLength(20);
    expect(body).toContain('Durações de 30 chamadas dos 30 traces mais recentes.');
    expect(body).toContain('15 (50%)');
  });

  test.each([
    ['?parent=estoque&child=gateway', 200, 'não chama'],
    ['?parent=pedidos', 400, 'precisa de dois serviços'],
    ['', 400, 'precisa de dois serviços'],
    ['?parent=a&child=b&lookback=x', 400, 'não é válido'],
  ])('%s: %i', async (query, status, text) => {
    const answer = await get(`/dependencies/calls${query}`);
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(text);
  });
});

test('a API continua com o JSON do Jaeger, sem os erros', async () => {
  const { body } = await get(`/api/dependencies?endTs=${Date.now() + 60_000}&lookback=3600000`);
  const { data } = JSON.parse(body) as { data: object[] };
  expect(data).toContainEqual({ parent: 'pedidos', child: 'pagamentos', callCount: 30 });
  expect(new Set(data.flatMap((link) => Object.keys(link)))).toEqual(new Set(['parent', 'child', 'callCount']));
});
