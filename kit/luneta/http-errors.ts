/**
 * O fim da linha dos erros HTTP: endereços mal escritos, corpos grandes demais e defeitos nossos. Cada um sai na forma
 * de quem pediu (envelope da v1, erro da v3, texto para páginas), sem pilha de chamadas.
 */
import type { ErrorRequestHandler } from 'express';
import { ApiError, sendV1Error, sendV3Error } from './api/jaeger-error.ts';

export const handleHttpErrors: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const status = statusOf(error);
  if (status >= 500) console.error(`Erro interno em ${req.method} ${req.path}:`, error);
  if (req.path.startsWith('/api/')) {
    const failure = new ApiError(status, apiMessage(status));
    (req.path.startsWith('/api/v3/') ? sendV3Error : sendV1Error)(res, failure);
    return;
  }
  res.status(status).type('text/plain').send(pageMessage(status));
};

/** Express e body-parser marcam os erros de quem pede com `status`. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

function apiMessage(status: number): string {
  if (status === 413) return 'request body too large';
  return status >= 500 ? 'internal error' : 'malformed request';
}

function pageMessage(status: number): string {
  return status >= 500
    ? 'Erro interno da Luneta. O terminal em que ela roda tem os detalhes.\n'
    : 'Endereço mal escrito: confira os sinais de porcentagem (%) na URL.\n';
}
