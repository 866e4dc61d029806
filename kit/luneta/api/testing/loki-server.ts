/** Um servidor de verdade só com as rotas do Loki, e quem lhe pergunta. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from 'router';
import { handleHttpErrors } from '../../http-errors.ts';
import type { LogStore } from '../../store/logs/log-store.ts';
import { createLokiRouter } from '../loki.ts';

export interface LokiAnswer {
  status: number;
  contentType: string;
  text: string;
  // oxlint-disable-next-line no-explicit-any -- uma resposta JSON qualquer
  json: any;
}

export interface LokiServer {
  /** O endereço, até `/loki/api/v1`. */
  url: string;
  get(
    path: string,
    params?: Readonly<Record<string, string | readonly string[]>>,
    headers?: HeadersInit,
  ): Promise<LokiAnswer>;
  post(path: string, form: Readonly<Record<string, string>>): Promise<LokiAnswer>;
  close(): Promise<void>;
}

export async function serveLoki(logs: LogStore, now: () => number): Promise<LokiServer> {
  const router = Router();
  router.use(createLokiRouter({ logs, now }));
  router.use(handleHttpErrors);
  const listener: RequestListener = (req, res) => router(req, res, () => res.writeHead(404).end());
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/loki/api/v1`;
  return {
    url,
    get: async (path, params = {}, headers = {}) => {
      const query = new URLSearchParams();
      for (const [name, value] of Object.entries(params)) for (const each of [value].flat()) query.append(name, each);
      return answerOf(await fetch(`${url}${path}?${query}`, { headers }));
    },
    post: async (path, form) => answerOf(await fetch(url + path, { method: 'POST', body: new URLSearchParams(form) })),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerOf(response: Response): Promise<LokiAnswer> {
  const text = await response.text();
  const contentType = response.headers.get('content-type') ?? '';
  const json: unknown = contentType === 'application/json' ? JSON.parse(text) : undefined;
  return { status: response.status, contentType, text, json };
}
