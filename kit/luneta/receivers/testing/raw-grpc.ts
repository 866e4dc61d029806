/** Chamadas gRPC escritas à mão sobre HTTP/2: o que o cliente do grpc-js não deixa mandar. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2';

export const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

/** Prefixo de 5 bytes e a mensagem. `length`: o tamanho declarado, se for outro. */
export function grpcFrame(message: Uint8Array, { flag = 0, length = message.length } = {}): Buffer {
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(length, 1);
  return Buffer.concat([prefix, message]);
}

export interface RawCall {
  stream: ClientHttp2Stream;
  /** O `grpc-status`; `'HTTP 415'` se a resposta não é gRPC; `'cortada'` se o fluxo caiu sem resposta. */
  status: Promise<string>;
}

export interface RawGrpcClient {
  session: ClientHttp2Session;
  /** Abre uma chamada e manda `bytes`; só termina o pedido com `end`. */
  open(bytes: Uint8Array, options?: { end?: boolean; headers?: OutgoingHttpHeaders }): RawCall;
  /** Uma chamada inteira com `frame`. */
  call(frame: Uint8Array, headers?: OutgoingHttpHeaders): Promise<string>;
}

export function rawGrpcClient(port: number): RawGrpcClient {
  const session = connect(`http://127.0.0.1:${port}`);
  session.on('error', () => {}); // um corte do servidor é resultado, não falha
  const open: RawGrpcClient['open'] = (bytes, { end = false, headers = {} } = {}) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': TRACES,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    stream.on('error', () => {});
    // Uma recusa vem já nos cabeçalhos; quem ainda tem o que mandar não veria o fluxo se fechar.
    const status = new Promise<string>((resolve) => {
      stream.on('response', (received) => {
        if (received['grpc-status'] !== undefined) resolve(String(received['grpc-status']));
        else if (received[':status'] !== 200) resolve(`HTTP ${received[':status']}`);
      });
      stream.on('trailers', (received) => resolve(String(received['grpc-status'])));
      stream.on('close', () => resolve('cortada'));
    });
    stream.resume();
    if (bytes.length > 0) stream.write(bytes);
    if (end) stream.end();
    return { stream, status };
  };
  return { session, open, call: (frame, headers) => open(frame, { end: true, headers }).status };
}
