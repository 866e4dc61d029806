/** As páginas num servidor de verdade, com o armazenamento de mentira: para os testes de navegador e para olhar. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { SpanStore } from '../../store/store.ts';
import { createNotFoundPage, createUiRouter, type UiOptions } from '../router.ts';

export interface ServedUi {
  url: string;
  close(): Promise<void>;
}

export async function serveUi(
  store: SpanStore,
  options: Partial<UiOptions> & { port?: number } = {},
): Promise<ServedUi> {
  const { port = 0, ...ui } = options;
  const app = express();
  app.use(createUiRouter({ store, ...ui }));
  app.get('/api/services/:service/operations', (request, response) => {
    response.json({ data: store.getOperations(request.params.service).map(({ name }) => name) });
  });
  app.use(createNotFoundPage({ store, ...ui }));
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(port, '127.0.0.1', () => resolve(listening));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
