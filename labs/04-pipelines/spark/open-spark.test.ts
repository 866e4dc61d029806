/** Quando não há um Spark do outro lado: cada jeito de não haver tem a sua mensagem, e nenhum prende o programa. */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { openSpark } from '../app/spark.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listening(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return String((server.address() as AddressInfo).port);
}

test('ninguém na porta: diz onde procurou, e as variáveis que mudam isso', async () => {
  const port = await listening(createServer());
  await new Promise((resolve) => servers.pop()?.close(resolve));
  await expect(openSpark({ SPARK_THRIFT_PORT: port })).rejects.toMatchObject({
    code: 'spark_unreachable',
    message: expect.stringMatching(`127.0.0.1:${port} \\(ECONNREFUSED\\).*SPARK_THRIFT_HOST e SPARK_THRIFT_PORT`),
  });
});

test('quem aceita a conexão e se cala tem um prazo, e a conexão é desfeita', async () => {
  const server = createServer();
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const port = await listening(server);
  await expect(openSpark({ SPARK_THRIFT_PORT: port }, { connectMs: 200 })).rejects.toMatchObject({
    code: 'spark_silent',
    message: expect.stringMatching(/NOSASL/),
  });
  const [socket] = await accepted;
  socket.resume();
  await once(socket, 'close');
});

test('quem fala outro protocolo é reconhecido', async () => {
  const port = await listening(createHttpServer());
  await expect(openSpark({ SPARK_THRIFT_PORT: port })).rejects.toMatchObject({
    code: 'spark_refused',
    message: expect.stringMatching(/não parece o Thrift server/),
  });
});

test.each(['abc', '0', '70000', '1.5'])('SPARK_THRIFT_PORT=%s: diz o que era para ser', async (port) => {
  await expect(openSpark({ SPARK_THRIFT_PORT: port })).rejects.toMatchObject({
    code: 'spark_refused',
    message: expect.stringContaining(`recebido: "${port}"`),
  });
});
