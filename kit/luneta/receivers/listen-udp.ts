/** Os sockets das portas UDP: vários endereços com um só número de porta, e um buffer para rajadas. */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { bindCommonPort, type Bound, type Hosts } from './common-port.ts';

const RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;

/** Um socket aberto, num endereço. */
export interface UdpBound extends Bound {
  socket: Socket;
}

/** Um socket por endereço; as mesmas regras de `bindCommonPort`. */
export function bindUdpSockets(hosts: Hosts, port: number): Promise<UdpBound[]> {
  return bindCommonPort(hosts, port, bind);
}

function bind(host: string, port: number, ipv6Only: boolean): Promise<UdpBound> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', ipv6Only });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address: host, port }, () => {
      socket.removeAllListeners('error');
      const close = () => new Promise<void>((closed) => socket.close(() => closed()));
      resolve({ socket, port: socket.address().port, close });
    });
  });
}

/**
 * Devolve o tamanho concedido, em bytes. O Linux concede até o seu máximo em silêncio; o macOS recusa um pedido acima do
 * dele: pede-se cada vez menos.
 */
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
