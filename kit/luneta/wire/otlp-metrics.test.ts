/** O que cada forma do OTLP vira no Prometheus; os pedidos são escritos à mão. Os dos SDKs estão em `otlp-metrics-sdk.test.ts`. */
import { describe, expect, test } from 'vitest';
import { isStale } from '../store/metrics/stale.ts';
import { MAX_AHEAD_MS } from './far-future.ts';
import { decodeMetricsRequest, MAX_POINT_ATTRIBUTES } from './otlp-metrics.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import {
  attributesJson,
  decodeMetrics,
  gauge,
  histogram,
  metricsRequest,
  point,
  samplesOf,
  START_MS,
  sum,
  TIME,
  TIME_MS,
} from './testing/metrics-json.ts';

const LOJA = attributesJson({ 'service.name': 'loja' });

describe('tipos', () => {
  test('medidor: sem início, e com _ratio se a unidade é 1', () => {
    const { families } = decodeMetrics([{ name: 'uso', unit: '1', description: 'Uso', ...gauge(point()) }]);
    expect(families).toEqual([
      {
        metadata: { name: 'uso_ratio', type: 'gauge', help: 'Uso', unit: '1', isDelta: false },
        points: [
          { timestampMs: TIME_MS, isDelta: false, samples: [{ labels: [['__name__', 'uso_ratio']], value: 1 }] },
        ],
      },
    ]);
  });

  test('soma que só sobe: contador, com _total e início; inteiros com sinal', () => {
    const { families } = decodeMetrics([{ name: 'a', unit: '1', ...sum([point({ asInt: '-5' })]) }]);
    expect(families[0].metadata).toMatchObject({ name: 'a_total', type: 'counter', isDelta: false });
    expect(families[0].points[0]).toMatchObject({ startMs: START_MS, samples: [{ value: -5 }] });
  });

  test('soma que sobe e desce: medidor, sem _ratio nem início', () => {
    const { families } = decodeMetrics([{ name: 'a', unit: '1', ...sum([point()], false) }]);
    expect(families[0].metadata).toMatchObject({ name: 'a', type: 'gauge' });
    expect(families[0].points[0].startMs).toBeUndefined();
  });

  test('delta vai marcado; sem temporalidade, é recusado com a dica', () => {
    expect(decodeMetrics([{ name: 'a', ...sum([point()], true, 1) }]).families[0]).toMatchObject({
      metadata: { isDelta: true },
      points: [{ isDelta: true }],
    });
    expect(decodeMetrics([{ name: 'a', ...sum([point(), point()], true, 0) }])).toEqual({
      families: [],
      points: 2,
      rejectedPoints: 2,
      reason: 'A métrica "a" veio com aggregationTemporality 0; use 1 (delta) ou 2 (cumulative).',
    });
  });

  test('histograma: baldes acumulados, soma e contagem', () => {
    const fields = { count: 6, sum: 42.5, bucketCounts: [1, 2, 3], explicitBounds: [0.005, 1000000] };
    const decoded = decodeMetrics([{ name: 'd', unit: 's', ...histogram(point(fields)) }]);
    expect(samplesOf(decoded)).toEqual({
      'd_seconds_bucket{le="0.005"}': 1,
      'd_seconds_bucket{le="1000000"}': 3,
      'd_seconds_bucket{le="+Inf"}': 6,
      d_seconds_sum: 42.5,
      d_seconds_count: 6,
    });
    expect(decoded.families[0].metadata).toMatchObject({ name: 'd_seconds', type: 'histogram' });
  });

  test('histograma sem soma (há valores negativos) e sem baldes', () => {
    expect(samplesOf(decodeMetrics([{ name: 'd', ...histogram(point({ count: 2 })) }]))).toEqual({
      'd_bucket{le="+Inf"}': 2,
      d_count: 2,
    });
  });

  test('um último limite infinito é o mesmo que o +Inf', () => {
    const fields = { count: 3, bucketCounts: [1, 2, 0], explicitBounds: [1, 'Infinity'] };
    expect(samplesOf(decodeMetrics([{ name: 'd', ...histogram(point(fields)) }]))).toEqual({
      'd_bucket{le="1"}': 1,
      'd_bucket{le="+Inf"}': 3,
      d_count: 3,
    });
  });

  test('summary: quantis, soma e contagem', () => {
    const quantileValues = [
      { quantile: 0.5, value: 3 },
      { quantile: 0.99, value: 9 },
      { quantile: 1, value: 10 },
    ];
    const summary = { dataPoints: [point({ count: 4, sum: 12, quantileValues })] };
    expect(samplesOf(decodeMetrics([{ name: 'd', unit: 'ms', summary }]))).toEqual({
      'd_milliseconds{quantile="0.5"}': 3,
      'd_milliseconds{quantile="0.99"}': 9,
      'd_milliseconds{quantile="1"}': 10,
      d_milliseconds_sum: 12,
      d_milliseconds_count: 4,
    });
  });

  test('ponto sem valor (NO_RECORDED_VALUE): ausência em todas as séries dele', () => {
    const histogramPoint = point({ flags: 1, bucketCounts: [0, 0], explicitBounds: [5], sum: 0 });
    const { families } = decodeMetrics([
      { name: 'a', ...gauge(point({ flags: 1 })) },
      { name: 'd', ...histogram(histogramPoint) },
    ]);
    const samples = families.flatMap(({ points }) => points.flatMap((each) => each.samples));
    expect(samples.map(({ value }) => isStale(value))).toEqual(Array.from({ length: 5 }, () => true));
  });
});

