/** A resposta a um `Expect` que não é `100-continue` (RFC 9110, 10.1.1). */
import type { Server } from 'node:http';
import { endResponse } from './end-response.ts';

/**
 * Responde 417 depois de ler o corpo. Sem isto o Node responde sozinho e fecha com o corpo por ler: um RST, que às vezes
 * apaga a resposta de quem ainda está enviando.
 */
export function refuseExpectations(server: Server): void {
  server.on('checkExpectation', (request, response) => {
    const body = Buffer.from(
      `Expect: só 100-continue é atendido aqui; chegou ${JSON.stringify(request.headers.expect)}.\n`,
    );
    response.writeHead(417, {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': body.length,
      'x-content-type-options': 'nosniff',
    });
    endResponse(response, body);
  });
}
