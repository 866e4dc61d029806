import { connect, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { LOOPBACK_HOSTS } from './common-port.ts';
import { listenOnHosts, type Listener } from './listen.ts';
import { until } from './testing/raw-socket.ts';

const opened: Listener[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((listener) => listener.close()));
});

async function open(...args: Parameters<typeof listenOnHosts>): Promise<Listener> {
  const listener = await listenOnHosts(...args);
  opened.push(listener);
  return listener;
}

async function canConnect(port: number, host: string): Promise<boolean> {
  const socket = connect(port, host);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

test('porta 0: os dois lados de localhost no mesmo número', async () => {
  const listener = await open(LOOPBACK_HOSTS, 0, () => createServer());
  expect(listener.port).toBeGreaterThan(0);
  expect(await canConnect(listener.port, '127.0.0.1')).toBe(true);
});

test('um endereço IPv6 que não existe na máquina é pulado, desde que outro exista', async () => {
  const listener = await open(['127.0.0.1', '2001:db8::1'], 0, () => createServer());
  expect(await canConnect(listener.port, '127.0.0.1')).toBe(true);
  await expect(listenOnHosts(['2001:db8::1', '192.0.2.1'], 0, () => createServer())).rejects.toMatchObject({
    code: 'EADDRNOTAVAIL',
  });
});

test('um endereço IPv4 que a máquina não tem é engano de quem o escreveu: erro, e nada fica aberto', async () => {
  const { port } = await listenOnHosts('127.0.0.1', 0, () => createServer()).then(async (listener) => {
    await listener.close();
    return listener;
  });
  const hosts = ['127.0.0.1', '192.0.2.1'];
  await expect(listenOnHosts(hosts, port, () => createServer())).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  expect(await canConnect(port, '127.0.0.1')).toBe(false);
});

test('0.0.0.0 e :: juntos: o IPv6 deixa o IPv4 para o outro', async () => {
  const { port } = await open(['0.0.0.0', '::'], 0, () => createServer());
  expect(await canConnect(port, '127.0.0.1')).toBe(true);
});

test('porta ocupada: o erro original, e nada fica aberto', async () => {
  const held = await open('127.0.0.2', 0, () => createServer());
  await expect(listenOnHosts(['127.0.0.1', '127.0.0.2'], held.port, () => createServer())).rejects.toMatchObject({
    code: 'EADDRINUSE',
    port: held.port,
  });
  expect(await canConnect(held.port, '127.0.0.1')).toBe(false);
});

test('porta 0: se o segundo endereço já usa o número, tenta outro', async () => {
  const held = await open('127.0.0.2', 0, () => createServer());
  let attempts = 0;
  // A primeira tentativa cai de propósito no número ocupado.
  const create = (): Server => {
    const server = createServer();
    const listen = server.listen.bind(server);
    if (attempts++ === 0)
      server.listen = ((options: object, ...rest: []) =>
        listen({ ...options, port: held.port }, ...rest)) as Server['listen'];
    return server;
  };
  const listener = await open(['127.0.0.1', '127.0.0.2'], 0, create);
  expect(attempts).toBe(4);
  expect(listener.port).not.toBe(held.port);
});

test('fechar corta já as conexões ociosas e dá um prazo às ocupadas', async () => {
  const listener = await listenOnHosts('127.0.0.1', 0, () => createServer());
  const clients = [connect(listener.port, '127.0.0.1'), connect(listener.port, '127.0.0.1')];
  const endings: [client: number, atMs: number][] = [];
  clients.forEach((client, i) => {
    client.on('error', () => {});
    client.on('close', () => endings.push([i, Date.now()]));
    client.resume();
  });
  await until(() => listener.sockets.size === 2, 'duas conexões');
  const [first] = listener.sockets;
  const busyIsClient0 = first.remotePort === clients[0].localPort;
  const start = Date.now();
  await listener.close((socket) => socket === first);
  expect(Date.now() - start).toBeLessThan(2000);
  await until(() => endings.length === 2, 'as duas fecharem');
  expect(endings.map(([client]) => client)).toEqual(busyIsClient0 ? [1, 0] : [0, 1]);
  expect(endings[0][1] - start).toBeLessThan(500);
  expect(endings[1][1] - start).toBeGreaterThan(500);
  expect(listener.sockets.size).toBe(0);
});