describe('rótulos', () => {
  const labelled = (attributes: object[], resource: object[] = []) =>
    Object.keys(samplesOf(decodeMetrics([{ name: 'a', ...gauge(point({ asDouble: 1, attributes })) }], resource)))[0];

  test('em ordem, e sem os vazios', () => {
    expect(labelled(attributesJson({ b: '2', a: '1', Z: '0', vazio: '' }))).toBe('a{Z="0",a="1",b="2"}');
  });

  test('valores de outros tipos viram texto', () => {
    const attributes = [
      { key: 'bool', value: { boolValue: true } },
      { key: 'int', value: { intValue: '9223372036854775807' } },
      { key: 'lista', value: { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'x' }] } } },
      { key: 'mapa', value: { kvlistValue: { values: [{ key: 'k', value: { doubleValue: 0.5 } }] } } },
      { key: 'nada', value: {} },
    ];
    expect(labelled(attributes)).toBe('a{bool="true",int="9223372036854775807",lista="[1,"x"]",mapa="{"k":0.5}"}');
  });

  test('dois atributos com o mesmo nome no Prometheus se juntam, na ordem das chaves', () => {
    expect(labelled(attributesJson({ http_method: 'c', 'http.method': 'b', 'http-method': 'a' }))).toBe(
      'a{http_method="a;b;c"}',
    );
  });

  test('atributos espalhados no ponto dão os mesmos rótulos que juntos', () => {
    const writer = new ProtobufWriter();
    const attribute = (key: string, value: string): void => {
      const mark = writer.length;
      const valueMark = writer.length;
      writer.stringField(1, value);
      writer.endMessage(2, valueMark);
      writer.stringField(1, key);
      writer.endMessage(7, mark);
    };
    attribute('b', '2');
    writer.doubleField(4, 1);
    attribute('a', '1');
    writer.fixed64Field(3, BigInt(TIME));
    writer.endMessage(1, 0); // data_points
    writer.endMessage(5, 0); // gauge
    writer.stringField(1, 'm');
    for (const field of [2, 2, 1]) writer.endMessage(field, 0); // metrics, scope_metrics, resource_metrics
    expect(Object.keys(samplesOf(decodeMetricsRequest(writer.finish())))).toEqual(['m{a="1",b="2"}']);
  });

  test('job e instance vêm do recurso, e valem mais que um atributo de mesmo nome', () => {
    const resource = attributesJson({
      'service.name': 'caixa',
      'service.namespace': 'loja',
      'service.instance.id': 'i-1',
    });
    expect(labelled(attributesJson({ job: 'outro' }), resource)).toBe('a{instance="i-1",job="loja/caixa"}');
    expect(labelled([], attributesJson({ 'service.namespace': 'loja' }))).toBe('a');
  });

  test('o resto do recurso vai para target_info, no instante do ponto mais novo', () => {
    const later = `${TIME_MS + 5}000000`;
    const { families } = decodeMetrics(
      [
        {
          name: 'a',
          ...gauge(point(), point({ asDouble: 2, timeUnixNano: later, attributes: attributesJson({ x: 1 }) })),
        },
      ],
      [...LOJA, ...attributesJson({ 'host.name': 'maçã' })],
    );
    expect(families[1]).toMatchObject({
      metadata: { name: 'target_info', type: 'gauge' },
      points: [
        {
          timestampMs: TIME_MS + 5,
          samples: [
            {
              value: 1,
              labels: [
                ['__name__', 'target_info'],
                ['host_name', 'maçã'],
                ['job', 'loja'],
              ],
            },
          ],
        },
      ],
    });
    const onlyIdentity = decodeMetrics([{ name: 'a', ...gauge(point()) }], LOJA);
    expect(onlyIdentity.families).toHaveLength(1);
    const noIdentity = decodeMetrics([{ name: 'a', ...gauge(point()) }], attributesJson({ 'host.name': 'x' }));
    expect(noIdentity.families).toHaveLength(1);
  });

  test('a mesma métrica em dois escopos: a do segundo ganha o nome dele', () => {
    const metrics = [{ name: 'http.client.duration', unit: 's', ...gauge(point()) }];
    const scopes = [
      { scope: { name: 'http', version: '1' }, metrics: [...metrics, { name: 'só.dele', ...gauge(point()) }] },
      { scope: { name: 'undici', version: '2' }, metrics },
      { scope: { name: 'http', version: '1' }, metrics },
    ];
    expect(Object.keys(samplesOf(decodeMetricsRequest(metricsRequest(scopes, LOJA))))).toEqual([
      'http_client_duration_seconds{job="loja"}',
      's_dele{job="loja"}',
      'http_client_duration_seconds{job="loja",otel_scope_name="undici",otel_scope_version="2"}',
    ]);
  });
});

