/**
 * Erros das APIs do Jaeger: o tipo que os tratadores lançam e as duas formas em que saem.
 * As mensagens ficam em inglês, com o texto do Jaeger: clientes as comparam e as mostram.
 */
import type { Response } from 'express';

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
export function sendV1Error(res: Response, { status, message }: ApiError): void {
  sendJson(res, status, { data: null, total: 0, limit: 0, offset: 0, errors: [{ code: status, msg: message }] });
}

/** Forma da v3. */
export function sendV3Error(res: Response, { status, message }: ApiError): void {
  sendJson(res, status, { error: { httpCode: status, message } });
}

/** JSON sem `charset`, como o Jaeger responde. `indent` atende `prettyPrint=true`. */
export function sendJson(res: Response, status: number, body: unknown, indent?: number): void {
  res.status(status);
  sendJsonBytes(res, Buffer.from(JSON.stringify(body, undefined, indent)));
}

/** Um corpo já em JSON, com o estado que a resposta tiver. */
export function sendJsonBytes(res: Response, body: Buffer): void {
  res.setHeader('Content-Type', 'application/json');
  res.setHeader('Content-Length', body.length);
  res.end(body);
}
