// service-b: a cota. Diz se ainda cabe um job hoje, e demora mais do que o A a fazer a conta.

import './instrumentation';
import { setTimeout as delay } from 'node:timers/promises';
import { createService, listen } from './service';

/** De propósito: no trace, é o tempo que se vê. */
const SLEEP_MS = 250;
const DAILY_QUOTA = 10_000;

let used = 0;
const app = createService();

app.get('/quota', async (_request, response) => {
  await delay(SLEEP_MS);
  used += 1;
  response.json({ allowed: used <= DAILY_QUOTA, remaining: Math.max(0, DAILY_QUOTA - used) });
});

listen(app, 5002);
