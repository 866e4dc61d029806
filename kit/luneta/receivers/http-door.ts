/**
 * O que as portas HTTP (OTLP, coletor do Jaeger, Zipkin, amostragem) têm em comum: os servidores com seus limites de
 * conexão e de tempo, a leitura do corpo, a resposta e o fechamento. Cada porta traz só o seu `HttpDoorHandler`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { DOORS } from '../doors.ts';
import { BodyError, decodeContent, MemoryBudget, receiveBody, Scratch } from '../http/body.ts';
import { endResponse } from '../http/end-response.ts';
import { refuseExpectations } from '../http/refuse-expectation.ts';
import { WireError } from '../wire/wire-error.ts';
import { type Hosts, LOOPBACK_HOSTS } from './common-port.ts';
import {
  countRejection,
  createDoorStats,
  limitConnections,
  reportDefect,
  type Door,
  type DoorName,
  type DoorStats,
} from './door.ts';
import { answerBrokenRequest } from './http-broken-request.ts';
import { listenOnHosts } from './listen.ts';

/** Os limites de uma porta HTTP, em bytes, em milissegundos e em conexões por endereço. */
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

/** Os que valem se quem abre a porta não diz outros. */
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
  /** Número da porta gRPC, para indicá-la a quem errou de porta (`undefined`: fechada); padrão: o habitual. */
  grpcPort?: () => number | undefined;
}

/** O que a porta faz com um pedido. Quem o conta em `stats.messages` é ela: uma pergunta de CORS não é uma mensagem. */
export type HttpDoorHandler = (request: IncomingMessage, response: ServerResponse, door: HttpDoorContext) => void;

/** Por que um pedido é recusado: `code` é estável, para os contadores; `message` é para quem lê. */
export interface Refusal {
  status: 400 | 403 | 404 | 405 | 413 | 415 | 500 | 503;
  code: string;
  message: string;
}

/** Responde a um pedido recusado, na forma de cada protocolo. */
export type AnswerRefusal = (door: HttpDoorContext, response: ServerResponse, refusal: Refusal) => void;

/** A forma de quem não tem outra: a frase, em texto. */
const answerInText: AnswerRefusal = (door, response, { status, message }) => door.sendText(response, status, message);

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
   * a chamada. Se o corpo é recusado, ou `accept` lança, a recusa é contada e respondida por `answerRefusal`.
   */
  receive(
    response: ServerResponse,
    accept: (content: Uint8Array) => void,
    answerRefusal: AnswerRefusal = answerInText,
  ): void {
    const request = response.req;
    receiveBody(request, this.limits.bodyBytes, this.#budget, this.#scratch, (body, error) => {
      try {
        if (error) throw error;
        const content = decodeContent(body, request.headers['content-encoding'], this.limits.bodyBytes);
        this.stats.bytes += content.length;
        accept(content);
      } catch (failure) {
        if (this.#broken.has(request.socket)) return;
        const refusal = refusalOf(failure);
        // Sem conexão, não há a quem responder.
        if (refusal.code === 'aborted') countRejection(this.stats, refusal.code, refusal.message);
        else this.refuse(response, refusal, answerRefusal);
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
    endResponse(response, body);
  }

  /** Responde com uma frase em português. */
  sendText(response: ServerResponse, status: number, text: string): void {
    response.setHeader('x-content-type-options', 'nosniff');
    this.send(response, status, 'text/plain; charset=utf-8', Buffer.from(`${text}\n`));
  }

  /** Conta o motivo e responde com a recusa; o resto do corpo é descartado. */
  refuse(response: ServerResponse, refusal: Refusal, answerRefusal: AnswerRefusal = answerInText): void {
    countRejection(this.stats, refusal.code, refusal.message);
    response.req.resume();
    answerRefusal(this, response, refusal);
  }

  /** Abre um servidor com os limites da porta; `handler` recebe cada pedido. */
  createServer(handler: HttpDoorHandler, grpcPort: () => number | undefined): Server {
    const { limits, stats } = this;
    const server = createServer({
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.idleTimeoutMs,
      connectionsCheckingInterval: Math.max(50, Math.min(1000, limits.requestTimeoutMs / 4)),
    });
    limitConnections(server, limits.connections, stats);
    refuseExpectations(server);
    server.on('request', (request, response) => {
      this.#busy.add(request.socket);
      response.once('close', () => this.#busy.delete(request.socket));
      handler(request, response, this);
    });
    server.on('clientError', (error, socket) => {
      if (answerBrokenRequest(error, socket, stats, grpcPort(), this.#busy.has(socket))) this.#broken.add(socket);
    });
    return server;
  }

  /** A conexão tem um pedido em andamento. */
  isBusy(socket: Duplex): boolean {
    return this.#busy.has(socket);
  }

  /** Daqui em diante, cada resposta encerra a sua conexão. */
  startClosing(): void {
    this.#closing = true;
  }
}

function refusalOf(failure: unknown): Refusal {
  if (failure instanceof BodyError) return { status: failure.status, code: failure.code, message: failure.message };
  if (failure instanceof WireError) {
    return { status: statusOf(failure.code), code: failure.code, message: failure.message };
  }
  return { status: 500, ...reportDefect(failure) };
}

function statusOf(code: WireError['code']): Refusal['status'] {
  if (code === 'too_large') return 413;
  return code === 'unavailable' ? 503 : 400;
}

/** Abre a porta. Rejeita com o erro original do sistema (`EADDRINUSE`, …); as palavras são de quem chama. */
export async function openHttpDoor(name: DoorName, options: HttpDoorOptions, handler: HttpDoorHandler): Promise<Door> {
  const context = new HttpDoorContext({ ...HTTP_DOOR_LIMITS, ...options.limits });
  const grpcPort = options.grpcPort ?? (() => DOORS.otlpGrpc.defaultPort);
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
