import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { poll } from '../poll.ts';
import { askHttp } from './ask-http.ts';

test('uma resposta sem fim é largada no começo: não ocupa o prazo nem a memória', async () => {
  let sent = 0;
  const endless = function* (): Generator<Buffer> {
    for (;;) {
      sent += 65_536;
      yield Buffer.alloc(65_536, 'x');
    }
  };
  let answering: ServerResponse | undefined;
  const server = createServer((_, response) => {
    answering = response;
    Readable.from(endless()).pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  expect(await askHttp(`http://127.0.0.1:${port}/`)).toEqual({ server: '', json: {} });
  expect(await poll(() => answering?.closed || undefined, { deadlineMs: 5000 })).toBe(true);
  expect(sent).toBeLessThan(8 * 1_048_576);
});
