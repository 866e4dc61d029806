/** Um envelope contado como um log: é assim que se vê, na Luneta, o que o Azure Monitor recebeu, no trace em que recebeu. */
import { type Context, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { type Logger, SeverityNumber } from '@opentelemetry/api-logs';
import type { Envelope } from './envelope';
import type { Refusal } from './read-track';

type Attributes = Record<string, string | number | boolean>;

export function tellEnvelope(logger: Logger, envelope: Envelope): void {
  const { data, tags } = envelope;
  logger.emit({
    severityNumber: SeverityNumber.INFO,
    severityText: 'INFO',
    body: data.baseType,
    timestamp: new Date(envelope.time),
    context: contextOf(envelope),
    attributes: present({
      'azure.cloud.role': tags['ai.cloud.role'],
      'azure.operation.id': tags['ai.operation.id'],
      'azure.operation.parent_id': tags['ai.operation.parentId'],
      ...detailsOf(data),
    }),
  });
}

export function tellRefusal(logger: Logger, { index, message }: Refusal): void {
  logger.emit({
    severityNumber: SeverityNumber.WARN,
    severityText: 'WARN',
    body: 'envelope_refused',
    attributes: { 'azure.envelope.index': index, 'azure.refusal': message },
  });
}

/** Um pedido, ou uma dependência, é um span: o log é dele. O resto é do span em que aconteceu. */
function contextOf({ data, tags }: Envelope): Context {
  const { 'ai.operation.id': traceId, 'ai.operation.parentId': parentId } = tags;
  const spanId = 'id' in data.baseData ? data.baseData.id : parentId;
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED });
}

function detailsOf({ baseType, baseData }: Envelope['data']): Record<string, string | number | boolean | undefined> {
  switch (baseType) {
    case 'RequestData':
      return {
        'azure.id': baseData.id,
        'azure.name': baseData.name,
        'azure.success': baseData.success,
        'azure.result_code': baseData.responseCode,
      };
    case 'RemoteDependencyData':
      return {
        'azure.id': baseData.id,
        'azure.name': baseData.name,
        'azure.success': baseData.success,
        'azure.result_code': baseData.resultCode,
        'azure.type': baseData.type,
        'azure.target': baseData.target,
      };
    case 'ExceptionData':
      return {
        'azure.exception.type': baseData.exceptions[0]?.typeName,
        'azure.message': baseData.exceptions[0]?.message,
      };
    case 'MessageData':
      return { 'azure.message': baseData.message, 'azure.severity_level': baseData.severityLevel };
    case 'MetricData':
      return { 'azure.metric.name': baseData.metrics[0]?.name, 'azure.metric.value': baseData.metrics[0]?.value };
  }
}

function present(values: Record<string, string | number | boolean | undefined>): Attributes {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Attributes;
}
