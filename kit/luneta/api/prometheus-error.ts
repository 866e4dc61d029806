/** Erros da API do Prometheus: os tipos, os códigos HTTP e o envelope dele, com mensagens em inglês como as dele. */
import type { ServerResponse } from 'node:http';
import type { ErrorRequestHandler } from 'router';
import { OverloadedError } from '../http/answer.ts';
import { BodyError } from '../http/body.ts';
import { ApiError, sendJson } from './jaeger-error.ts';

const STATUS = {
  bad_data: 400,
  execution: 422,
  timeout: 503,
  canceled: 503,
  unavailable: 503,
} as const;

export type PrometheusErrorType = keyof typeof STATUS;

/** Um pedido que não se pode atender. */
export class PrometheusError extends Error {
  readonly errorType: PrometheusErrorType;
  readonly status: number;

  constructor(errorType: PrometheusErrorType, message: string, status: number = STATUS[errorType]) {
    super(message);
    this.name = 'PrometheusError';
    this.errorType = errorType;
    this.status = status;
  }
}

/** Um parâmetro que não serve. */
export function invalidParam(name: string, reason: string): PrometheusError {
  return new PrometheusError('bad_data', `invalid parameter ${JSON.stringify(name)}: ${reason}`);
}

/** Fim do roteador: os erros de quem pediu saem no envelope do Prometheus; os nossos seguem adiante. */
export const handlePrometheusErrors: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  const known = toPrometheusError(error);
  if (known && !res.headersSent) sendPrometheusError(res, known);
  else next(error);
};

function toPrometheusError(error: unknown): PrometheusError | undefined {
  if (error instanceof PrometheusError) return error;
  if (error instanceof BodyError) return new PrometheusError('bad_data', error.message, error.status);
  if (error instanceof OverloadedError)
    return new PrometheusError('unavailable', 'too many answers waiting to be read');
  // O buffer da resposta passou do limite.
  if (error instanceof ApiError) return new PrometheusError('execution', error.message);
  return undefined;
}

function sendPrometheusError(res: ServerResponse, { status, errorType, message }: PrometheusError): void {
  if (status === STATUS.unavailable) res.setHeader('Retry-After', '1');
  sendJson(res, status, { status: 'error', errorType, error: message });
}
