/** Os enganos dos passos 2 e 3: o que se joga fora de mais, de menos, ou antes da hora. */
import type { Trades } from '../../trades.ts';

const HEAD = 'head.yaml';
const TAIL = 'tail.yaml';

export const samplingTrades: Trades = {
  '06/2': [
    // configurada, ela já trabalha
    ['[memory_limiter, probabilistic_sampler, batch]', '[memory_limiter, batch]', 'span_count_differs', HEAD],
    // quantos por cento se jogam fora
    ['sampling_percentage: 10', 'sampling_percentage: 90', 'span_count_differs', HEAD],
    // dez por cento escrevem-se com o sinal
    ['sampling_percentage: 10', 'sampling_percentage: 10%', 'collector_refused', HEAD],
    // a peça com o nome que ela tem em inglês corrente
    ['[memory_limiter, probabilistic_sampler, batch]', '[memory_limiter, sampler, batch]', 'collector_refused', HEAD],
    // uma fração, e ainda por cima arredondada
    ['sampling_percentage: 10', 'sampling_percentage: 0', 'no_telemetry', HEAD],
  ],
  '06/3': [
    // declarado, ele já decide
    ['[memory_limiter, tail_sampling, batch]', '[memory_limiter, batch]', 'span_count_differs:POST /orders:some', TAIL],
    // sem exceção não há erro: o que deu certo é que se guarda
    ['[ERROR]', '[OK]', 'span_count_differs:POST /orders:errors', TAIL],
    // quem não pôs status também interessa
    ['[ERROR]', '[ERROR, UNSET]', 'span_count_differs:POST /orders:some', TAIL],
    // cinco segundos é que é demorar
    ['threshold_ms: 500', 'threshold_ms: 5000', 'span_count_differs:POST /orders:slow', TAIL],
    // meio segundo, e o que vem depois da vírgula se perde: é um número inteiro
    ['threshold_ms: 500', 'threshold_ms: 0.5', 'span_count_differs:POST /orders:some', TAIL],
    // quem não decidiu ainda não ocupa tanto
    ['num_traces: 10000', 'num_traces: 100', 'span_count_differs:POST /orders:errors', TAIL],
    // meio segundo, com a unidade
    ['threshold_ms: 500', 'threshold_ms: 500ms', 'collector_refused', TAIL],
    // do resto, tudo: vai que se precisa
    [
      'type: probabilistic\n        probabilistic:\n          sampling_percentage: 5',
      'type: always_sample',
      'span_count_differs:POST /orders:some',
      TAIL,
    ],
  ],
};
