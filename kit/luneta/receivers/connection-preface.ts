/**
 * Olha os primeiros bytes de uma conexão sem os consumir, para saber se ela fala HTTP/2 (e portanto pode ser gRPC).
 * Existe por causa do engano mais comum de quem começa: o exporter HTTP apontado para a porta gRPC.
 */
import type { Socket } from 'node:net';
import { HTTP2_PREFACE } from '../http/broken-request.ts';

/** Bytes que bastam: nenhum método HTTP/1 começa por "PRI ". */
const ENOUGH = Buffer.from(HTTP2_PREFACE.slice(0, 4));

/**
 * Como a conexão começa. Um exporter HTTP manda POST; quem só visita (um navegador, um teste de porta) manda outra coisa,
 * e não é um exporter na porta errada.
 */
export type Opening = 'http2' | 'http1_post' | 'http1_other' | 'other';

/**
 * Chama `decide` uma vez, com o que a conexão começa a falar; os bytes lidos voltam para o socket.
 * Uma conexão que não diz nada em `timeoutMs` é fechada.
 */
export function detectOpening(socket: Socket, timeoutMs: number, decide: (opening: Opening) => void): void {
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
    decide(matches ? 'http2' : openingOf(head));
    socket.off('error', onError);
  };
  socket.setTimeout(timeoutMs);
  socket.on('readable', onReadable).on('timeout', onTimeout).on('end', onTimeout).on('error', onError);
}

/** A primeira letra basta para um método do HTTP/1 que não é "PRI". */
function openingOf(head: Buffer): Opening {
  const letter = String.fromCharCode(head[0]);
  if (letter === 'P') return 'http1_post';
  return /[A-Z]/.test(letter) ? 'http1_other' : 'other';
}
