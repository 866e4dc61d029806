// service-a: o catálogo. Sabe que conjuntos de dados existem, e demora um pouco a achá-los.

import './instrumentation';
import { setTimeout as delay } from 'node:timers/promises';
import { sendProblem } from './problem';
import { createService, listen } from './service';

/** De propósito: no trace, é o tempo que se vê. */
const SLEEP_MS = 150;

const ROWS = new Map([
  ['orders', 1000],
  ['orders-corrupt', 1000],
  ['orders-slow', 1000],
  ['orders-busy', 1000],
  ['orders-lost', 1000],
]);

const app = createService();

app.get('/datasets/:name', async ({ params: { name } }, response) => {
  await delay(SLEEP_MS);
  const rows = ROWS.get(name);
  if (rows === undefined) {
    sendProblem(response, { status: 404, code: 'unknown_dataset', title: 'Não conheço este conjunto de dados.' });
  } else {
    response.json({ name, rows });
  }
});

listen(app, 5001);
