/** Um cliente TCP cru, para mandar o que nenhuma biblioteca HTTP manda. */
import { connect, type Socket } from 'node:net';

export interface RawClient {
  socket: Socket;
  /** O que chegou até agora. */
  received(): string;
  /** Resolve com tudo o que chegou quando o outro lado fecha. */
  closed: Promise<string>;
}

export function rawClient(port: number, ...chunks: (string | Uint8Array)[]): RawClient {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => {
    received += String(chunk);
  });
  socket.on('error', () => {}); // um corte do servidor é resultado, não falha
  const closed = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(received));
  });
  for (const chunk of chunks) socket.write(chunk);
  return { socket, received: () => received, closed };
}

/** Espera uma condição, conferindo sempre, até o prazo. */
export async function until(condition: () => boolean, what: string, deadlineMs = 10_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`não aconteceu em ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
  }
}
