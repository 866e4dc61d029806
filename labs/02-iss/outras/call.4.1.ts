// Outra solução do passo 4.1, com as trocas de outras.ts: o span da chamada e o traceparent escritos à mão, como no lab 01.

import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('call');

const TIMEOUT_MS = Number(process.env.ISS_TIMEOUT_MS || 2000);
const ATTEMPTS = 2;
const PAUSE_MS = 50;

export interface Answer<Body> {
  status: number;
  body: Body;
  resends: number;
}

interface Failure {
  status?: number;
  body?: unknown;
  resends: number;
}

export class CallError extends Error {
  override readonly name = 'CallError';
  readonly type: string;
  readonly status: number | undefined;
  readonly body: unknown;
  readonly resends: number;

  constructor(url: URL, type: string, { status, body, resends }: Failure) {
    super(`GET ${url.origin}${url.pathname}: ${type}`);
    this.type = type;
    this.status = status;
    this.body = body;
    this.resends = resends;
  }
}

export function errorType(error: unknown): string {
  if (error instanceof CallError) return error.type;
  return error instanceof Error ? error.name : '_OTHER';
}

function openCall(url: URL): Span {
  const attributes = {
    'http.request.method': 'GET',
    'url.full': url.href,
    'server.address': url.hostname,
    'server.port': Number(url.port || 80),
  };
  return tracer.startSpan('GET', { kind: SpanKind.CLIENT, attributes });
}

function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

interface Outcome {
  ok: boolean;
  type: string;
  status?: number;
  body?: unknown;
}

/** Uma vez só: um span, um traceparent, uma resposta ou o motivo de não haver. */
async function once(url: URL, timeoutMs: number): Promise<Outcome> {
  const span = openCall(url);
  const headers: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), headers);
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs) });
    const { status, ok } = response;
    span.setAttribute('http.response.status_code', status);
    if (!ok) fail(span, String(status));
    return { status, ok, body: await response.json().catch(() => undefined), type: String(status) };
  } catch (error) {
    const type = (error as Error).name === 'TimeoutError' ? 'timeout' : 'unreachable';
    fail(span, type);
    return { ok: false, type };
  } finally {
    span.end();
  }
}

export async function callJson<Body>(url: URL, { timeoutMs = TIMEOUT_MS } = {}): Promise<Answer<Body>> {
  for (let resends = 0; ; resends++) {
    const { status, ok, body, type } = await once(url, timeoutMs);
    if (ok && status !== undefined) return { status, body: body as Body, resends };
    const isWorthIt = ['502', '503', 'unreachable'].includes(type) && resends + 1 < ATTEMPTS;
    if (!isWorthIt) throw new CallError(url, type, { status, body, resends });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
