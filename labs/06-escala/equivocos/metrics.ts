/** Os enganos das contas: contar o que sobrou da amostra, contar duas vezes, e contar por um rótulo que não acaba. */
import type { Trades } from '../../trades.ts';

const METRICS = 'metrics.yaml';
const CARDINALITY = 'cardinality.yaml';

const DIMENSIONS = `      - name: shop.region
`;

export const metricsTrades: Trades = {
  '06/4': [
    // um caminho para cada conta: os dois veem os mesmos spans, e cada pedido conta duas vezes
    [
      '    traces/counts:\n',
      '    traces/errors:\n      receivers: [otlp]\n      exporters: [span_metrics]\n    traces/counts:\n',
      'metric_value_differs',
      METRICS,
    ],
    // as contas têm todos: a amostra já não é precisa
    [
      'processors: [memory_limiter, tail_sampling, batch]',
      'processors: [memory_limiter, batch]',
      'span_count_differs',
      METRICS,
    ],
    // o conector só de um lado
    ['      receivers: [span_metrics]\n', '      receivers: [otlp]\n', 'collector_refused', METRICS],
    // o histograma basta: quem quiser um pedido que o procure
    ['    exemplars:\n      enabled: true\n', '', 'metric_exemplar_missing', METRICS],
    // outro nome, e ninguém acha a métrica
    ['    namespace: shop\n', '', 'no_telemetry:metrics', METRICS],
  ],
  '06/5': [
    // o teto resolve: o que passa dele vira uma série só, e já não se sabe de quem
    [
      DIMENSIONS + '    aggregation_cardinality_limit: 1000\n',
      '      - name: customer.id\n    aggregation_cardinality_limit: 15\n',
      'metric_attribute_missing:shop.calls:shop.region',
      CARDINALITY,
    ],
    // o que ajuda, e também o que custa
    [DIMENSIONS, DIMENSIONS + '      - name: customer.id\n', 'metric_series_exceeded', CARDINALITY],
    // o número do pedido é ainda mais preciso
    [DIMENSIONS, DIMENSIONS + '      - name: order.number\n', 'metric_series_exceeded', CARDINALITY],
    // sem rótulo nenhum, a conta é barata, e não diz nada
    ['    dimensions:\n' + DIMENSIONS, '', 'metric_attribute_missing:shop.calls:shop.region', CARDINALITY],
  ],
};
