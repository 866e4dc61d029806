// A instrumentação da OpenAI escreve no status do span a mensagem do provedor, que pode citar a pergunta, ou a chave.

import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** Vem antes, na lista, de quem exporta. O tipo do erro, em `error.type`, continua lá. */
export class QuietStatusProcessor implements SpanProcessor {
  onStart(): void {}

  onEnd({ instrumentationScope, status }: ReadableSpan): void {
    if (instrumentationScope.name === '@opentelemetry/instrumentation-openai') delete status.message;
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}