describe('exemplars', () => {
  const exemplar = (value: number, fields: object = {}) => ({
    asDouble: value,
    timeUnixNano: `${TIME_MS - 10}000000`,
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    ...fields,
  });

  test('num histograma, ficam no balde do valor', () => {
    const exemplars = [exemplar(1), exemplar(5), exemplar(5.1), exemplar(99)];
    const fields = { count: 4, bucketCounts: [2, 1, 1], explicitBounds: [5, 10], exemplars };
    const { families } = decodeMetrics([{ name: 'd', ...histogram(point(fields)) }]);
    const found = families[0].points[0].samples.map(({ exemplars: all }) => all?.map(({ value }) => value));
    expect(found).toEqual([[1, 5], [5.1], [99], undefined]);
    expect(families[0].points[0].samples[0].exemplars?.[0]).toEqual({
      labels: [
        ['span_id', 'b7ad6b7169203331'],
        ['trace_id', '0af7651916cd43dd8448eb211c80319c'],
      ],
      value: 1,
      timestampMs: TIME_MS - 10,
    });
  });

  test('num histograma exponencial também', () => {
    const positive = { offset: 0, bucketCounts: [1, 0, 1] };
    const exponentialHistogram = {
      aggregationTemporality: 2,
      dataPoints: [point({ count: 2, scale: 0, positive, exemplars: [exemplar(1.5), exemplar(7)] })],
    };
    const { families } = decodeMetrics([{ name: 'd', exponentialHistogram }]);
    const found = families[0].points[0].samples.flatMap(({ labels, exemplars: all = [] }) =>
      all.map(({ value }) => [labels[1][1], value]),
    );
    expect(found).toEqual([
      ['2', 1.5],
      ['8', 7],
    ]);
  });

  test('num contador: sem trace, sem instante, com e sem atributos filtrados', () => {
    const long = attributesJson({ rota: 'x'.repeat(200) });
    const exemplars = [
      exemplar(1, { traceId: '', spanId: '0000000000000000', timeUnixNano: '0' }),
      exemplar(2, { filteredAttributes: attributesJson({ 'user.id': 'u1' }) }),
      exemplar(3, { filteredAttributes: long }),
      exemplar(4, { asDouble: undefined }),
    ];
    const { families } = decodeMetrics([{ name: 'a', ...sum([point({ asInt: 3, exemplars })]) }]);
    const found = families[0].points[0].samples[0].exemplars ?? [];
    expect(found.map(({ value, timestampMs }) => [value, timestampMs])).toEqual([
      [1, TIME_MS],
      [2, TIME_MS - 10],
      [3, TIME_MS - 10],
    ]);
    expect(found.map(({ labels }) => labels.map(([name]) => name))).toEqual([
      [],
      ['span_id', 'trace_id', 'user_id'],
      ['span_id', 'trace_id'],
    ]);
  });
});

