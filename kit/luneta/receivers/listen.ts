/** Escutar em TCP, em vários endereços com um só número de porta, e fechar tudo dentro de um prazo. */
import type { Server, Socket } from 'node:net';
import { bindCommonPort, type Bound, type Hosts } from './common-port.ts';

/** Prazo para um pedido em andamento terminar depois de `close()`. */
const CLOSE_GRACE_MS = 1000;

/** Uma porta TCP aberta, em um ou mais endereços. */
export interface Listener {
  port: number;
  /** Sockets abertos agora, em todos os endereços. */
  readonly sockets: ReadonlySet<Socket>;
  /**
   * Para de aceitar conexões e resolve quando nenhuma resta. As que `isBusy` aponta ganham um prazo para
   * terminar; as outras são cortadas já.
   */
  close(isBusy?: (socket: Socket) => boolean): Promise<void>;
}

/**
 * Abre um servidor por endereço, todos no mesmo número de porta (`0`: um número livre em todos).
 * Rejeita com o erro original do sistema (`EADDRINUSE`, `EACCES`, …) e não deixa nada aberto.
 */
export async function listenOnHosts(hosts: Hosts, port: number, createServer: () => Server): Promise<Listener> {
  const sockets = new Set<Socket>();
  const servers = await bindCommonPort(hosts, port, (host, portThere, ipv6Only) => {
    const server = createServer();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    return listen(server, host, portThere, ipv6Only);
  });
  return { port: servers[0].port, sockets, close: (isBusy) => closeAll(servers, sockets, isBusy) };
}

function listen(server: Server, host: string, port: number, ipv6Only: boolean): Promise<Bound> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, ipv6Only }, () => {
      server.off('error', reject);
      const address = server.address();
      const boundPort = typeof address === 'object' && address ? address.port : port;
      resolve({ port: boundPort, close: () => closeServer(server) });
    });
  });
}

async function closeAll(
  servers: readonly Bound[],
  sockets: ReadonlySet<Socket>,
  isBusy?: (socket: Socket) => boolean,
): Promise<void> {
  const closed = Promise.all(servers.map((server) => server.close()));
  for (const socket of sockets) if (!isBusy?.(socket)) socket.destroy();
  const timer = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, CLOSE_GRACE_MS);
  await closed;
  clearTimeout(timer);
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
