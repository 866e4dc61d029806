// Outra solução do passo 4.4: pelo nome do parâmetro, nos endereços; pela arroba, em todo o resto, palavra por palavra.

import type { AnyValue } from '@opentelemetry/api-logs';
import type { LogRecordProcessor, SdkLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';

const SECRET_PARAMETERS = ['email', 'phone'];

/** `place=Recife&email=ana%40exemplo.com.br`, com ou sem o que vem antes do `?`. */
function redactQuery(text: string): string {
  const [path, query] = text.includes('?') ? text.split('?', 2) : ['', text];
  const parameters = query!.split('&').map((parameter) => {
    const [name = ''] = parameter.split('=', 1);
    return SECRET_PARAMETERS.includes(name) ? `${name}=[tirado]` : parameter;
  });
  return (path === '' ? '' : `${path}?`) + parameters.join('&');
}

export function redact(text: string): string {
  const words = redactQuery(text).split(' ');
  return words.map((word) => (/^[^@=]+@[^@=]+\.[^@=]+$/.test(word) ? '[tirado]' : word)).join(' ');
}

export class RedactingSpanProcessor implements SpanProcessor {
  onStart(): void {}

  onEnd({ attributes }: ReadableSpan): void {
    for (const key of Object.keys(attributes)) {
      const value = attributes[key];
      if (typeof value === 'string') attributes[key] = redact(value);
    }
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

export class RedactingLogRecordProcessor implements LogRecordProcessor {
  onEmit(record: SdkLogRecord): void {
    const clean = (value: AnyValue | undefined): AnyValue => (typeof value === 'string' ? redact(value) : value);
    record.setBody(clean(record.body));
    record.setAttributes(
      Object.fromEntries(Object.entries(record.attributes).map(([key, value]) => [key, clean(value)])),
    );
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}
