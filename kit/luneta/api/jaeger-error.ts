/**
 * Erros das APIs do Jaeger: o tipo que os tratadores lançam e as duas formas em que saem.
 * As mensagens ficam em inglês, com o texto do Jaeger: clientes as comparam e as mostram.
 */
import type { ServerResponse } from 'node:http';
import type { ErrorRequestHandler } from 'router';
import { sendBody } from '../http/answer.ts';

/** Um pedido que a API não pode atender; `status` é o código HTTP. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

/** Forma da v1: o mesmo envelope das respostas boas. */
export function sendV1Error(res: ServerResponse, { status, message }: ApiError): void {
  sendJson(res, status, { data: null, total: 0, limit: 0, offset: 0, errors: [{ code: status, msg: message }] });
}

/** Fim de um roteador da v1: os erros de quem pediu saem na forma dela; os outros seguem adiante. */
export const handleV1Errors: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (error instanceof ApiError) sendV1Error(res, error);
  else next(error);
};

/** Forma da v3. */
export function sendV3Error(res: ServerResponse, { status, message }: ApiError): void {
  sendJson(res, status, { error: { httpCode: status, message } });
}

/** JSON sem `charset`, como o Jaeger responde. `indent` atende `prettyPrint=true`. */
export function sendJson(res: ServerResponse, status: number, body: unknown, indent?: number): void {
  sendJsonBytes(res, status, Buffer.from(JSON.stringify(body, undefined, indent)));
}

/** Um corpo já em JSON. */
export function sendJsonBytes(res: ServerResponse, status: number, body: Buffer): void {
  sendBody(res, status, 'application/json', body);
}
