/**
 * Métricas e logs: por ora, validados inteiros e contados. As mesmas mensagens em protobuf e em JSON dão a mesma
 * contagem; uma mensagem inválida é `WireError` e não conta nada.
 */
import { LOGS_REQUEST, METRICS_REQUEST } from './otlp-schema.ts';
import { validateMessage } from './otlp-validate.ts';
import { validateJsonMessage } from './otlp-validate-json.ts';

const DATA_POINTS = new Set([
  'NumberDataPoint',
  'HistogramDataPoint',
  'ExponentialHistogramDataPoint',
  'SummaryDataPoint',
]);
const LOG_RECORDS = new Set(['LogRecord']);

/** Pontos de um `ExportMetricsServiceRequest` em protobuf. */
export function countMetricPoints(bytes: Uint8Array): number {
  return validateMessage(METRICS_REQUEST, bytes, DATA_POINTS);
}

/** Pontos de um `ExportMetricsServiceRequest` em JSON. */
export function countMetricPointsJson(bytes: Uint8Array): number {
  return validateJsonMessage(METRICS_REQUEST, bytes, DATA_POINTS);
}

/** Registros de um `ExportLogsServiceRequest` em protobuf. */
export function countLogRecords(bytes: Uint8Array): number {
  return validateMessage(LOGS_REQUEST, bytes, LOG_RECORDS);
}

/** Registros de um `ExportLogsServiceRequest` em JSON. */
export function countLogRecordsJson(bytes: Uint8Array): number {
  return validateJsonMessage(LOGS_REQUEST, bytes, LOG_RECORDS);
}
