/** O que chega a uma porta HTTP e não é um pedido HTTP/1 inteiro: o que dizer a quem o mandou, e por quê. */
import type { Duplex } from 'node:stream';
import { portInWords } from '../doors.ts';

/** Início de toda conexão HTTP/2 (RFC 9113, 3.4). */
export const HTTP2_PREFACE = 'PRI * HTTP/2.0';

/** `code` é estável, para contadores; `status` é o do HTTP, com a sua frase; `message` é para quem lê. */
export interface BrokenRequest {
  code: string;
  status: string;
  message: string;
}

/**
 * O erro de um evento `clientError`, explicado; `undefined` se a conexão caiu e não há a quem responder. `grpcPort`: a porta a
 * indicar a quem fala gRPC; `undefined` se está fechada.
 */
export function describeBrokenRequest(error: Error, grpcPort: number | undefined): BrokenRequest | undefined {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'HPE_INVALID_EOF_STATE') return undefined;
  if (isHttp2(error)) {
    return {
      code: 'grpc_on_http_port',
      status: '400 Bad Request',
      message: `Chegou gRPC (HTTP/2) nesta porta, que fala HTTP/1.1. Aponte o exporter gRPC para a porta ${portInWords('otlpGrpc', grpcPort)}, ou troque-o pelo exporter HTTP.`,
    };
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { code: 'timeout', status: '408 Request Timeout', message: 'O pedido demorou demais para chegar inteiro.' };
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return {
      code: 'malformed',
      status: '431 Request Header Fields Too Large',
      message: 'Cabeçalhos grandes demais.',
    };
  }
  return { code: 'malformed', status: '400 Bad Request', message: 'Isto não é um pedido HTTP/1.1 válido.' };
}

/** Responde em HTTP/1, escrito à mão, e fecha a conexão. */
export function answerHttp1(socket: Duplex, status: string, message: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = `${message}\n`;
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.on('error', () => {}); // o outro lado pode já ter ido embora
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function isHttp2(error: Error): boolean {
  return (
    'rawPacket' in error &&
    error.rawPacket instanceof Uint8Array &&
    Buffer.from(error.rawPacket.subarray(0, HTTP2_PREFACE.length)).toString('latin1') === HTTP2_PREFACE
  );
}
