/** As rotas do Application Insights: receber, e mostrar o que se recebeu de uma operação, que é como ele chama um trace. */
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Envelope } from './envelope';
import { readTrack, type Refusal } from './read-track';

/** De quantas operações se lembra; das mais antigas se esquece. */
const MAX_OPERATIONS = 500;
const MAX_ENVELOPES = 500;

export interface AzureAppDeps {
  onEnvelope: (envelope: Envelope) => void;
  onRefusal: (refusal: Refusal) => void;
}

export function createAzureApp({ onEnvelope, onRefusal }: AzureAppDeps): Express {
  const operations = new Map<string, Envelope[]>();
  const app = express();
  app.disable('x-powered-by');

  app.get('/', (_request, response) => {
    response
      .type('text/plain')
      .send('Application Insights local. O que chegou de um trace: GET /operations/<id do trace>\n');
  });

  // O tipo nem sempre vem: o corpo é sempre JSON. O `text` também abre o gzip.
  app.post(/^\/v2(?:\.1)?\/track$/, express.text({ type: () => true, limit: '8mb' }), ({ body }, response) => {
    const { received, accepted, errors } = readTrack(typeof body === 'string' ? body : '');
    for (const envelope of accepted) {
      keep(envelope);
      onEnvelope(envelope);
    }
    errors.forEach(onRefusal);
    const status = errors.length === 0 ? 200 : accepted.length === 0 ? 400 : 206;
    response.status(status).json({ itemsReceived: received, itemsAccepted: accepted.length, errors });
  });

  app.get('/operations/:id', ({ params }, response) => {
    const envelopes = operations.get(params.id);
    if (envelopes) response.json(envelopes);
    else response.status(404).json({ error: 'unknown_operation', message: 'Nada chegou desta operação.' });
  });

  function keep(envelope: Envelope): void {
    const operation = envelope.tags['ai.operation.id'];
    if (operation === undefined) return;
    const kept = operations.get(operation) ?? [];
    if (kept.length < MAX_ENVELOPES) kept.push(envelope);
    operations.set(operation, kept);
    const [oldest] = operations.keys();
    if (operations.size > MAX_OPERATIONS && oldest !== undefined) operations.delete(oldest);
  }

  app.use((_request, response) => {
    response.status(404).json({ error: 'not_found', message: 'Não há nada neste endereço.' });
  });
  app.use(answerError);
  return app;
}

/** O corpo que não se leu: na forma de uma resposta do Application Insights. */
const answerError: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { status = error instanceof SyntaxError ? 400 : 500, message } = error as { status?: number; message: string };
  response
    .status(status)
    .json({ itemsReceived: 0, itemsAccepted: 0, errors: [{ index: 0, statusCode: status, message }] });
};
