// Outra solução do passo 6: require na ordem certa, um router, e o span em volta de um trabalho assíncrono.

import { provider } from './instrumentation';

import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import express, { Router } from 'express';

const routes = Router();
routes.get('/', async (_request, response) => {
  const span = trace.getTracer('rotas').startSpan('test_span');
  await context.with(trace.setSpan(context.active(), span), async () => {
    await nextTurn();
    response.type('text').send('SRE and DevOps work together!!!');
  });
  span.end();
});

const server = express()
  .use(routes)
  .listen(Number(process.env.PORT), '127.0.0.1', () => {
    console.log(JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port }));
  });

process.once('SIGTERM', () => {
  server.close(() => void provider.shutdown());
});
