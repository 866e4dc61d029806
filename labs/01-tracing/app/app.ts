// Lab 01, do passo 6 em diante: um servidor pequeno, e o que ele conta de cada requisição.
//
// Ele já funciona: GET / responde uma mensagem, e GET /plantao/:day pergunta a outro serviço, o schedule.ts. Nada do que
// você vai acrescentar muda o que ele responde.

// #region 6 Antes de tudo, a instrumentação
import { provider } from './instrumentation';
// #endregion

import type { AddressInfo } from 'node:net';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import express from 'express';

const SCHEDULE_URL = process.env.SCHEDULE_URL || 'http://127.0.0.1:5001';

const tracer = trace.getTracer('service_example');
const app = express();

app.get('/', (_request, response) => {
  // #region 6 Abra test_span: a resposta fica dentro dele
  tracer.startActiveSpan('test_span', (span) => {
    // #endregion
    response.send('SRE and DevOps work together!!!');
    // #region 6 Termine test_span
    span.end();
  });
  // #endregion
});

app.get('/plantao/:day', async (request, response) => {
  const url = new URL(encodeURIComponent(request.params.day), SCHEDULE_URL);
  const headers: Record<string, string> = {};
  // #region 7 Abra o span da chamada: CLIENT, com o que se pede
  const attributes = {
    'http.request.method': 'GET',
    'url.full': url.href,
    'server.address': url.hostname,
    'server.port': Number(url.port || 80),
  };
  await tracer.startActiveSpan('GET', { kind: SpanKind.CLIENT, attributes }, async (span) => {
    // #endregion
    // #region 7 Ponha o contexto nos cabeçalhos
    propagation.inject(context.active(), headers);
    // #endregion
    const answer = await fetch(url, { headers });
    // #region 7 Conte o que veio: para quem pede, um 404 é um erro
    span.setAttribute('http.response.status_code', answer.status);
    if (!answer.ok) {
      span.setAttribute('error.type', String(answer.status));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    // #endregion
    const text = await answer.text();
    response.status(answer.status).type('text').send(text);
    // #region 7 Termine o span da chamada
    span.end();
  });
  // #endregion
});

const port = Number(process.env.PORT || 5000);
const server = app.listen(port, process.env.HOST || '127.0.0.1', (error) => {
  if (error) throw error;
  // Uma linha que outro programa consegue ler: com PORT=0, é por ela que se descobre a porta escolhida.
  console.log(JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port }));
});

// Ctrl+C manda SIGINT; docker stop manda SIGTERM. Primeiro terminam as requisições em curso.
function stop(): void {
  server.close(() => {
    // #region 6 Ao encerrar, esvazie a fila
    provider.shutdown().catch((error: Error) => console.error(`Os spans não foram entregues: ${error.message}`));
    // #endregion
  });
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
