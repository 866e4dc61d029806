/** As páginas num servidor de verdade, com o armazenamento de mentira: para os testes de navegador e para olhar. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from 'router';
import type { SpanStore } from '../../store/store.ts';
import { createUi, type UiOptions } from '../router.ts';

export interface ServedUi {
  url: string;
  close(): Promise<void>;
}

export async function serveUi(
  store: SpanStore,
  options: Partial<UiOptions> & { port?: number } = {},
): Promise<ServedUi> {
  const { port = 0, ...ui } = options;
  const app = Router();
  const [pages, notFound] = createUi({ store, ...ui });
  app.use(pages);
  app.get('/api/services/:service/operations', (request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ data: store.getOperations(request.params.service).map(({ name }) => name) }));
  });
  app.use(notFound);
  const server = createServer((request, response) => app(request, response, () => response.destroy()));
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve());
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
