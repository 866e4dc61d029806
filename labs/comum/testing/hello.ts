// Um serviço pequeno, para os testes: diz que cabeçalhos recebeu.

import type { ErrorRequestHandler } from 'express';
import { createFaults } from '../faults';
import { createService, serve } from '../serve';

const faults = createFaults({ service: 'hello', prefix: 'HELLO' });
const app = createService(faults);

app.get('/', (request, response) => {
  response.json({ headers: Object.keys(request.headers) });
});

app.get('/broken', () => {
  throw new Error('quebrou');
});

const answerError: ErrorRequestHandler = (error: Error, _request, response, _next) => {
  response.status(500).json({ error: 'internal', message: error.message });
};

serve(app, { port: 5999, faults, answerError, onStop: () => console.log('acabou') });
