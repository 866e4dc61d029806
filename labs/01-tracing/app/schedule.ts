// Lab 01, passo 7: a escala de plantão, num serviço à parte. Quem pergunta é o app.ts.
//
// Ele já funciona: GET /hoje responde quem está de plantão; de um dia que não conhece, 404.

// #region 7 Também aqui, antes de tudo, a instrumentação
import { provider } from './instrumentation';
// #endregion

import type { AddressInfo } from 'node:net';
import express from 'express';

const SCHEDULE = new Map([
  ['hoje', 'Ana'],
  ['amanhã', 'Davi'],
]);

const app = express();

app.get('/:day', (request, response) => {
  const name = SCHEDULE.get(request.params.day);
  if (name === undefined) response.status(404).send('Desse dia não há escala.');
  else response.send(name);
});

const port = Number(process.env.PORT || 5001);
const server = app.listen(port, process.env.HOST || '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(JSON.stringify({ ready: true, port: (server.address() as AddressInfo).port }));
});

function stop(): void {
  server.close(() => {
    // #region 7 E também aqui, a fila
    provider.shutdown().catch((error: Error) => console.error(`Os spans não foram entregues: ${error.message}`));
    // #endregion
  });
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
