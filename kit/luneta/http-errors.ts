/**
 * O fim da linha dos erros HTTP: endereços mal escritos, corpos grandes demais e defeitos nossos. Cada um sai na forma
 * de quem pediu (envelope da v1, erro da v3, texto para páginas), sem pilha de chamadas.
 */
import type { ErrorRequestHandler } from 'router';
import { ApiError, sendV1Error, sendV3Error } from './api/jaeger-error.ts';
import { sendText } from './http/answer.ts';
import { pathOf } from './http/url.ts';

export const handleHttpErrors: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const status = statusOf(error);
  const path = pathOf(req);
  if (status >= 500 && status !== 503) console.error(`Erro interno em ${req.method} ${path}:`, error);
  if (status === 503) res.setHeader('Retry-After', '1');
  if (path.startsWith('/api/')) {
    const failure = new ApiError(status, apiMessage(status));
    (path.startsWith('/api/v3/') ? sendV3Error : sendV1Error)(res, failure);
    return;
  }
  sendText(res, status, pageMessage(status));
};

/** O roteador e os nossos erros dizem o estado HTTP em `status`. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

function apiMessage(status: number): string {
  if (status === 413) return 'request body too large';
  if (status === 503) return 'too many answers waiting to be read; try again';
  return status >= 500 ? 'internal error' : 'malformed request';
}

function pageMessage(status: number): string {
  if (status === 503) return 'A Luneta tem respostas demais à espera de quem as leia. Tente de novo em instantes.\n';
  return status >= 500
    ? 'Erro interno da Luneta. O terminal em que ela roda tem os detalhes.\n'
    : 'Endereço mal escrito: confira os sinais de porcentagem (%) na URL.\n';
}
