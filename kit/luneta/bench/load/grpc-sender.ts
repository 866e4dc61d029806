/** OTLP/gRPC direto sobre HTTP/2: um cliente gRPC completo gastaria mais CPU que o servidor que se quer medir. */
import { type ClientHttp2Session, connect } from 'node:http2';
import { reasonOf } from './http-sender.ts';
import type { Sender } from './sender.ts';

const EXPORT_PATH = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

export function createGrpcSender(port: number, connections: number): Sender {
  const sessions = Array.from({ length: connections }, () => {
    const session = connect(`http://127.0.0.1:${port}`);
    session.on('error', () => {}); // a falha já chega pelo pedido
    return session;
  });
  return {
    send: (connection, body) => callExport(sessions[connection], body),
    close: () => {
      for (const session of sessions) session.close();
    },
  };
}

function callExport(session: ClientHttp2Session, body: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': EXPORT_PATH,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let answer = 'sem resposta';
    // Um erro pode vir já nos cabeçalhos, sem corpo nem trailers.
    for (const event of ['response', 'trailers'] as const) {
      stream.on(event, (headers) => {
        const status = headers['grpc-status'];
        if (status !== undefined) answer = Number(status) === 0 ? 'ok' : `gRPC ${String(status)}`;
      });
    }
    stream.resume();
    stream.on('error', (error) => resolve(reasonOf(error)));
    stream.on('close', () => resolve(answer));
    const prefix = Buffer.alloc(5); // sem compressão, e o tamanho
    prefix.writeUInt32BE(body.length, 1);
    stream.write(prefix);
    stream.end(body);
  });
}
