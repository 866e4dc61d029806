/**
 * Porta OTLP/HTTP (4318): abre os servidores, com os limites de conexão e de tempo. O que se faz com cada pedido está
 * em `otlp-http-handler.ts`.
 */
import { createServer, type Server } from 'node:http';
import { countRejection, createDoorStats, type Door, type Ingest } from './door.ts';
import { answerBrokenRequest } from './http-broken-request.ts';
import { listenOnHosts, LOOPBACK_HOSTS, type Hosts } from './listen.ts';
import { OtlpHttpHandler, type BodyLimits } from './otlp-http-handler.ts';

export interface OtlpHttpLimits extends BodyLimits {
  connections: number;
  headersTimeoutMs: number;
  /** Pedido inteiro, cabeçalhos e corpo; depois, 408. */
  requestTimeoutMs: number;
  /**
   * Conexão sem pedido. Maior que o intervalo de 60 s com que os SDKs exportam métricas: uma conexão fechada no
   * instante do envio seguinte seria um envio perdido.
   */
  idleTimeoutMs: number;
}

export const OTLP_HTTP_LIMITS: OtlpHttpLimits = {
  bodyBytes: 20 * 1024 * 1024,
  inFlightBytes: 64 * 1024 * 1024,
  connections: 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  idleTimeoutMs: 90_000,
};

export interface OtlpHttpOptions {
  host?: Hosts;
  /** `0`: um número livre. */
  port: number;
  ingest: Ingest;
  /** Origens aceitas além das locais, como `https://exemplo.br`. */
  corsOrigins?: readonly string[];
  limits?: Partial<OtlpHttpLimits>;
  /** Número da porta gRPC, para indicá-la a quem errou de porta. */
  grpcPort?: () => number;
}

/** Abre a porta. Rejeita com o erro original do sistema (`EADDRINUSE`, …); as palavras são de quem chama. */
export async function openOtlpHttpDoor(options: OtlpHttpOptions): Promise<Door> {
  const limits = { ...OTLP_HTTP_LIMITS, ...options.limits };
  const stats = createDoorStats();
  const handler = new OtlpHttpHandler(options.ingest, stats, limits, options.corsOrigins ?? []);
  const grpcPort = options.grpcPort ?? (() => 4317);
  const createDoorServer = (): Server => {
    const server = createServer({
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.idleTimeoutMs,
      connectionsCheckingInterval: Math.max(50, Math.min(1000, limits.requestTimeoutMs / 4)),
    });
    server.maxConnections = limits.connections;
    server.on('request', (request, response) => handler.handle(request, response));
    server.on('clientError', (error, socket) => {
      const inRequest = handler.busy.has(socket);
      if (answerBrokenRequest(error, socket, stats, grpcPort(), inRequest)) handler.broken.add(socket);
    });
    server.on('drop', () => countRejection(stats, 'too_many_connections', 'Conexões demais ao mesmo tempo.'));
    return server;
  };
  const listener = await listenOnHosts(options.host ?? LOOPBACK_HOSTS, options.port, createDoorServer);
  return {
    name: 'otlpHttp',
    port: listener.port,
    stats,
    close: () => {
      handler.closing = true;
      return listener.close((socket) => handler.busy.has(socket));
    },
  };
}
