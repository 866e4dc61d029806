/** O destino das portas OTLP: o caminho de cada sinal, junto. */
import type { Stores } from '../stores.ts';
import type { Signal } from '../wire/signal.ts';
import type { Ingest } from './door.ts';
import { createLogIngest } from './ingest-logs.ts';
import { createMetricIngest } from './ingest-metrics.ts';
import { createTraceIngest, type OnTracesStored } from './ingest-traces.ts';
import type { RequestLog } from './request-log.ts';

/** Chamadas com o que já está visível nas consultas; os bytes só valem durante a chamada. */
export interface OnStored {
  traces?: OnTracesStored;
  metrics?: (request: Uint8Array) => void;
  logs?: (request: Uint8Array) => void;
}

/** @param journals Onde gravar cada sinal antes de o aceitar; padrão: em lugar nenhum. */
export function createIngest(
  { spans, metrics, logs }: Stores,
  journals: Partial<Record<Signal, RequestLog>> = {},
  onStored: OnStored = {},
): Ingest {
  return {
    ...createTraceIngest(spans, journals.traces, onStored.traces),
    ...createMetricIngest(metrics, journals.metrics, onStored.metrics),
    ...createLogIngest(logs, journals.logs, onStored.logs),
  };
}
