/** Os sockets das portas UDP: vários endereços com um só número de porta, e um buffer para rajadas. */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';

const RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;
const ATTEMPTS_AT_A_COMMON_PORT = 20;

/**
 * Um socket por endereço, todos no mesmo número de porta (`0`: um número livre em todos). Um endereço IPv6 que a máquina
 * não tem é deixado de lado se houver outro. Rejeita com o erro original do sistema e não deixa nada aberto.
 */
export async function bindUdpSockets(hosts: readonly string[], port: number): Promise<Socket[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await bindAllOnce(hosts, port);
    } catch (error) {
      // Porta 0: a que o primeiro endereço ganhou pode estar tomada no segundo; outra tentativa sorteia outra.
      const retry = port === 0 && errorCode(error) === 'EADDRINUSE' && attempt < ATTEMPTS_AT_A_COMMON_PORT;
      if (!retry) throw error;
    }
  }
}

async function bindAllOnce(hosts: readonly string[], port: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  let skipped: unknown = new RangeError('nenhum endereço onde abrir a porta UDP');
  try {
    for (const host of hosts) {
      try {
        sockets.push(await bind(host, sockets[0]?.address().port ?? port, hosts.length > 1));
      } catch (error) {
        if (!isMissingIPv6(host, error)) throw error;
        skipped = error;
      }
    }
    if (sockets.length === 0) throw skipped;
    return sockets;
  } catch (error) {
    await closeUdpSockets(sockets);
    throw error;
  }
}

function bind(host: string, port: number, ipv6Only: boolean): Promise<Socket> {
  const type = isIPv6(host) ? 'udp6' : 'udp4';
  const socket = createSocket({ type, ipv6Only: type === 'udp6' && ipv6Only });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address: host, port }, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

function isMissingIPv6(host: string, error: unknown): boolean {
  return isIPv6(host) && ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(errorCode(error) ?? '');
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Devolve o tamanho concedido, em bytes. O Linux concede até o seu máximo em silêncio; o macOS recusa um pedido acima do dele: pede-se cada vez menos. */
export function growReceiveBuffer(socket: Socket): number {
  const current = socket.getRecvBufferSize();
  for (let size = RECEIVE_BUFFER_BYTES; size > current; size /= 2) {
    try {
      socket.setRecvBufferSize(size);
      break;
    } catch {
      continue;
    }
  }
  return socket.getRecvBufferSize();
}

export async function closeUdpSockets(sockets: readonly Socket[]): Promise<void> {
  await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
}
