/**
 * Datagramas em ritmo de programa de verdade. UDP não tem contrapressão: mandar o mais rápido possível só mediria o
 * buffer do sistema, que descarta o que não cabe.
 */
import { createSocket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import type { Payload } from './payloads.ts';

/** Datagramas por vez e pausa entre elas: com 32 spans em cada um, por volta de 20 mil spans/s. */
const BURST = 3;
const PAUSE_MS = 4;

export async function sendDatagrams({ bodies }: Payload, port: number): Promise<void> {
  const socket = createSocket('udp4');
  try {
    for (let i = 0; i < bodies.length; i += BURST) {
      await Promise.all(bodies.slice(i, i + BURST).map((body) => sendOne(body)));
      await delay(PAUSE_MS);
    }
  } finally {
    await new Promise<void>((resolve) => void socket.close(resolve));
  }

  function sendOne(body: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      socket.send(body, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
  }
}
