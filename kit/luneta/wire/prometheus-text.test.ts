/** As páginas do Prometheus, linha a linha: o que se lê, e o que condena a página. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PageFormat } from './prometheus-line.ts';
import type { PageSample, PrometheusPage } from './prometheus-page.ts';
import { parsePrometheusText } from './prometheus-text.ts';
import { WireError } from './wire-error.ts';

const read = (text: string, format: PageFormat = 'text'): PrometheusPage =>
  parsePrometheusText(Buffer.from(text), format);
const samplesOf = (text: string, format?: PageFormat): PageSample[] =>
  read(text, format).families.flatMap(({ samples }) => samples);

describe('formato de texto', () => {
  test('um exemplo de cada coisa', () => {
    const page = read(
      [
        '# um comentário qualquer',
        '# HELP pedidos_total Uma linha\\ne uma \\\\ barra',
        '# TYPE pedidos_total counter',
        'pedidos_total{rota="/a\\"b\\\\c\\nd",metodo="GET",} 3 1700000000123',
        '',
        '  # TYPE fila\tgauge',
        'fila  -2.5e-3',
        '# TYPE lat histogram',
        '# UNIT lat s',
        'lat_bucket{ le = "0.5" } 1',
        'lat_bucket{le="+Inf"} 2',
        'lat_sum 1',
        'lat_count 2',
        'lat_max 9',
        '# TYPE dur summary',
        'dur{quantile="0.9"} NaN',
        'dur_sum +Inf',
        'sem_tipo 1',
        '# TYPE sem_amostras gauge',
      ].join('\n'),
    );
    expect(page.samples).toBe(10);
    expect(page.families.map(({ name, type, samples }) => [name, type, samples.length])).toEqual([
      ['pedidos_total', 'counter', 1],
      ['fila', 'gauge', 1],
      ['lat', 'histogram', 4],
      ['lat_max', 'unknown', 1],
      ['dur', 'summary', 2],
      ['sem_tipo', 'unknown', 1],
    ]);
    expect(page.families[0]).toMatchObject({
      help: 'Uma linha\ne uma \\ barra',
      samples: [
        {
          labels: [
            ['rota', '/a"b\\c\nd'],
            ['metodo', 'GET'],
          ],
          value: 3,
          timestampMs: 1_700_000_000_123,
        },
      ],
    });
    expect(page.families[2].unit).toBe('s');
  });

  test.each([
    ['1', 1],
    ['+Inf', Infinity],
    ['-inf', -Infinity],
    ['Infinity', Infinity],
    ['nan', NaN],
    ['.5', 0.5],
    ['5.', 5],
    ['1E3', 1000],
    ['1e400', Infinity],
  ])('o valor %s', (text, value) => {
    expect(samplesOf(`x ${text}`)[0].value).toBe(value);
  });

  test('o que foi escapado sem precisar fica como veio', () => {
    expect(samplesOf(String.raw`x{a="\d\t",b=""} 1`)[0].labels).toEqual([
      ['a', String.raw`\d\t`],
      ['b', ''],
    ]);
  });

  test.each([
    ['x', 'o valor não é um número: nada'],
    ['x 0x1p-2', 'o valor não é um número: 0x1p-2'],
    ['x 1_000', 'o valor não é um número'],
    ['x 1 1.5', 'o instante não é um número inteiro'],
    ['x 1 2 3', 'texto sobrando'],
    ['x 1 1e300', 'o instante não é um número inteiro'],
    ['1x 2', 'esperava o nome de uma métrica na coluna 1'],
    ['x{a="1"b="2"} 1', 'esperava "," ou "}" na coluna 8'],
    ['x{,} 1', 'esperava o nome de um rótulo'],
    ['x{a=1} 1', 'não está entre aspas'],
    ['x{a="1} 1', 'elas não fecham'],
    ['x{a="1",a="2"} 1', 'o rótulo a aparece duas vezes'],
    ['x{a="1"', 'esperava "," ou "}"'],
    ['# TYPE x contador', 'tipo desconhecido: contador'],
    ['x 1\r', 'acaba em \\r\\n'],
    ['<!DOCTYPE html>', 'esperava o nome de uma métrica'],
    [`x{a="${'y'.repeat(300_000)}"} 1`, 'tem mais de'],
  ])('condena a página, com o número e o texto da linha: %s', (line, what) => {
    const attempt = (): unknown => read(`bom 1\n${line}\nbom 2`);
    expect(attempt).toThrow(WireError);
    expect(attempt).toThrow('Linha 2: ');
    expect(attempt).toThrow(what);
    expect(attempt).toThrow(JSON.stringify(line.slice(0, 20)).slice(0, -1));
  });

  test('o que não é UTF-8', () => {
    expect(() => parsePrometheusText(Buffer.from([0x78, 0x20, 0xff]), 'text')).toThrow('UTF-8');
  });
});

describe('OpenMetrics', () => {
  test('exemplars, instantes em segundos, _created e # EOF', () => {
    const page = read(
      [
        '# TYPE lat_seconds histogram',
        '# UNIT lat_seconds seconds',
        'lat_seconds_bucket{le="1.0"} 2 # {trace_id="abc",span_id="d"} 0.5 1700000000.123',
        'lat_seconds_bucket{le="+Inf"} 2 1700000001 # {} 3',
        'lat_seconds_created 1.7e+09',
        '# TYPE pedidos counter',
        'pedidos_total 4 1700000000.5 # {a="b"} 1',
        'pedidos_created 1',
        '# TYPE alvo info',
        'alvo_info{versao="1"} 1',
        '# EOF',
        '',
      ].join('\n'),
      'openmetrics',
    );
    expect(page.families.map(({ name, type, samples }) => [name, type, samples.length])).toEqual([
      ['lat_seconds', 'histogram', 3],
      ['pedidos', 'counter', 2],
      ['alvo', 'gauge', 1],
    ]);
    expect(page.families[0].samples[0].exemplar).toEqual({
      labels: [
        ['trace_id', 'abc'],
        ['span_id', 'd'],
      ],
      value: 0.5,
      timestampMs: 1_700_000_000_123,
    });
    expect(page.families[0].samples[1]).toMatchObject({ timestampMs: 1_700_000_001_000, exemplar: { value: 3 } });
    expect(page.families[1].samples[0].timestampMs).toBe(1_700_000_000_500);
  });

  test.each([
    ['x 1\n', 'acaba sem # EOF'],
    ['x 1\n# EOF\nx 2\n', 'vem depois de # EOF'],
    ['\nx 1\n# EOF', 'esperava o nome de uma métrica'],
    ['x  1\n# EOF', 'o valor não é um número'],
    ['x{a="1", b="2"} 1\n# EOF', 'esperava o nome de um rótulo'],
    ['# comentário\n# EOF', 'só # HELP'],
    ['# UNIT x segundos\n# EOF', 'não é o fim do nome'],
    ['x 1 # {a="b"}\n# EOF', 'o valor do exemplar'],
  ])('mais severo: %j', (text, what) => {
    expect(() => read(text, 'openmetrics')).toThrow(what);
  });
});

test('qualquer rótulo e valor bem escritos se leem de volta', () => {
  const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.double(), (label, value) => {
      const number = Number.isNaN(value) ? 'NaN' : String(value).replace('Infinity', 'Inf');
      const [sample] = samplesOf(`x{a="${escape(label)}"} ${number}`);
      expect(sample.labels).toEqual([['a', label]]);
      expect(sample.value).toBe(Object.is(value, -0) ? 0 : value);
    }),
  );
});

test('bytes ao acaso nunca dão outro erro', () => {
  const noise = fc.array(fc.constantFrom('x', '{', '}', '"', '\\', ' ', '#', '\n', '=', ',', '1', 'a', '# TYPE ', 'é'));
  fc.assert(
    fc.property(noise, fc.constantFrom<PageFormat>('text', 'openmetrics'), (parts, format) => {
      let thrown: unknown = new WireError('malformed', '');
      try {
        read(parts.join(''), format);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(WireError);
    }),
    { numRuns: 500 },
  );
});
