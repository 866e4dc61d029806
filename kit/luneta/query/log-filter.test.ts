import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../store/logs/log-store.ts';
import { textAttribute } from '../store/model.ts';
import { logMatcher, MAX_LOG_FILTER_TERMS, parseLogFilter } from './log-filter.ts';

const LOG: LogRecord = {
  timeUnixNano: 1n,
  observedTimeUnixNano: 0n,
  severityNumber: 17,
  severityText: 'ERROR',
  body: {
    type: 'kvlist',
    value: [
      textAttribute('mensagem', 'Cartão recusado: saldo'),
      { key: 'pedido', value: { type: 'kvlist', value: [{ key: 'id', value: { type: 'int', value: 1042n } }] } },
    ],
  },
  attributes: [
    textAttribute('http.route', '/Pedidos'),
    { key: 'duracao_ms', value: { type: 'double', value: 12.5 } },
    textAttribute('vazio', ''),
  ],
  droppedAttributesCount: 0,
  flags: 1,
  traceId: 'ab'.repeat(16),
  spanId: 'cd'.repeat(8),
  eventName: 'pagamento.falhou',
  resource: {
    serviceName: 'pagamentos',
    attributes: [textAttribute('host.name', 'notebook')],
    droppedAttributesCount: 0,
  },
  scope: { name: 'loja', version: '', attributes: [], droppedAttributesCount: 0 },
  sequence: 1,
};

function finds(text: string): boolean {
  const filter = parseLogFilter(text);
  if (!filter.ok) throw new Error(filter.problem);
  return logMatcher(filter.terms)(LOG);
}

describe('o que um filtro acha', () => {
  test.each([
    '',
    'cartão',
    'CARTÃO recusado',
    '"recusado: saldo"',
    'http.route',
    'http.route=/Pedidos',
    'http.route~pedidos',
    'pedido.id=1042',
    'pedido.id>=1042',
    'duracao_ms>12',
    'duracao_ms<=12.5',
    'vazio~',
    'host.name=notebook',
    'service=pagamentos',
    'level=error',
    'scope=loja',
    'event~falhou',
    `trace_id=${'ab'.repeat(16)}`,
    'cdcd',
    '-boleto',
    '-http.route=/outra',
    '-pedido.id>2000',
    'pagamento.falhou -level=info',
  ])('%s', (text) => expect(finds(text)).toBe(true));

  test.each([
    'boleto',
    'cartão boleto',
    '"saldo recusado"',
    'http.route=/pedidos',
    'http.route=',
    'pedido.id=10',
    'id=1042',
    'duracao_ms>12.5',
    'http.route>=1',
    'notebook',
    'service=loja',
    '-cartão',
    'nada~',
    'constructor~',
  ])('e o que não acha: %s', (text) => expect(finds(text)).toBe(false));

  test('o que não é par nem número é texto: endereços, setas, hífens', () => {
    const texts = (text: string): unknown => {
      const filter = parseLogFilter(text);
      return filter.ok && filter.terms.map((term) => (term.type === 'text' ? term.text : term));
    };
    expect(texts('http://x/?a=b a->b x<y - =z')).toEqual(['http://x/?a=b', 'a->b', 'x<y', '-', '=z']);
  });

  test('entre aspas nada é especial, e a barra escapa', () => {
    expect(parseLogFilter(String.raw`"a \"b\" c=d" "chave com espaço"="x y"`)).toEqual({
      ok: true,
      terms: [
        { type: 'text', text: 'a "b" c=d', negated: false },
        { type: 'value', key: 'chave com espaço', op: '=', value: 'x y', negated: false },
      ],
    });
  });
});

describe('o que não se entende', () => {
  test.each([
    ['uma aspa só', '"aberta', /aspas não fecham em “"aberta”/],
    ['um valor aberto', 'ok a="b', /aspas não fecham/],
    ['uma negação aberta', '-"b', /aspas não fecham/],
    ['algo colado', '"colado"x', /aspas não fecham/],
    ['termos demais', 'x '.repeat(MAX_LOG_FILTER_TERMS + 1), /mais de 20 termos/],
    ['longo demais', 'x'.repeat(1_001), /1.001 caracteres, e o máximo é 1.000/],
  ])('%s', (_what, text, problem) => {
    const filter = parseLogFilter(text);
    expect(filter.ok ? '' : filter.problem).toMatch(problem);
  });

  test('um texto hostil não demora', () => {
    const started = performance.now();
    for (const text of ['-'.repeat(1_000), '"\\'.repeat(500), 'a='.repeat(500), '=~<>'.repeat(250)])
      parseLogFilter(text);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
