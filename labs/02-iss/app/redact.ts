// Dados pessoais não saem do processo: dois processors que passam por tudo antes dos exporters.

import type { AnyValue } from '@opentelemetry/api-logs';
import type { LogRecordProcessor, SdkLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** O mesmo texto, sem endereços de e-mail. Numa URL, a arroba é %40. */
export function redact(text: string): string {
  // #region 4.4 Troque cada e-mail por [e-mail]
  return text.replaceAll(/[\p{L}\d_.+%-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/giu, '[e-mail]');
  // #problema
  // return text;
  // #endregion
}

/** Uma lista de textos, um por um; números e o resto ficam como estão. */
function redactValue<Value>(value: Value): Value {
  if (typeof value === 'string') return redact(value) as Value;
  return Array.isArray(value) ? (value.map(redactValue) as Value) : value;
}

function redactAll(attributes: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(attributes)) {
    attributes[key] = redactValue(value);
  }
}

/** Vem antes, na lista, de quem exporta: o span é o mesmo objeto para todos. */
export class RedactingSpanProcessor implements SpanProcessor {
  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    redactAll(span.attributes);
    if (span.status.message) span.status.message = redact(span.status.message);
    for (const { attributes } of span.events) redactAll(attributes ?? {});
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

export class RedactingLogRecordProcessor implements LogRecordProcessor {
  onEmit(record: SdkLogRecord): void {
    if (typeof record.body === 'string') record.setBody(redact(record.body));
    for (const [key, value] of Object.entries(record.attributes)) {
      record.setAttribute(key, redactValue(value as AnyValue));
    }
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}
