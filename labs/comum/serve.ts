// O que os serviços dos labs têm em comum: o app, a linha de pronto, a porta tomada, os defeitos de propósito e o encerramento.

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Faults } from './faults';

/** Onde o contexto viaja, no formato do W3C e nos dois do Zipkin. O baggage não entra: sem ele, o trace continua inteiro. */
const CONTEXT_HEADER = /^(?:traceparent|tracestate|b3|x-b3-.+)$/;

/** Um app de Express em que cabem os defeitos de propósito. */
export function createService({ hasFault, slowness }: Faults): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(async function admit(_request, response, next) {
    await slowness();
    if (hasFault('failing')) response.status(503).json({ error: 'unavailable', message: 'Serviço fora do ar.' });
    else next();
  });
  return app;
}

export interface ServeOptions {
  /** A porta, se PORT não diz outra. */
  port: number;
  faults: Faults;
  /** O que responder a um pedido que lançou. */
  answerError: ErrorRequestHandler;
  /** O que ainda fazer depois do último pedido: entregar a telemetria que ficou na memória. */
  onStop: () => void;
}

/** Atende até SIGINT (o Ctrl+C) ou SIGTERM. */
export function serve(app: Express, { port, faults, answerError, onStop }: ServeOptions): void {
  app.use((_request, response) => {
    response.status(404).json({ error: 'not_found', message: 'Não há nada neste endereço.' });
  });
  app.use(answerError);
  const server = createServer(app);
  const emit: (event: string, ...args: unknown[]) => boolean = server.emit;
  // Antes de qualquer instrumentação ver o pedido: como um proxy antigo que não repassa o que não conhece.
  server.emit = (event: string, ...args: unknown[]) => {
    const [request] = args as { headers?: IncomingHttpHeaders }[];
    if (event === 'request' && request?.headers && faults.hasFault('dropped_header')) dropContext(request.headers);
    return emit.apply(server, [event, ...args]);
  };
  server.once('error', (error) => sayNotListening(port, error));
  server.listen(portOr(port), hostOf(), () => sayReady((server.address() as AddressInfo).port));
  whenAskedToStop(() => server.close(onStop));
}

function dropContext(headers: IncomingHttpHeaders): void {
  for (const name of Object.keys(headers)) if (CONTEXT_HEADER.test(name)) delete headers[name];
}

/** PORT, ou a de sempre. */
export function portOr(usual: number): number {
  return Number(process.env.PORT || usual);
}

/** HOST, ou só esta máquina. */
export function hostOf(): string {
  return process.env.HOST || '127.0.0.1';
}

/** Uma linha que outro programa consegue ler: com PORT=0, é por ela que se descobre a porta escolhida. */
export function sayReady(port: number): void {
  console.log(JSON.stringify({ ready: true, port }));
}

/** @param usual A porta, se PORT não diz outra. */
export function sayNotListening(usual: number, { message }: Error): void {
  console.error(`Não dá para atender na porta ${process.env.PORT || usual}: ${message}`);
  process.exitCode = 1;
}

/** SIGINT é o Ctrl+C; SIGTERM, quem encerra de fora. */
export function whenAskedToStop(stop: () => void): void {
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
