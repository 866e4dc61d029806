/**
 * O que a Luneta responde às perguntas de métricas gravadas. Os spans gravados terminaram um dia antes da hora da gravação:
 * as séries existem e estão paradas, com o mesmo valor em todos os pontos da última hora.
 */
const LOOKBACK_MS = 3_600_000;

const SERVER_OPERATIONS = [
  'GET /orders/:id',
  'GET /skew',
  'GET /twice',
  'POST /orders',
  'late parent child',
  'short id',
];

interface IdleFamily {
  name: string;
  help: string;
  stepMs: number;
  value: number | 'NaN';
  /** As séries: uma por operação, ou uma só, do serviço. */
  operations: readonly (string | undefined)[];
}

const FAMILIES: ReadonlyMap<string, IdleFamily> = new Map<string, IdleFamily>([
  [
    'metrics-latencies',
    {
      name: 'service_operation_latencies',
      help: '0.95th quantile latency, grouped by service & operation',
      stepMs: 60_000,
      value: 'NaN',
      operations: SERVER_OPERATIONS,
    },
  ],
  [
    'metrics-calls',
    {
      name: 'service_operation_call_rate',
      help: 'calls/sec, grouped by service & operation',
      stepMs: 5_000,
      value: 0,
      operations: SERVER_OPERATIONS,
    },
  ],
  [
    'metrics-errors',
    {
      name: 'service_error_rate',
      help: 'error rate, computed as a fraction of errors/sec over calls/sec, grouped by service',
      stepMs: 5_000,
      value: 'NaN',
      operations: [undefined],
    },
  ],
]);

/** O corpo da resposta à pergunta `call`, feita na hora `capturedAt`. */
export function idleMetrics(call: string, capturedAt: string): unknown {
  const { name, help, stepMs, value, operations } = FAMILIES.get(call)!;
  const start = Date.parse(capturedAt) - LOOKBACK_MS;
  const metricPoints = Array.from({ length: LOOKBACK_MS / stepMs + 1 }, (_, i) => ({
    gaugeValue: { doubleValue: value },
    timestamp: new Date(start + i * stepMs).toISOString(),
  }));
  const metrics = operations.map((operation) => ({
    labels: [
      { name: 'service_name', value: 'orders' },
      ...(operation === undefined ? [] : [{ name: 'operation', value: operation }]),
    ],
    metricPoints,
  }));
  return { name, type: 'GAUGE', help, metrics };
}
