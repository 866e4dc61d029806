import type { IncomingMessage } from 'node:http';

/** O `Content-Type` sem parâmetros, em minúsculas; `''` se não veio. */
export function mediaType({ headers }: IncomingMessage): string {
  return headers['content-type']?.split(';', 1)[0].trim().toLowerCase() ?? '';
}
