/** Clientes que mandam um byte de cada vez, durante a corrida toda: ocupam uma conexão, e só isso. */
import { connect, type Socket } from 'node:net';

const PER_PORT = 3;
const BYTE_EVERY_MS = 250;
const BYTES = Buffer.from('POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nX-Devagar: ');

export class SlowClients {
  readonly #sockets: Socket[];
  readonly #timer: NodeJS.Timeout;

  constructor(ports: readonly number[]) {
    this.#sockets = ports.flatMap((port) => Array.from({ length: PER_PORT }, () => open(port)));
    let at = 0;
    this.#timer = setInterval(() => {
      const byte = BYTES.subarray(at, at + 1);
      at++;
      for (const socket of this.#sockets) if (socket.writable) socket.write(byte.length > 0 ? byte : 'x');
    }, BYTE_EVERY_MS);
  }

  close(): void {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
  }
}

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}); // ser cortado é o que se espera
  socket.resume();
  return socket;
}