describe('pontos que não fazem sentido são recusados sozinhos, com o motivo', () => {
  const exponential = (fields: object) => ({
    exponentialHistogram: { aggregationTemporality: 2, dataPoints: [point(fields)] },
  });
  const many = attributesJson(
    Object.fromEntries(Array.from({ length: MAX_POINT_ATTRIBUTES + 1 }, (_, i) => [`k${i}`, 'v'])),
  );

  test.each<[reason: string, data: object]>([
    ['não traz valor (asDouble ou asInt)', gauge(point({}))],
    ['veio sem instante (timeUnixNano)', gauge({ asDouble: 1 })],
    ['mais de 128 atributos', gauge(point({ asDouble: 1, attributes: many }))],
    [
      'o atributo "ようこそ", sem letra nem número',
      gauge(point({ asDouble: 1, attributes: attributesJson({ ようこそ: 'x' }) })),
    ],
    [
      '2 contagens para 2 limites: seriam 3',
      histogram(point({ count: 2, bucketCounts: [1, 1], explicitBounds: [1, 2] })),
    ],
    ['fora de ordem', histogram(point({ count: 3, bucketCounts: [1, 1, 1], explicitBounds: [2, 1] }))],
    ['repetidos', histogram(point({ count: 3, bucketCounts: [1, 1, 1], explicitBounds: [1, 1] }))],
    ['não são números', histogram(point({ count: 2, bucketCounts: [1, 1], explicitBounds: ['NaN'] }))],
    [
      'diz ter 9 valores, e os baldes somam 2',
      histogram(point({ count: 9, bucketCounts: [1, 1], explicitBounds: [1] })),
    ],
    ['escala 21, fora de -10 a 20', exponential({ scale: 21, count: 0 })],
    ['zeroThreshold', exponential({ scale: 0, count: 0, zeroThreshold: 'NaN' })],
    ['diz ter 1 valores, e os baldes somam 0', exponential({ scale: 0, count: 1 })],
    ['quantil 2, fora de 0 a 1', { summary: { dataPoints: [point({ quantileValues: [{ quantile: 2 }] })] } }],
  ])('%s', (reason, data) => {
    const good = { name: 'boa', ...gauge(point()) };
    const { families, rejectedPoints, reason: given } = decodeMetrics([{ name: 'má', ...data }, good]);
    expect([families.map(({ metadata }) => metadata.name), rejectedPoints]).toEqual([['boa'], 1]);
    expect(given).toContain('A métrica "má"');
    expect(given).toContain(reason);
  });

  test('muito à frente do relógio daqui: calaria a série até que o tempo o alcançasse', () => {
    const request = metricsRequest([{ metrics: [{ name: 'm', ...gauge(point()) }] }]);
    expect(decodeMetricsRequest(request, TIME_MS - MAX_AHEAD_MS).rejectedPoints).toBe(0);
    expect(decodeMetricsRequest(request, TIME_MS - 3_600_000)).toEqual({
      families: [],
      points: 1,
      rejectedPoints: 1,
      reason: 'A métrica "m" veio com um instante 1\u00a0h à frente do relógio daqui; acerte o relógio de quem mandou.',
    });
  });

  test('sem nome, ou com um nome sem letra nem número', () => {
    expect(decodeMetrics([gauge(point())]).reason).toBe('A métrica "" veio sem nome.');
    expect(decodeMetrics([{ name: '!?', ...gauge(point()) }]).reason).toBe(
      'A métrica "!?" tem um nome sem letra nem número.',
    );
  });
});
