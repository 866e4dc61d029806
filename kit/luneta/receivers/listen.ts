/**
 * Escutar em vários endereços com um só número de porta, e fechar tudo dentro de um prazo.
 *
 * Por que vários: `localhost` é 127.0.0.1 para uns programas e ::1 para outros; uma porta aberta só num deles
 * vira "conexão recusada" sem motivo visível. Máquinas sem IPv6 seguem só com IPv4.
 */
import type { Server, Socket } from 'node:net';

export type Hosts = string | readonly string[];

/** Os dois lados de `localhost`; nada fica visível para a rede. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '::1'];

/** Prazo para um pedido em andamento terminar depois de `close()`. */
const CLOSE_GRACE_MS = 1000;

/** Com porta 0, quantas vezes tentar outro número quando o segundo endereço já o usa. */
const SHARED_PORT_ATTEMPTS = 20;

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
  const list = typeof hosts === 'string' ? [hosts] : hosts;
  for (let attempt = 1; ; attempt++) {
    try {
      return await listenOnce(list, port, createServer);
    } catch (error) {
      if (port !== 0 || errorCode(error) !== 'EADDRINUSE' || attempt === SHARED_PORT_ATTEMPTS) throw error;
    }
  }
}

async function listenOnce(hosts: readonly string[], port: number, createServer: () => Server): Promise<Listener> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  let boundPort = port;
  let absent: unknown = new Error('Nenhum endereço para escutar.');
  for (const host of hosts) {
    const server = createServer();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    try {
      boundPort = await listen(server, host, boundPort);
      servers.push(server);
    } catch (error) {
      if (hosts.length > 1 && isAddressAbsent(error)) {
        absent = error;
        continue;
      }
      await Promise.all(servers.map((opened) => closeServer(opened)));
      throw error;
    }
  }
  if (servers.length === 0) throw absent;
  return { port: boundPort, sockets, close: (isBusy) => closeAll(servers, sockets, isBusy) };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, ipv6Only: host.includes(':') && host !== '::' }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function closeAll(servers: Server[], sockets: Set<Socket>, isBusy?: (socket: Socket) => boolean): Promise<void> {
  const closed = Promise.all(servers.map((server) => closeServer(server)));
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

/** O endereço não existe nesta máquina (IPv6 desligado, por exemplo). */
function isAddressAbsent(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
