/**
 * Olha os primeiros bytes de uma conexão sem os consumir, para saber se ela fala HTTP/2 (e portanto pode ser gRPC).
 * Existe por causa do engano mais comum de quem começa: o exporter HTTP apontado para a porta gRPC.
 */
import type { Socket } from 'node:net';
import { HTTP2_PREFACE } from '../http/broken-request.ts';

/** Bytes que bastam: nenhum método HTTP/1 começa por "PRI ". */
const ENOUGH = Buffer.from(HTTP2_PREFACE.slice(0, 4));

/**
 * Chama `decide` uma vez, com `true` se a conexão começa como HTTP/2; os bytes lidos voltam para o socket.
 * Uma conexão que não diz nada em `timeoutMs` é fechada.
 */
export function detectHttp2(socket: Socket, timeoutMs: number, decide: (http2: boolean) => void): void {
  let head = Buffer.alloc(0);
  const onError = () => socket.destroy();
  const onTimeout = () => socket.destroy();
  const onReadable = () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return;
    head = Buffer.concat([head, chunk]);
    const known = Math.min(head.length, ENOUGH.length);
    const matches = head.subarray(0, known).equals(ENOUGH.subarray(0, known));
    if (matches && known < ENOUGH.length) return;
    socket.setTimeout(0);
    socket.off('readable', onReadable).off('timeout', onTimeout).off('end', onTimeout);
    socket.unshift(head);
    decide(matches);
    socket.off('error', onError);
  };
  socket.setTimeout(timeoutMs);
  socket.on('readable', onReadable).on('timeout', onTimeout).on('end', onTimeout).on('error', onError);
}
