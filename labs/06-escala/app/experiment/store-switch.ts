// A rede entre o ingester e o store, com um interruptor: assim se corta um e outro continua de pé.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { until } from './until';

/** Quem tem o que gravar grava bem antes disto. */
const TRY_MS = 20_000;
const NOBODY_TRIED = `O ingester não gravou nada em ${TRY_MS / 1000} s.`;

export interface StoreSwitch {
  /** O endereço que o ingester usa no lugar do store. */
  readonly url: string;
  /** Quem tenta não é atendido; quem já falava fica sem resposta. */
  cut(): void;
  /**
   * Resolve quando alguém, desde o corte, tentou e não foi atendido.
   * @throws Error se ninguém tenta, por muito tempo.
   */
  untilRefused(): Promise<void>;
  /**
   * Os pedidos passam, e as respostas, não. Resolve quando a primeira delas se perdeu: o store gravou, e ninguém soube.
   * @throws Error se não há resposta nenhuma a perder, por muito tempo.
   */
  loseAnswers(): Promise<void>;
  restore(): void;
  close(): Promise<void>;
}

/** @param target O endereço do store. */
export async function openStoreSwitch(target: string): Promise<StoreSwitch> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isCut = false;
  let refused = 0;
  let onLost: (() => void) | undefined;
  const server = createServer((near) => {
    if (isCut) {
      refused += 1;
      near.destroy();
      return;
    }
    const far = connect(Number(port || 80), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far);
    far.on('data', (data) => (onLost ? onLost() : near.write(data)));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const hangUp = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      isCut = true;
      refused = 0;
      hangUp();
    },
    untilRefused: async () => {
      if (!(await until(() => (refused > 0 ? true : undefined), TRY_MS))) throw new Error(NOBODY_TRIED);
    },
    loseAnswers: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(NOBODY_TRIED)), TRY_MS);
        onLost = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    restore: () => {
      isCut = false;
      onLost = undefined;
      hangUp();
    },
    close: async () => {
      hangUp();
      server.close();
      await once(server, 'close');
    },
  };
}
