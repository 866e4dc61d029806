/** Outras soluções dos passos 2 e 3. */
import type { Edit } from '../../../kit/course/edit.ts';

export const samplingOthers: readonly Edit[] = [
  // o mesmo sorteio, com uma semente: duas portas de entrada com a mesma escolhem os mesmos traces
  {
    step: '06/2',
    file: 'head.yaml',
    replace: ['sampling_percentage: 10', 'mode: hash_seed\n    hash_seed: 22\n    sampling_percentage: 8'],
  },
  // os recusados pelo que respondemos, e não pelo status; os lentos, com um limite mais alto
  {
    step: '06/3',
    file: 'tail.yaml',
    replace: [
      'type: status_code\n        status_code:\n          status_codes: [ERROR]',
      'type: numeric_attribute\n        numeric_attribute: { key: http.response.status_code, min_value: 500, max_value: 599 }',
    ],
  },
  { step: '06/3', file: 'tail.yaml', replace: ['threshold_ms: 500', 'threshold_ms: 700'] },
];
