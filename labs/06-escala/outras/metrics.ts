/** Outras contas certas: em lotes, e com os rótulos de poucos valores que outra pessoa escolheria. */
import type { Edit } from '../../../kit/course/edit.ts';

export const metricsOthers: readonly Edit[] = [
  // Quem conta não precisa de lotes, e com eles também conta.
  {
    step: '06/4',
    file: 'metrics.yaml',
    replace: [
      '    traces/counts:\n      receivers: [otlp]\n      processors: [memory_limiter]\n',
      '    traces/counts:\n      receivers: [otlp]\n      processors: [memory_limiter, batch]\n',
    ],
  },
  {
    step: '06/5',
    file: 'cardinality.yaml',
    replace: [
      '      - name: shop.region\n',
      '      - name: shop.region\n        default: sem-regiao\n      - name: http.response.status_code\n',
    ],
  },
];
