/** O que se baixa da página de um trace volta a entrar: noutra Luneta pela página, e por uma porta OTLP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLuneta, type Luneta } from '../start.ts';
import { ANY_PORTS } from '../testing/any-ports.ts';
import { sendTraces } from './testing/sample-luneta.ts';

const TRACE = 'ab'.repeat(16);
const NAMES = ['GET /pedidos', 'SELECT pedidos'];
const times = { startTimeUnixNano: '1795176000000000001', endTimeUnixNano: '1795176000001000002' };

let from: Luneta;
let to: Luneta;

beforeAll(async () => {
  from = await startLuneta({ ports: ANY_PORTS });
  await sendTraces(from, {
    resourceSpans: NAMES.map((name, i) => ({
      resource: { attributes: [{ key: 'service.name', value: { stringValue: `loja ${i}` } }] },
      scopeSpans: [{ spans: [{ traceId: TRACE, spanId: `${i + 1}`.repeat(16), name, ...times }] }],
    })),
  });
});
afterAll(() => from?.close());

/** Os botões do cabeçalho, pelo endereço de cada um. */
async function buttons(): Promise<string[]> {
  const html = await (await fetch(`${from.urls.ui}/trace/${TRACE}`)).text();
  const group = /class="downloads"(.*?)<\/span>/s.exec(html)![1];
  return [...group.matchAll(/href="([^"]+)"/g)].map(([, href]) => href.replaceAll('&amp;', '&'));
}

async function storedNames({ urls }: Luneta): Promise<string[]> {
  const response = await fetch(`${urls.ui}/api/traces/${TRACE}`);
  if (response.status !== 200) return [];
  const { data } = (await response.json()) as { data: { spans: { operationName: string }[] }[] };
  return data[0].spans.map(({ operationName }) => operationName).toSorted();
}

test('cada botão baixa um arquivo que outra Luneta abre', async () => {
  const links = await buttons();
  expect(links).toHaveLength(3);
  for (const link of links) {
    const file = await (await fetch(from.urls.ui + link)).text();
    to = await startLuneta({ ports: ANY_PORTS });
    try {
      const headers = { 'content-type': 'application/json' };
      const sent = await fetch(`${to.urls.ui}/enviar`, { method: 'POST', body: file, headers, redirect: 'manual' });
      expect([link, sent.status, sent.headers.get('location')]).toEqual([link, 303, `/trace/${TRACE}`]);
      expect(await storedNames(to)).toEqual(NAMES);
    } finally {
      await to.close();
    }
  }
});

test('o OTLP é um pedido como os que a porta recebe, com o nome do trace no arquivo', async () => {
  const response = await fetch(`${from.urls.ui}/trace/${TRACE.toUpperCase()}/otlp.json`);
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="trace-${TRACE}.otlp.json"`);
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  const request = (await response.json()) as Record<string, unknown>;
  expect(Object.keys(request)).toEqual(['resourceSpans']);
  expect(JSON.stringify(request)).toContain('"startTimeUnixNano":"1795176000000000001"');
  to = await startLuneta({ ports: ANY_PORTS });
  try {
    await sendTraces(to, request);
    expect(await storedNames(to)).toEqual(NAMES);
  } finally {
    await to.close();
  }
});
