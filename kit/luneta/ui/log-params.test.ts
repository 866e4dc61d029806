import { describe, expect, test } from 'vitest';
import { logsUrl, parseLogRequest, placeText, traceLogsUrl } from './log-params.ts';

const NOW = 1_800_000_000_000_000_000n;
const parse = (query: string) => parseLogRequest(new URLSearchParams(query), NOW);

describe('a URL dos logs', () => {
  test('sem nada: a última hora, cem por vez', () => {
    const { search, form } = parse('');
    expect(search).toMatchObject({ query: { startUnixNano: NOW - 3_600_000_000_000n }, terms: [], limit: 100 });
    expect(form).toMatchObject({ lookback: '1h', level: '', live: '1' });
  });

  test('tudo', () => {
    const { search, form } = parse(
      'service=loja&level=WARN&text=a%20b%3Dc&traceID=ABC&start=1000000&end=2000000&limit=7&before=5-6&live=0',
    );
    expect(search).toMatchObject({
      query: {
        startUnixNano: 1_000_000_000n,
        endUnixNano: 2_000_000_000n,
        minSeverity: 13,
        traceId: 'abc'.padStart(32, '0'),
      },
      limit: 7,
      before: { timeUnixNano: 5n, sequence: 6 },
    });
    expect(search?.terms).toHaveLength(2);
    expect(form).toMatchObject({ level: 'warn', lookback: 'custom', live: '0' });
    const accepts = search?.query.acceptsResource;
    const resource = { serviceName: 'loja', attributes: [], droppedAttributesCount: 0 };
    expect([accepts?.(resource), accepts?.({ ...resource, serviceName: 'Loja' })]).toEqual([true, false]);
  });

  test('os de um trace vêm de qualquer período, a não ser que se peça um', () => {
    expect(parse('traceID=abc').search?.query).toEqual({ traceId: 'abc'.padStart(32, '0') });
    expect(parse('traceID=abc&lookback=5m').search?.query.startUnixNano).toBe(NOW - 300_000_000_000n);
  });

  test.each([
    ['level=grave', /“grave” não existe. Use um destes: trace, debug, info, warn, error, fatal/],
    ['traceID=xyz', /“xyz” não é um id de trace/],
    ['text=%22aberta', /aspas/],
    ['limit=0', /de 1 a 1.000/],
    ['limit=1001', /de 1 a 1.000/],
    ['lookback=ontem', /“ontem” não é válido/],
    ['start=ontem', /“ontem”/],
    ['start=2000000&end=1000000', /termina/],
    ['before=x', /Carregar mais antigos/],
  ])('%s: uma frase, e o formulário como veio', (query, problem) => {
    const { search, problem: said } = parse(query);
    expect(search).toBeUndefined();
    expect(said).toMatch(problem);
  });

  test('o formulário escrito de volta dá a mesma busca; os padrões não aparecem', () => {
    for (const query of [
      '',
      'service=loja&level=error',
      'traceID=abc',
      'traceID=abc&lookback=1h',
      'text=a%3Db&limit=5',
    ]) {
      const { form, search } = parse(query);
      const url = logsUrl(form);
      const again = parse(url.split('?')[1] ?? '').search;
      expect(JSON.stringify(again, showBigint)).toEqual(JSON.stringify(search, showBigint));
    }
    expect(logsUrl(parse('').form)).toBe('/logs');
    expect(placeText({ timeUnixNano: 5n, sequence: 6 })).toBe('5-6');
    expect(traceLogsUrl('ab', 'cd')).toBe('/logs?traceID=ab&text=span_id%3Dcd');
  });
});

function showBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
