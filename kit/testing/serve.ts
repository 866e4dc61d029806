/** Um servidor HTTP qualquer, no lugar de um backend. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** O endereço dele, sem barra no fim; some com o teste. */
export async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Só a porta dele. */
export async function servePort(answer: RequestListener): Promise<number> {
  return Number(new URL(await serve(answer)).port);
}

/** Responde sem parar. */
export const endless: RequestListener = (_request, response) => {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  const more = (): void => void (response.write(chunk) ? setImmediate(more) : response.once('drain', more));
  response.on('error', () => {});
  more();
};

/** Não responde nunca. */
export const silent: RequestListener = () => {};
