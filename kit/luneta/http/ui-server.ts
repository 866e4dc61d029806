/** O servidor HTTP da porta 16686, com os limites de quem manda devagar, não lê ou abre conexões demais. */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerHttp1, describeBrokenRequest } from './broken-request.ts';
import { refuseExpectations } from './refuse-expectation.ts';

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

/**
 * O servidor de `app`, ainda sem escutar. `grpcPort`: a porta a indicar a quem mandar gRPC a esta (`undefined`: fechada).
 * `onGrpc` é chamado a cada conexão assim.
 */
export function createUiServer(
  app: RequestListener,
  grpcPort: () => number | undefined,
  limits: UiServerLimits = UI_SERVER_LIMITS,
  onGrpc: () => void = () => {},
): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.idleTimeoutMs,
    connectionsCheckingInterval: Math.min(1000, limits.headersTimeoutMs),
  });
  server.maxConnections = limits.connections;
  refuseExpectations(server);
  const current = new Map<Duplex, ServerResponse>();
  server.on('request', (request, response) => {
    current.set(request.socket, response);
    response.once('close', () => {
      if (current.get(request.socket) === response) current.delete(request.socket);
    });
    app(request, response);
  });
  server.on('clientError', (error, socket) => {
    const answer = describeBrokenRequest(error, grpcPort());
    if (answer?.code === 'grpc_on_http_port') onGrpc();
    // No meio de outra resposta, esta pareceria um pedaço dela.
    if (answer && !current.get(socket)?.headersSent) answerHttp1(socket, answer.status, answer.message);
    else socket.destroy();
  });
  server.setTimeout(limits.stalledTimeoutMs, (socket) => {
    // Sem resposta começada não há o que ler: ou o pedido ainda está chegando, e tem prazo próprio, ou é a vez da Luneta.
    if (current.get(socket)?.headersSent !== false) socket.destroy();
  });
  return server;
}
