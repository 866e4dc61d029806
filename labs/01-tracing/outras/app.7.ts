// Outra solução do passo 7: um objeto de opções, try/catch/finally, e o contexto passado à mão.

import { provider } from './instrumentation';

import type { AddressInfo } from 'node:net';
import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import express from 'express';

const tracer = trace.getTracer('plantao');

function openCall(url: URL): Span {
  const attributes = {
    'http.request.method': 'GET',
    'url.full': url.href,
    'server.address': url.hostname,
    'server.port': Number(url.port || 80),
  };
  return tracer.startSpan('GET', { kind: SpanKind.CLIENT, attributes });
}

function fail(span: Span, type: string, message: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

async function ask(url: URL): Promise<{ status: number; text: string }> {
  const span = openCall(url);
  const carrier = new Map<string, string>();
  const withSpan = trace.setSpan(context.active(), span);
  propagation.inject(withSpan, carrier, { set: (headers, key, value) => void headers.set(key, value) });
  try {
    const answer = await fetch(url, { headers: [...carrier] });
    span.setAttribute('http.response.status_code', answer.status);
    if (!answer.ok) fail(span, String(answer.status), `a escala respondeu ${answer.status}`);
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    // O fetch lança quando não houve resposta: o tipo é o do erro.
    const { name, message } = error as Error;
    span.recordException(error as Error);
    fail(span, name, message);
    throw error;
  } finally {
    span.end();
  }
}

const server = express()
  .get('/', (_request, response) => {
    tracer.startActiveSpan('test_span', (span) => {
      response.send('SRE and DevOps work together!!!');
      span.end();
    });
  })
  .get('/plantao/:day', async ({ params }, response) => {
    const { status, text } = await ask(new URL(encodeURIComponent(params.day), process.env.SCHEDULE_URL));
    response.status(status).type('text').send(text);
  })
  .listen(Number(process.env.PORT), '127.0.0.1', () => {
    console.log(JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port }));
  });

process.once('SIGTERM', () => {
  server.close(() => void provider.shutdown());
});
