// Um erro que a API conta a quem pediu, na forma da RFC 9457: application/problem+json.

import { trace } from '@opentelemetry/api';
import type { Response } from 'express';

export interface Problem {
  status: number;
  /** O que aconteceu, em inglês e sem espaços: é por ele que um programa decide. */
  code: string;
  title: string;
  /** O que fazer. */
  detail?: string;
  errors?: readonly { path: string; message: string }[];
  runId?: number;
}

/** O que se lança para que a resposta seja este problema. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.title, { cause });
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** O id do trace deste pedido, para quem vai procurá-lo. */
export function traceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

export function sendProblem(response: Response, { code, ...problem }: Problem): void {
  trace.getActiveSpan()?.setAttribute('error.type', code);
  response
    .status(problem.status)
    .type('application/problem+json')
    .json({ type: `urn:lab-otel:${code}`, ...problem, instance: response.req.path, traceId: traceId() });
}
