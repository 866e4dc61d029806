/** O que é mandar: um corpo por uma conexão, e o que o servidor disse. */
import type { Payload } from './payloads.ts';

export interface Sender {
  /** Resolve com `'ok'` ou com o motivo da recusa (`HTTP 503`, `ECONNRESET`, …); nunca rejeita. */
  send(connection: number, body: Uint8Array): Promise<string>;
  close(): void;
}

export interface SendResult {
  seconds: number;
  acceptedSpans: number;
  /** Pedidos recusados, por motivo. */
  refusals: Map<string, number>;
}

/** Manda tudo, com um pedido por vez em cada conexão, e fecha `sender`. */
export async function sendAll(payload: Payload, sender: Sender, connections: number): Promise<SendResult> {
  const { bodies, counts } = payload;
  const refusals = new Map<string, number>();
  let acceptedSpans = 0;
  let next = 0;
  const startedAt = performance.now();
  try {
    await Promise.all(
      Array.from({ length: connections }, async (_, connection) => {
        while (next < bodies.length) {
          const i = next++;
          const answer = await sender.send(connection, bodies[i]);
          if (answer === 'ok') acceptedSpans += counts[i];
          else refusals.set(answer, (refusals.get(answer) ?? 0) + 1);
        }
      }),
    );
    return { seconds: (performance.now() - startedAt) / 1000, acceptedSpans, refusals };
  } finally {
    sender.close();
  }
}
