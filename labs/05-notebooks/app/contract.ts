// O contrato em ação: cada pedido e cada resposta são conferidos contra o openapi.yaml, e o que não confere vira um problema.

import path from 'node:path';
import { context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import type { ErrorRequestHandler, Request } from 'express';
import { error as openApiErrors, middleware } from 'express-openapi-validator';
import { ProblemError } from './problem';

export const CONTRACT_FILE = path.join(__dirname, 'openapi.yaml');

/** O que não é da API: a página que mostra o contrato. */
const NOT_IN_CONTRACT = /^\/(?:$|api\/|favicon)/;

/** Depois do `express.json()`, antes das rotas. */
export const contract = middleware({
  apiSpec: CONTRACT_FILE,
  validateRequests: { allErrors: true },
  validateResponses: true,
  ignorePaths: NOT_IN_CONTRACT,
});

/**
 * Um pedido recusado nem chega à rota, e é dela que o Express tira o nome do span: quem a diz, aí, é o contrato. Sem isto, todo pedido
 * recusado se chamaria só "POST".
 */
function nameByContract(request: Request): void {
  const metadata = getRPCMetadata(context.active());
  const { openapi } = request as { openapi?: { expressRoute: string } };
  if (metadata && openapi) metadata.route = openapi.expressRoute;
}

const TITLES: Readonly<Record<number, [code: string, title: string]>> = {
  400: ['invalid_request', 'O pedido não confere com o contrato.'],
  404: ['not_found', 'Não há nada neste endereço.'],
  405: ['method_not_allowed', 'Este endereço não aceita este verbo.'],
  413: ['body_too_large', 'O pedido é grande demais.'],
  415: ['unsupported_media_type', 'O corpo tem de ser application/json.'],
};

/** O que o contrato, ou o leitor de JSON, recusou. Fica depois das rotas. */
export const explainRefusal: ErrorRequestHandler = (error, request, _response, next) => {
  nameByContract(request);
  const { status, errors = [] } = error as { status?: number; errors?: { path?: string; message: string }[] };
  if (error instanceof openApiErrors.InternalServerError) {
    next(
      new ProblemError({
        status: 500,
        code: 'invalid_response',
        title: 'A nossa resposta não confere com o contrato.',
      }),
    );
    return;
  }
  const known = status === undefined ? undefined : TITLES[status];
  if (!known || status === undefined) return next(error);
  const [code, title] = known;
  next(
    new ProblemError({
      status,
      code,
      title,
      detail: error instanceof SyntaxError ? 'O corpo não é um JSON que se possa ler.' : 'O contrato está em /api/ui/.',
      errors: errors.map(({ path: where = '', message }) => ({ path: where, message })),
    }),
  );
};
