// O que os quatro serviços têm em comum: o app, os erros em JSON, a linha de pronto e o encerramento.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { trace } from '@opentelemetry/api';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { CallError } from './call';
import { hasFault, slowness } from './faults';
import { stopTelemetry } from './telemetry';

/** Um app de Express em que cabem os defeitos de propósito. */
export function createService(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(async function admit(_request, response, next) {
    await slowness();
    if (hasFault('failing')) response.status(503).json({ error: 'unavailable', message: 'Serviço fora do ar.' });
    else next();
  });
  return app;
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
  app.use((_request, response) => {
    response.status(404).json({ error: 'not_found', message: 'Não há nada neste endereço.' });
  });
  app.use(answerError);
  const server = createServer(app);
  const emit: (event: string, ...args: unknown[]) => boolean = server.emit;
  // Antes de qualquer instrumentação ver o pedido: como um proxy antigo que não repassa o que não conhece.
  server.emit = (event: string, ...args: unknown[]) => {
    const [request] = args as { headers?: Record<string, string> }[];
    if (event === 'request' && hasFault('dropped_header')) delete request?.headers?.traceparent;
    return emit.apply(server, [event, ...args]);
  };
  server.once('error', (error) => {
    console.error(`Não dá para atender na porta ${process.env.PORT || port}: ${error.message}`);
    process.exitCode = 1;
  });
  server.listen(Number(process.env.PORT || port), process.env.HOST || '127.0.0.1', () => {
    // Uma linha que outro programa consegue ler: com PORT=0, é por ela que se descobre a porta escolhida.
    console.log(JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port }));
  });
  const stop = (): void => {
    server.close(() => {
      beforeStop?.();
      void stopTelemetry();
    });
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
