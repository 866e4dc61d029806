/** Portas livres, só nesta máquina. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Todas abertas ao mesmo tempo antes de serem soltas: assim não se repetem. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
