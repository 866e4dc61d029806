/**
 * Servidor gRPC de chamadas unárias sobre uma conexão HTTP/2 do Node: o que o OTLP usa, e nada mais.
 *
 *   HEADERS (caminho, compressão) ── DATA … fim ──> tratador ──> HEADERS + DATA + trailers (grpc-status)
 *          └── recusa a qualquer momento ──> trailers, e RST_STREAM(NO_ERROR) para quem ainda está mandando
 *
 * Por que não o grpc-js: ele só entrega mensagens inteiras, e aqui o limite é sobre os bytes que estão chegando; e gastava
 * um quarto a mais de CPU por span. Limites de quadros, de fluxos abertos e cancelados em rajada e de SETTINGS são os do Node.
 */
import {
  constants,
  type IncomingHttpHeaders,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { MemoryBudget } from '../http/body.ts';
import { RpcCode } from '../wire/otlp-status.ts';
import { reportDefect } from './door.ts';
import { GrpcError, GrpcMessage } from './grpc-message.ts';

/** Os limites das chamadas e das conexões, em bytes e em milissegundos. */
export interface GrpcLimits {
  /** Mensagem, comprimida e depois de descomprimida; acima, RESOURCE_EXHAUSTED. O mesmo do Jaeger. */
  messageBytes: number;
  /** Chamadas ao mesmo tempo numa conexão; as outras esperam no cliente, como manda o HTTP/2. */
  callsPerConnection: number;
  /** Para a mensagem chegar inteira; depois, DEADLINE_EXCEEDED. */
  callTimeoutMs: number;
  /**
   * Até a conexão dizer a que veio: começar a falar HTTP/2, e abrir uma chamada. Também de quanto em quanto tempo se
   * confere se uma conexão calada ainda anda.
   */
  prefaceTimeoutMs: number;
  /** Depois disso, conexão sem chamada nem PING; além, GOAWAY, e o cliente se reconecta quando precisar. */
  idleTimeoutMs: number;
  /** PINGs numa janela de um minuto; acima, GOAWAY com ENHANCE_YOUR_CALM. */
  pingsPerMinute: number;
  /** Cabeçalhos de uma chamada. */
  headerBytes: number;
}

/** Atende uma mensagem e devolve a resposta. @throws GrpcError */
export type UnaryHandler = (message: Uint8Array) => Uint8Array;

/** O que as conexões de uma porta têm em comum. */
export interface GrpcService {
  limits: GrpcLimits;
  /** Das mensagens sendo recebidas em todas as conexões. */
  budget: MemoryBudget;
  /** Tratador de cada caminho (`/pacote.Serviço/Método`). */
  methods: ReadonlyMap<string, UnaryHandler>;
  /** Chamado a cada chamada recusada. */
  onRefusal(code: string, message: string): void;
}

const { NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_NO_ERROR } = constants;

const RESPONSE_HEADERS = {
  ':status': 200,
  'content-type': 'application/grpc+proto',
  'grpc-accept-encoding': 'identity,gzip,deflate',
};
const OK_TRAILERS = { 'grpc-status': String(RpcCode.OK) };
const MINUTE_MS = 60_000;

/** Atende `socket`, que já se sabe ser HTTP/2. */
export function serveGrpc(socket: Socket, service: GrpcService): ServerHttp2Session {
  const { limits } = service;
  const session = performServerHandshake(socket, {
    settings: {
      maxConcurrentStreams: limits.callsPerConnection,
      maxHeaderListSize: limits.headerBytes,
      enablePush: false,
    },
  });
  session.on('error', () => {}); // custa só esta conexão
  let called = false;
  session.on('timeout', () => (called ? session.close() : session.destroy()));
  session.setTimeout(limits.prefaceTimeoutMs);
  session.on('stream', (stream, headers) => {
    // Daqui em diante, quem demora é a chamada, que tem o seu prazo: uma parada não leva as vizinhas consigo.
    if (!called && isGrpc(headers)) {
      called = true;
      session.setTimeout(limits.idleTimeoutMs);
    }
    receiveCall(stream, headers, service);
  });
  limitPings(session, limits.pingsPerMinute);
  destroyWhenStuck(session, socket, limits.prefaceTimeoutMs);
  return session;
}

/**
 * Uma sessão que o nghttp2 deu por perdida (um quadro grande demais, por exemplo) não diz nada: para de ler, e nem vê o
 * cliente ir embora. O que a denuncia é um PING nosso que não sai da fila. De um cliente só parado ele sai, e não se
 * espera resposta: quem está num ponto de parada do depurador não perde a conexão.
 */
function destroyWhenStuck(session: ServerHttp2Session, socket: Socket, everyMs: number): void {
  let bytesRead = 0;
  const timer = setInterval(() => {
    if (session.destroyed) return;
    if (socket.bytesRead !== bytesRead) bytesRead = socket.bytesRead;
    else if (session.state.outboundQueueSize) session.destroy();
    else session.ping(() => {});
  }, everyMs).unref();
  session.once('close', () => clearInterval(timer));
}

function limitPings(session: ServerHttp2Session, perMinute: number): void {
  let pings = 0;
  let since = 0;
  session.on('ping', () => {
    const now = performance.now();
    if (now - since > MINUTE_MS) {
      since = now;
      pings = 0;
    }
    if (++pings <= perMinute || session.closed) return;
    // Os clientes gRPC conhecem estas palavras, e passam a mandar menos.
    session.goaway(NGHTTP2_ENHANCE_YOUR_CALM, 0, Buffer.from('too_many_pings'));
    session.close();
  });
}

function receiveCall(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, service: GrpcService): void {
  stream.on('error', () => {}); // a queda já chega por 'close'
  if (!isGrpc(headers)) {
    service.onRefusal('wrong_content_type', 'Chegou HTTP/2 que não é gRPC (Content-Type application/grpc).');
    // O Node avisa do fluxo um instante depois de o ler: até aqui ele já pode ter sido desfeito.
    if (stream.closed || stream.destroyed) return;
    stream.respond({ ':status': 415 }, { endStream: true });
    stream.close(NGHTTP2_NO_ERROR);
    return;
  }
  let message: GrpcMessage | undefined;
  let timer: NodeJS.Timeout | undefined;
  let done = false;
  const finish = (): void => {
    done = true;
    clearTimeout(timer);
    message?.release();
  };
  const refuse = (error: unknown): void => {
    finish();
    const failure = error instanceof GrpcError ? error : internalError(error);
    service.onRefusal(failure.code, failure.message);
    sendStatus(stream, failure);
  };
  try {
    const handler = service.methods.get(headers[':path'] ?? '');
    if (!handler) {
      const path = JSON.stringify(headers[':path']?.slice(0, 100));
      // Um teste de saúde ou de reflexão do próprio gRPC é uma visita, e não um exporter com o caminho errado.
      const code = headers[':path']?.startsWith('/grpc.') ? 'wrong_method' : 'wrong_path';
      throw new GrpcError(RpcCode.UNIMPLEMENTED, code, `Método que esta porta não tem: ${path}.`);
    }
    const incoming = new GrpcMessage(service.limits.messageBytes, service.budget);
    message = incoming;
    stream.on('data', (chunk: Buffer) => {
      if (done) return;
      try {
        incoming.add(chunk);
      } catch (error) {
        refuse(error);
      }
    });
    stream.on('end', () => {
      if (done || stream.closed || stream.aborted) return; // um fluxo cancelado também "acaba"; quem conta é 'close'
      try {
        const answer = handler(incoming.finish(headers['grpc-encoding']?.toString()));
        finish();
        sendAnswer(stream, answer);
      } catch (error) {
        refuse(error);
      }
    });
    timer = setTimeout(() => {
      refuse(new GrpcError(RpcCode.DEADLINE_EXCEEDED, 'timeout', 'A chamada demorou demais para chegar inteira.'));
    }, service.limits.callTimeoutMs);
  } catch (error) {
    refuse(error);
  }
  stream.on('close', () => {
    if (done) return;
    finish();
    service.onRefusal('aborted', 'A chamada gRPC foi cancelada, ou a conexão caiu, antes do fim da mensagem.');
  });
}

function isGrpc(headers: IncomingHttpHeaders): boolean {
  return headers[':method'] === 'POST' && /^application\/grpc($|[+;])/i.test(headers['content-type'] ?? '');
}

function sendAnswer(stream: ServerHttp2Stream, answer: Uint8Array): void {
  if (stream.closed || stream.destroyed) return;
  stream.respond(RESPONSE_HEADERS, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(OK_TRAILERS));
  const frame = Buffer.allocUnsafe(5 + answer.length);
  frame[0] = 0;
  frame.writeUInt32BE(answer.length, 1);
  frame.set(answer, 5);
  stream.end(frame);
}

/** Sem corpo: os cabeçalhos já são o fim da resposta. */
function sendStatus(stream: ServerHttp2Stream, { status, message }: GrpcError): void {
  if (stream.closed || stream.destroyed || stream.headersSent) return;
  stream.respond(
    { ...RESPONSE_HEADERS, 'grpc-status': String(status), 'grpc-message': percentEncode(message) },
    { endStream: true },
  );
  // Quem ainda manda fica sabendo que já não precisa.
  stream.close(NGHTTP2_NO_ERROR);
}

function internalError(error: unknown): GrpcError {
  const { code, message } = reportDefect(error);
  return new GrpcError(RpcCode.INTERNAL, code, message);
}

/** `grpc-message`: UTF-8 com tudo o que não é ASCII visível (e o `%`) em `%XX`. */
function percentEncode(text: string): string {
  return Buffer.from(text.slice(0, 1000))
    .toString('latin1')
    .replaceAll(/[^ -$&-~]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
