// O que os serviços deste lab têm em comum: os erros em JSON, os defeitos de propósito e o encerramento.

import { createService as createCommonService, serve } from '@lab-otel/comum/serve';
import { trace } from '@opentelemetry/api';
import { type ErrorRequestHandler, type Express, type Request, text } from 'express';
import { faults } from './faults';
import { stopTelemetry } from './telemetry';

/** Um app de Express em que cabem os defeitos de propósito. */
export function createService(): Express {
  return createCommonService(faults);
}

/** O id do trace deste pedido, para quem vai procurá-lo. */
export function traceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

/**
 * O corpo, como texto: quem o lê é `bodyOf`. O `json()` do Express lança um erro que cita o corpo que não soube ler, e a
 * instrumentação guarda a mensagem dele num span.
 */
export const readBody = text({ type: 'application/json', limit: '64kb' });

/** @returns `undefined` se não veio um objeto em JSON. */
export function bodyOf({ body }: Request): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** O que o fetch lança quando ninguém atende, ou a conexão cai. */
function isUnreachable(error: unknown): boolean {
  return error instanceof TypeError && error.cause !== undefined;
}

/** Um corpo grande demais é de quem pediu; um serviço que não atende, de quem depende dele; o resto é nosso. */
const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  if (error?.type === 'entity.too.large') {
    response
      .status(413)
      .json({ error: 'body_too_large', message: 'O pedido é grande demais: cabem 64 kB.', traceId: traceId() });
  } else if (isUnreachable(error)) {
    response
      .status(502)
      .json({ error: 'dependency_failed', message: 'Um serviço de que dependemos não respondeu.', traceId: traceId() });
  } else {
    console.error(error);
    response.status(500).json({ error: 'internal', message: 'Erro interno.', traceId: traceId() });
  }
};

/** Atende até SIGINT (o Ctrl+C) ou SIGTERM, e só então entrega o que ficou na memória. */
export function listen(app: Express, port: number): void {
  const onStop = (): void => {
    void stopTelemetry();
  };
  // A linha de pronto que se vê no terminal, com a porta, é ela que escreve.
  serve(app, { port, faults, answerError, onStop });
}
