/**
 * O que as portas HTTP (OTLP, coletor do Jaeger, Zipkin, amostragem) têm em comum: os servidores com seus limites de
 * conexão e de tempo, a leitura do corpo, a resposta e o fechamento. Cada porta traz só o seu `HttpDoorHandler`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WireError } from '../wire/wire-error.ts';
import { BodyError, decodeContent, MemoryBudget, receiveBody, Scratch } from '../http/body.ts';
import { countRejection, createDoorStats, type Door, type DoorName, type DoorStats } from './door.ts';
import { answerBrokenRequest } from './http-broken-request.ts';
import { listenOnHosts, LOOPBACK_HOSTS, type Hosts } from './listen.ts';

export interface HttpDoorLimits {
  /** Corpo, comprimido e depois de descomprimido. */
  bodyBytes: number;
  /** Soma dos corpos sendo recebidos ao mesmo tempo; acima, 503. */
  inFlightBytes: number;
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

export const HTTP_DOOR_LIMITS: HttpDoorLimits = {
  bodyBytes: 20 * 1024 * 1024,
  inFlightBytes: 64 * 1024 * 1024,
  connections: 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  idleTimeoutMs: 90_000,
};

/** O que toda porta HTTP recebe de quem a abre. */
export interface HttpDoorOptions {
  host?: Hosts;
  /** `0`: um número livre. */
  port: number;
  limits?: Partial<HttpDoorLimits>;
  /** Número da porta gRPC, para indicá-la a quem errou de porta. */
  grpcPort?: () => number;
}

/** O que a porta faz com um pedido já contado em `stats.messages`… ou não: quem conta é ela. */
export type HttpDoorHandler = (request: IncomingMessage, response: ServerResponse, door: HttpDoorContext) => void;

/** Por que um pedido é recusado: `code` é estável, para os contadores; `message` é para quem lê. */
export interface Problem {
  code: string;
  message: string;
}

/** Uma recusa pronta para virar resposta na forma de cada protocolo. */
export interface Refusal {
  status: 400 | 413 | 500 | 503;
  message: string;
}

/** O que o `HttpDoorHandler` usa: contadores, corpo e resposta. */
export class HttpDoorContext {
  readonly stats: DoorStats = createDoorStats();
  readonly limits: HttpDoorLimits;
  /** Sockets com um pedido em andamento. */
  readonly #busy = new Set<Duplex>();
  /** Conexões cujo pedido já foi contado como quebrado (408, por exemplo): a queda que se segue não conta de novo. */
  readonly #broken = new WeakSet<Duplex>();
  readonly #budget: MemoryBudget;
  readonly #scratch = new Scratch();
  #closing = false;

  constructor(limits: HttpDoorLimits) {
    this.limits = limits;
    this.#budget = new MemoryBudget(limits.inFlightBytes);
  }

  /**
   * Lê o corpo (limitado e descomprimido) e o entrega a `accept`, que é síncrono e responde; os bytes só valem durante
   * a chamada. Se o corpo é recusado, ou `accept` lança, a recusa é contada e `refuse` responde.
   */
  receive(request: IncomingMessage, accept: (content: Uint8Array) => void, refuse: (refusal: Refusal) => void): void {
    receiveBody(request, this.limits.bodyBytes, this.#budget, this.#scratch, (body, error) => {
      try {
        if (error) throw error;
        const content = decodeContent(body, request.headers['content-encoding'], this.limits.bodyBytes);
        this.stats.bytes += content.length;
        accept(content);
      } catch (failure) {
        if (this.#broken.has(request.socket)) return;
        const refusal = this.#countFailure(failure);
        if (refusal) refuse(refusal);
      }
    });
  }

