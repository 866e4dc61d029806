// O que os quatro serviços têm em comum: os erros em JSON, os defeitos de propósito e o encerramento. O resto, que é de todo
// servidor do curso (o app, a porta, a linha de pronto), vem de labs/comum.

import { serve, createService as createCommonService } from '@lab-otel/comum/serve';
import { trace } from '@opentelemetry/api';
import type { ErrorRequestHandler, Express } from 'express';
import { CallError } from './call';
import { faults } from './faults';
import { stopTelemetry } from './telemetry';

/** Um app de Express em que cabem os defeitos de propósito. */
export function createService(): Express {
  return createCommonService(faults);
}

/** O id do trace deste pedido, para quem vai procurá-lo; sem tracing, não há. */
function traceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

/** Quem depende de outro e não foi atendido responde 502, ou 504 se o prazo acabou; o 404 de um lugar é só repassado. */
const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  if (!(error instanceof CallError)) {
    console.error(error);
    response.status(500).json({ error: 'internal', message: 'Erro interno.', traceId: traceId() });
  } else if (error.status === 400 || error.status === 404) {
    response.status(error.status).json({ ...(error.body as object), traceId: traceId() });
  } else {
    const status = error.type === 'timeout' ? 504 : 502;
    const message = status === 504 ? 'Um serviço demorou demais.' : 'Um serviço de que dependemos não respondeu.';
    response.status(status).json({ error: 'dependency_failed', message, cause: error.message, traceId: traceId() });
  }
};

export interface ListenOptions {
  /** A porta, se PORT não diz outra. */
  port: number;
  /** O que ainda fazer depois do último pedido, antes de a telemetria sair. */
  beforeStop?: () => void;
}

/** Atende até SIGINT (o Ctrl+C) ou SIGTERM, e só então entrega o que ficou na memória. */
export function listen(app: Express, { port, beforeStop }: ListenOptions): void {
  const onStop = (): void => {
    beforeStop?.();
    void stopTelemetry();
  };
  // A linha de pronto que se vê no terminal, com a porta, é ela que escreve.
  serve(app, { port, faults, answerError, onStop });
}
