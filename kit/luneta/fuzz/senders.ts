/** Manda uma entrada e devolve o que voltou. Quedas de conexão são resultado; passar do prazo é achado. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { connect } from 'node:net';
import { FindingError } from './finding.ts';
import type { GrpcInput, TcpInput, UdpInput } from './input.ts';

const HOST = '127.0.0.1';

/** O que se guarda de uma resposta: a maior que a Luneta dá cabe aqui com folga. */
const MAX_RECEIVED = 256 * 1024 * 1024;

/**
 * Tudo o que o servidor mandou até fechar.
 * @throws FindingError `hang` se ele não fechar no prazo; `died` se não aceitar a conexão.
 */
export function sendTcp(port: number, input: TcpInput, deadlineMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    let size = 0;
    const socket = connect({ port, host: HOST, noDelay: true });
    const timer = setTimeout(() => {
      reject(new FindingError('hang', `a conexão não acabou em ${deadlineMs} ms; chegaram ${size} bytes`));
      socket.destroy();
    }, deadlineMs);
    socket.on('data', (chunk) => {
      size += chunk.length;
      if (size <= MAX_RECEIVED) received.push(chunk);
    });
    socket.on('error', (error) => {
      if ('code' in error && error.code === 'ECONNREFUSED') reject(refused(port));
    });
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(received));
    });
    socket.on('connect', () => writeAll(socket, input));
  });
}

/** Cada pedaço numa escrita, com uma volta do laço de eventos no meio: chegam separados. */
function writeAll(socket: ReturnType<typeof connect>, { chunks, ending }: TcpInput): void {
  const [first, ...rest] = chunks;
  if (first !== undefined) socket.write(first);
  if (rest.length > 0) {
    setImmediate(() => writeAll(socket, { chunks: rest, ending } as TcpInput));
  } else if (ending === 'half-close') {
    socket.end();
  } else if (ending === 'reset') {
    setImmediate(() => socket.resetAndDestroy());
  }
}

function refused(port: number): FindingError {
  return new FindingError('died', `a porta ${port} recusa conexões`);
}

export interface GrpcAnswer {
  /** `undefined`: a conexão caiu antes. */
  httpStatus: number | undefined;
  grpcStatus: number | undefined;
  message: string;
}

/** @throws FindingError como `sendTcp`. */
export async function sendGrpc(port: number, input: GrpcInput, deadlineMs: number): Promise<GrpcAnswer> {
  const session = connectHttp2(`http://${HOST}:${port}`);
  // O erro da sessão chega também ao pedido, que é quem o conta.
  let failure: Error | undefined;
  session.on('error', (error: Error) => {
    failure = error;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new FindingError('hang', `sem resposta em ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    const answer = await Promise.race([callOnce(session, input), late]);
    if (failure && 'code' in failure && failure.code === 'ECONNREFUSED') throw refused(port);
    return answer;
  } finally {
    clearTimeout(timer);
    session.destroy();
  }
}

function callOnce(session: ClientHttp2Session, input: GrpcInput): Promise<GrpcAnswer> {
  return new Promise((resolve) => {
    const stream = session.request({ ':method': 'POST', ':path': input.path, te: 'trailers', ...input.headers });
    const answer: GrpcAnswer = { httpStatus: undefined, grpcStatus: undefined, message: '' };
    const readStatus = (headers: IncomingHttpHeaders): void => {
      if (headers['grpc-status'] === undefined) return;
      answer.grpcStatus = Number(headers['grpc-status']);
      answer.message = decodeURIComponent(String(headers['grpc-message'] ?? ''));
    };
    stream.on('response', (headers) => {
      answer.httpStatus = Number(headers[':status']);
      readStatus(headers);
    });
    stream.on('trailers', readStatus);
    stream.on('error', () => {}); // RST_STREAM e queda da sessão: quem conta é o 'close'
    stream.on('close', () => resolve(answer));
    stream.resume();
    if (input.ending === 'cancel') {
      stream.write(input.body.subarray(0, Math.ceil(input.body.length / 2)));
      // O fim da chamada é nosso, e o servidor não deve resposta: o que ele deve é ter seguido lendo, e um ping mostra isso.
      setImmediate(() => {
        stream.close(8);
        session.ping(() => resolve(answer));
      });
    } else {
      stream.end(input.body);
    }
  });
}

/** Só manda: UDP não responde. */
export async function sendUdp(port: number, input: UdpInput): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('error', () => {}); // ICMP de porta fechada: quem nota é o canário
  try {
    for (const datagram of input.datagrams) {
      await new Promise<void>((resolve) => {
        socket.send(datagram, port, HOST, () => resolve());
      });
    }
  } finally {
    socket.close();
    await once(socket, 'close');
  }
}
