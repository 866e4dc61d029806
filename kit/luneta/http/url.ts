/** As partes da URL de um pedido, sem nunca falhar: `URLSearchParams` aceita `%` solto e não conhece `__proto__`. */
import type { IncomingMessage } from 'node:http';

/** O caminho, como veio (com os `%XX`), sem a consulta. */
export function pathOf({ url = '' }: IncomingMessage): string {
  const question = url.indexOf('?');
  return question < 0 ? url : url.slice(0, question);
}

/** A consulta, decodificada; vazia se não há `?`. */
export function searchParams({ url = '' }: IncomingMessage): URLSearchParams {
  const question = url.indexOf('?');
  return new URLSearchParams(question < 0 ? '' : url.slice(question + 1));
}
