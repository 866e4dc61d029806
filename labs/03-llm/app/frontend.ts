// frontend: a página da conversa, e o que ela pergunta.

import './telemetry';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { buildPage } from '@lab-otel/03-llm/app/page-bundle';
import { DEFAULT_MODEL, MODELS } from './models';
import { createService, listen, readBody } from './service';

/** O backend. */
const ASK_URL = process.env.ASK_URL || 'http://127.0.0.1:8000';

const app = createService();
/** Montada no primeiro pedido dela. */
let page: ReturnType<typeof buildPage> | undefined;

app.get('/config.json', (_request, response) => {
  response.json({ lab: '03', backendUrl: process.env.BACKEND_URL, models: MODELS, model: DEFAULT_MODEL });
});

/** O mesmo pedido, ao backend, que é quem o lê; a resposta volta como vier: inteira, ou aos pedaços. */
for (const path of ['/ask', '/ask/stream']) {
  app.post(`/api${path}`, readBody, async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const answer = await fetch(new URL(path, ASK_URL), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof request.body === 'string' ? request.body : '',
        signal: gone.signal,
      });
      response.status(answer.status).type(answer.headers.get('content-type') ?? 'application/json');
      response.set('cache-control', 'no-store');
      await pipeline(Readable.fromWeb(answer.body as ReadableStream), response);
    } catch (error) {
      // Quem fecha a página no meio da resposta não é um defeito.
      if (!gone.signal.aborted) throw error;
    }
  });
}

app.get('/{*path}', async (request, response, next) => {
  const { files } = await (page ??= buildPage());
  const file = files.get(request.path === '/' ? 'index.html' : request.path.slice(1));
  if (!file) return next();
  response.set('content-security-policy', "default-src 'self'").type(file.type).send(file.body);
});

listen(app, 5000);
