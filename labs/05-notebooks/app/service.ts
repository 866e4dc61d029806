// O que os serviços deste lab têm em comum: os erros como problemas, os defeitos de propósito e o encerramento.

import { createService as createCommonService, serve } from '@lab-otel/comum/serve';
import type { ErrorRequestHandler, Express } from 'express';
import { faults } from './faults';
import { ProblemError, sendProblem } from './problem';
import { stopTelemetry } from './telemetry';

/** Um app de Express em que cabem os defeitos de propósito. */
export function createService(): Express {
  return createCommonService(faults);
}

/** O que o fetch lança quando ninguém atende, a conexão cai, ou o prazo acaba. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof TypeError) return error.cause !== undefined;
  return error instanceof Error && error.name === 'TimeoutError';
}

/** Um serviço que não atende é de quem depende dele; o que não se sabe é nosso, e fica no terminal. */
const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  if (error instanceof ProblemError) return sendProblem(response, error.problem);
  if (isUnreachable(error)) {
    return sendProblem(response, {
      status: 502,
      code: 'dependency_failed',
      title: 'Um serviço de que dependemos não respondeu.',
    });
  }
  console.error(error);
  sendProblem(response, { status: 500, code: 'internal', title: 'Erro interno.' });
};

/** Atende até SIGINT (o Ctrl+C) ou SIGTERM, e só então entrega o que ficou na memória. */
export function listen(app: Express, port: number): void {
  const onStop = (): void => {
    void stopTelemetry();
  };
  // A linha de pronto que se vê no terminal, com a porta, é ela que escreve.
  serve(app, { port, faults, answerError, onStop });
}
