// moderation: diz se uma pergunta pode seguir. É antigo, e ninguém aqui mexe nele: do contexto, só entende o B3.

import './telemetry';
import { text } from 'express';
import { createService, listen } from './service';

/** O que ninguém deveria pedir a um modelo. */
const FORBIDDEN = /\bsenha d[oea]\b/i;

const app = createService();
app.use(text({ type: '*/*' }));

app.all('/check', (request, response) => {
  const question = String(request.query.text ?? request.body ?? '');
  response.json({ allowed: !FORBIDDEN.test(question) });
});

listen(app, 5006);
