import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bigTrace } from '../ui/testing/big-trace.ts';
import { MAX_FILTER_CHARS, MAX_FILTER_TERMS, parseSpanFilter, type SpanFilterProblem } from './parse-span-filter.ts';
import { filterSpans } from './span-filter.ts';
import { matchSpans } from './span-match.ts';
import { fixtureTrace } from './testing/fixture-traces.ts';
import { buildTraceTree } from './trace-tree.ts';

const tree = buildTraceTree(fixtureTrace('3fc60c'));

function find(text: string): string[] {
  const parsed = parseSpanFilter(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return filterSpans(tree, parsed).map(({ span }) => span.name);
}

function problemOf(text: string): SpanFilterProblem | undefined {
  const parsed = parseSpanFilter(text);
  return parsed.ok ? undefined : parsed.problem;
}

const ALL = tree.nodes.map(({ span }) => span.name);

describe('filterSpans', () => {
  test.each<[string, string[]]>([
    // Texto: o mesmo que a busca simples acha.
    ['SELECT', ['SELECT orders']],
    ['select ORD', ['SELECT orders']],
    ['"select ord"', ['SELECT orders']],
    ['ORD select', ['SELECT orders']],
    ['"ord select"', []],
    ['insufficient funds', ['POST /charge']],
    ['cart:7', ['GET /checkout']],
    ['maçã', ['GET /checkout']],
    ['ccc19b7ec3c1b17c', ['retry']],
    ['CCC19B7EC3C1B17C', ['retry']],
    ['', []],
    ['   ', []],
    ['nada disso', []],
    ['.*', []],
    ['=502', ['POST', 'POST /orders']],

    // Atributos: do span, do recurso, de um evento, e os campos que a API mostra como atributo.
    ['http.response.status_code=502', ['POST', 'POST /orders']],
    ['http.response.status_code=50', []],
    ['http.response.status_code~50', ['GET /checkout', 'POST', 'POST /orders', 'POST /charge']],
    ['http.response.status_code>=502', ['POST', 'POST /orders']],
    ['http.response.status_code<502', ['GET /checkout', 'POST /charge']],
    ['service.version=1.4.2', ['GET /checkout', 'POST']],
    ['service.name=payments', ['POST /charge', 'retry']],
    ['cache.key=cart:7', ['GET /checkout']],
    ['db.query.text="SELECT * FROM orders WHERE id = ?"', ['SELECT orders']],
    ['db.query.text~"from ORDERS"', ['SELECT orders']],
    ['db.query.text~', ['SELECT orders']],
    ['a.empty=', ['GET /checkout']],
    ['error=true', ['GET /checkout', 'POST', 'POST /orders', 'POST /charge']],
    ['span.kind=producer', ['publish orders.created']],

    // Campos do span.
    ['service=payments', ['POST /charge', 'retry']],
    ['service=pay', []],
    ['service~PAY', ['POST /charge', 'retry']],
    ['name=POST', ['POST', 'POST']],
    ['name="POST /charge"', ['POST /charge']],
    ['"name"=POST', []],
    ['kind=server', ['GET /checkout', 'POST /orders', 'POST /charge']],
    ['kind=SERVER service=payments', ['POST /charge']],
    ['status=ok', ['validate']],
    ['status=error', ['GET /checkout', 'POST', 'POST /orders', 'POST /charge']],
    ['error', ['GET /checkout', 'POST', 'POST /orders', 'POST /charge']],
    ['error kind=client', ['POST']],

    // Parte do trace e duração.
    ['>90%', ['GET /checkout', 'POST', 'POST /orders']],
    ['>90,5%', ['GET /checkout', 'POST', 'POST /orders']],
    ['share>=100%', ['GET /checkout']],
    ['share<1%', ['validate', 'publish orders.created']],
    ['duration>200ms', ['GET /checkout', 'POST', 'POST /orders']],
    ['duration<=2ms', ['validate', 'publish orders.created']],
    ['duration>1ms duration<1m30s -kind=client -error', ['retry', 'publish orders.created']],

    // Negação.
    ['-service=orders', ['GET /checkout', 'POST', 'POST /charge', 'retry']],
    ['-error -kind=client', ['validate', 'retry', 'publish orders.created']],
    ['-"select ord" db.system.name~', []],
    ['->90% error', ['POST /charge']],
    ['-nada', ALL],
  ])('%j', (text, names) => {
    expect(find(text)).toEqual(names);
  });

  test('um texto só, sem espaço nem sinal da linguagem, acha o mesmo que a busca simples', () => {
    const plain = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !/[\s"=~<>]/u.test(text) && !text.startsWith('-') && text !== 'error');
    const known = fc.constantFrom(
      'post',
      'orders',
      '502',
      '{',
      'http.route',
      '->',
      '=',
      '<init>',
      '=>',
      '-',
      'a>b',
      '~',
    );
    fc.assert(
      fc.property(fc.oneof(plain, known), (text) => {
        expect(find(text)).toEqual(matchSpans(tree, text).map(({ span }) => span.name));
      }),
    );
  });

  test('o maior filtro que se aceita, em 10.000 spans, não segura o processo', () => {
    const big = buildTraceTree(bigTrace(10_000));
    const parsed = parseSpanFilter(Array.from({ length: MAX_FILTER_TERMS }, (_, i) => `-chave${i}=v`).join(' '));
    if (!parsed.ok) throw new Error(parsed.problem.message);
    const start = process.cpuUsage();
    expect(filterSpans(big, parsed)).toHaveLength(10_000);
    const { user, system } = process.cpuUsage(start);
    // Perto de 50 ms; montando uma lista por termo em cada span, eram 500.
    expect((user + system) / 1_000).toBeLessThan(350);
  });

  test('vários textos juntos: cada um vale no span inteiro, e em nenhum outro', () => {
    expect(find('POST 502 orders')).toEqual(['POST', 'POST /orders']);
    expect(find('"insufficient funds" payments -retry')).toEqual(['POST /charge']);
    expect(find('-POST -GET -retry')).toEqual(['SELECT orders', 'validate', 'publish orders.created']);
  });
});

describe('parseSpanFilter', () => {
  test('aspas e barras dentro das aspas', () => {
    expect(parseSpanFilter('"a \\"b\\" \\\\ c" k="x y" "chave com espaço"~z "error"')).toEqual({
      ok: true,
      terms: [
        { type: 'text', text: 'a "b" \\ c', negated: false },
        { type: 'attribute', key: 'k', match: 'equals', value: 'x y', negated: false },
        { type: 'attribute', key: 'chave com espaço', match: 'contains', value: 'z', negated: false },
        { type: 'text', text: 'error', negated: false },
      ],
    });
  });

  test.each<[string, number, string, string]>([
    ['  "sem fim', 2, '"sem', 'As aspas não fecham'],
    ['ok k="sem fim', 3, 'k="sem', 'As aspas não fecham'],
    ['"a"b', 0, '"a"b', 'As aspas não fecham'],
    ['error kind=servidor', 6, 'kind=servidor', 'internal, server, client, producer, consumer'],
    ['status=falha', 0, 'status=falha', 'unset, ok, error'],
    ['duration>10', 0, 'duration>10', 'Escreva um número e a unidade'],
    ['-duration<x', 0, '-duration<x', '"x" não é uma duração'],
    ['>5', 0, '>5', 'Escreva uma porcentagem, como >5%'],
    ['share<muito', 0, 'share<muito', '"muito" não é uma parte do trace'],
  ])('%j é um problema na posição %d', (text, position, received, message) => {
    expect(problemOf(text)).toEqual({ position, received, message: expect.stringContaining(message) as string });
  });

  test('termos demais e texto demais são um problema que diz o limite', () => {
    const terms = Array.from({ length: MAX_FILTER_TERMS }, (_, i) => `t${i}`).join(' ');
    expect(parseSpanFilter(terms)).toMatchObject({ ok: true, terms: { length: MAX_FILTER_TERMS } });
    expect(problemOf(`${terms} -k=mais um`)).toEqual({
      position: terms.length + 1,
      received: '-k=mais',
      message: expect.stringContaining(`mais de ${MAX_FILTER_TERMS} termos`) as string,
    });
    expect(problemOf('x'.repeat(MAX_FILTER_CHARS))).toBeUndefined();
    expect(problemOf(`${'x'.repeat(MAX_FILTER_CHARS)}fim`)).toEqual({
      position: MAX_FILTER_CHARS,
      received: 'fim',
      message: expect.stringContaining('o máximo é 1.000') as string,
    });
    for (const hostile of ['a=1 '.repeat(10_000), '"'.repeat(100_000), 'x="\\"'.repeat(20_000)]) {
      expect(problemOf(hostile)?.message).toContain('caracteres');
    }
  });

  test('qualquer texto dá termos ou um problema que aponta para dentro dele', () => {
    const pieces = fc.constantFrom(
      '"',
      '\\',
      '=',
      '~',
      '>',
      '<',
      '-',
      '%',
      ' ',
      'a',
      '5',
      'share',
      'duration',
      'kind',
      'ms',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        const text = parts.join('');
        const parsed = parseSpanFilter(text);
        const { position, received } = parsed.ok ? { position: 0, received: '' } : parsed.problem;
        expect(text.startsWith(received, position)).toBe(true);
        const found = parsed.ok ? filterSpans(tree, parsed) : [];
        expect(found.every((node) => tree.nodes[node.index] === node)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
