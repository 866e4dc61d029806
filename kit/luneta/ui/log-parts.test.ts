/** O gráfico dos logs e as duas formas de JSON, sem página. */
import { describe, expect, test } from 'vitest';
import { logHistogram } from './log-histogram.ts';
import { logJsonLine, prettyJson } from './log-json.ts';
import { logStore } from './testing/log-store.ts';

describe('o gráfico', () => {
  test('cada registro num trecho só, e os trechos cobrem do primeiro ao último', () => {
    const marks = Array.from({ length: 1_000 }, (_, i) => ({
      timeMs: 1_700_000_000_123 + i * 977,
      level: i % 10 === 0 ? ('error' as const) : ('info' as const),
    }));
    const { bins, most } = logHistogram(marks)!;
    expect(bins.length).toBeGreaterThan(20);
    expect(bins.length).toBeLessThan(150);
    expect(bins.reduce((sum, { total }) => sum + total, 0)).toBe(1_000);
    expect(bins.reduce((sum, { counts }) => sum + counts.error, 0)).toBe(100);
    expect(most).toBe(Math.max(...bins.map(({ total }) => total)));
    expect(bins[0].fromMs).toBeLessThanOrEqual(marks[0].timeMs);
    expect(bins.at(-1)!.toMs).toBeGreaterThan(marks.at(-1)!.timeMs);
    bins.slice(1).forEach(({ fromMs }, i) => expect(fromMs).toBe(bins[i].toMs));
    for (const { fromMs, toMs, total } of bins) {
      expect(marks.filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs).length).toBe(total);
    }
  });

  test.each([0, 1, 40, 86_400_000, 400 * 86_400_000])('dois registros a %i ms um do outro', (apart) => {
    const level = 'none' as const;
    const { bins } = logHistogram([
      { timeMs: 1_700_000_000_000, level },
      { timeMs: 1_700_000_000_000 + apart, level },
    ])!;
    expect(bins.reduce((sum, { total }) => sum + total, 0)).toBe(2);
    expect(bins.length).toBeLessThan(150);
  });

  test('um registro não tem tempo a mostrar', () => {
    expect(logHistogram([{ timeMs: 1, level: 'info' }])).toBeUndefined();
  });
});

describe('prettyJson', () => {
  test('recua, e não toca nos números nem nos textos', () => {
    const text = '{"a":[1,{"b":9007199254740993}],"c":"{x: [1,2]}","d":{},"e":[],"f":-1.50e3,"g":"\\"\\u00e9"}';
    const pretty = prettyJson(text)!;
    expect(JSON.stringify(JSON.parse(pretty))).toBe(JSON.stringify(JSON.parse(text)));
    expect(pretty).toContain('9007199254740993');
    expect(pretty.split('\n').slice(0, 4)).toEqual(['{', '  "a": [', '    1,', '    {']);
    expect(pretty).toContain('"d": {},');
    expect(pretty).toContain('-1.50e3');
  });

  test.each(['pedido criado', '"texto"', '12', '{quase: json}', '[1,', '', `${'['.repeat(60)}${']'.repeat(60)}`])(
    '%j fica como veio',
    (text) => expect(prettyJson(text)).toBeUndefined(),
  );
});

test('uma linha de JSON por registro, com os inteiros inteiros', () => {
  const { logs, send } = logStore();
  send({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'loja' } }] },
        scopeLogs: [
          {
            scope: { name: 's', version: '1' },
            logRecords: [
              {
                timeUnixNano: '1700000000123456789',
                severityNumber: 9,
                severityText: 'INFO',
                body: { kvlistValue: { values: [{ key: 'n', value: { intValue: '9007199254740993' } }] } },
                attributes: [{ key: 'linha', value: { stringValue: 'a\nb </script>' } }],
                traceId: 'ab'.repeat(16),
                spanId: 'cd'.repeat(8),
              },
            ],
          },
        ],
      },
    ],
  });
  let line = '';
  logs.visit({}, (log) => void (line = logJsonLine(log.decode())));
  expect(line).toContain('"n":9007199254740993');
  expect(line.indexOf('\n')).toBe(line.length - 1);
  expect(JSON.parse(line)).toMatchObject({
    timeUnixNano: '1700000000123456789',
    severityNumber: 9,
    service: 'loja',
    traceId: 'ab'.repeat(16),
    attributes: { linha: 'a\nb </script>' },
    scope: { name: 's', version: '1' },
    resource: { 'service.name': 'loja' },
  });
});