  /** Responde com um corpo inteiro; vazio, `contentType` pode ser `''`. `status` 503 leva `Retry-After`. */
  send(response: ServerResponse, status: number, contentType: string, body: Uint8Array): void {
    if (contentType !== '') response.setHeader('content-type', contentType);
    response.setHeader('content-length', body.length);
    if (status === 503) response.setHeader('retry-after', '1');
    if (this.#closing) response.setHeader('connection', 'close');
    response.writeHead(status);
    if (isStillArriving(response.req)) endAfterRequest(response, body);
    // Sem corpo (o sucesso em protobuf), cabeçalhos e fim saem numa escrita só.
    else if (body.length === 0) response.end();
    else response.end(body);
  }

  /** Responde com uma frase em português. */
  sendText(response: ServerResponse, status: number, text: string): void {
    response.setHeader('x-content-type-options', 'nosniff');
    this.send(response, status, 'text/plain; charset=utf-8', Buffer.from(`${text}\n`));
  }

  /** Recusa sem ler o corpo: conta o motivo e responde com a frase. */
  refuse(request: IncomingMessage, response: ServerResponse, status: number, { code, message }: Problem): void {
    countRejection(this.stats, code, message);
    request.resume();
    this.sendText(response, status, message);
  }

  /** Abre um servidor com os limites da porta; `handler` recebe cada pedido. */
  createServer(handler: HttpDoorHandler, grpcPort: () => number): Server {
    const { limits, stats } = this;
    const server = createServer({
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.idleTimeoutMs,
      connectionsCheckingInterval: Math.max(50, Math.min(1000, limits.requestTimeoutMs / 4)),
    });
    server.maxConnections = limits.connections;
    server.on('request', (request, response) => {
      this.#busy.add(request.socket);
      response.once('close', () => this.#busy.delete(request.socket));
      handler(request, response, this);
    });
    server.on('clientError', (error, socket) => {
      if (answerBrokenRequest(error, socket, stats, grpcPort(), this.#busy.has(socket))) this.#broken.add(socket);
    });
    server.on('drop', () => countRejection(stats, 'too_many_connections', 'Conexões demais ao mesmo tempo.'));
    return server;
  }

  isBusy(socket: Duplex): boolean {
    return this.#busy.has(socket);
  }

  /** Daqui em diante, cada resposta encerra a sua conexão. */
  startClosing(): void {
    this.#closing = true;
  }

  /** `undefined`: a conexão já se foi, não há a quem responder. */
  #countFailure(failure: unknown): Refusal | undefined {
    if (!(failure instanceof WireError) && !(failure instanceof BodyError)) {
      // Um defeito nosso custa este pedido, não o processo; o doutor o mostra.
      countRejection(this.stats, 'internal_error', String(failure));
      return { status: 500, message: 'Defeito interno da Luneta ao guardar o pedido.' };
    }
    countRejection(this.stats, failure.code, failure.message);
    if (failure.code === 'aborted') return undefined;
    return { status: failure instanceof BodyError ? failure.status : statusOf(failure.code), message: failure.message };
  }
}

/** Um pedido sem corpo só é dado por completo depois do seu evento; para quem responde nele, já é. */
function isStillArriving({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);
}

/**
 * Manda a resposta já, e só a dá por acabada quando o corpo do pedido acabar: com `Connection: close`, fechar com bytes
 * por ler é um RST, que apaga a resposta de quem ainda está enviando.
 */
function endAfterRequest(response: ServerResponse, body: Uint8Array): void {
  if (body.length === 0) response.flushHeaders();
  else response.write(body);
  response.req.once('close', () => response.end()).resume();
}

function statusOf(code: WireError['code']): Refusal['status'] {
  if (code === 'too_large') return 413;
  return code === 'unavailable' ? 503 : 400;
}

/** Abre a porta. Rejeita com o erro original do sistema (`EADDRINUSE`, …); as palavras são de quem chama. */
export async function openHttpDoor(name: DoorName, options: HttpDoorOptions, handler: HttpDoorHandler): Promise<Door> {
  const context = new HttpDoorContext({ ...HTTP_DOOR_LIMITS, ...options.limits });
  const grpcPort = options.grpcPort ?? (() => 4317);
  const listener = await listenOnHosts(options.host ?? LOOPBACK_HOSTS, options.port, () =>
    context.createServer(handler, grpcPort),
  );
  return {
    name,
    port: listener.port,
    stats: context.stats,
    close: () => {
      context.startClosing();
      return listener.close((socket) => context.isBusy(socket));
    },
  };
}
