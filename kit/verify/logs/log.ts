/** Um registro de log como foi visto. */
import type { Labels } from '../labels.ts';

/** De quatro em quatro números de severidade, a partir do 1. */
export const SEVERITIES = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface ObservedLog {
  /** Microssegundos Unix. */
  timeUs: number;
  /** Um corpo que não é texto vem em JSON. */
  body: string;
  /** Ausente se o registro não tem severidade, ou ela não é nenhuma das do OpenTelemetry. */
  severity?: Severity;
  /** `service.name` do recurso. */
  service: string;
  /** Os do registro e, porque o Loki não os separa, os do recurso que não identificam o processo. */
  attributes: Labels;
  /** Os do recurso e, pelo mesmo motivo, os do registro. */
  resource: Labels;
  /** 32 dígitos hexadecimais; `''` se foi escrito fora de um trace. */
  traceId: string;
  /** 16 dígitos hexadecimais; `''` se foi escrito fora de um span. */
  spanId: string;
}
