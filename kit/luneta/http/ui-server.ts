/** O servidor HTTP da porta 16686, com os limites de quem manda devagar, não lê ou abre conexões demais. */
import { createServer, type RequestListener, type Server } from 'node:http';

/** Em bytes, em milissegundos e em conexões por endereço. */
export interface UiServerLimits {
  connections: number;
  /** Cabeçalhos de um pedido; acima, 431. */
  headerBytes: number;
  headersTimeoutMs: number;
  /** Pedido inteiro, cabeçalhos e corpo; depois, 408. */
  requestTimeoutMs: number;
  /** Conexão sem pedido. */
  idleTimeoutMs: number;
  /**
   * Resposta de que ninguém lê nada; depois, a conexão é cortada. Quem lê devagar não é: a cada vez o prazo só vale se
   * nem um byte saiu.
   */
  stalledTimeoutMs: number;
}

/** Os que valem se não se dizem outros. */
export const UI_SERVER_LIMITS: UiServerLimits = {
  connections: 1024,
  headerBytes: 16 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  idleTimeoutMs: 90_000,
  stalledTimeoutMs: 30_000,
};

/** O servidor de `app`, ainda sem escutar. */
export function createUiServer(app: RequestListener, limits: UiServerLimits = UI_SERVER_LIMITS): Server {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.idleTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
    },
    app,
  );
  server.maxConnections = limits.connections;
  server.setTimeout(limits.stalledTimeoutMs);
  return server;
}
