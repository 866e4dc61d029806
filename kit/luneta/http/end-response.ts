/**
 * O fim de uma resposta, também quando ela vem antes do fim do pedido (uma recusa que não lê o corpo).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Escreve o corpo e termina a resposta. Se o corpo do pedido ainda está chegando, a resposta sai já, mas só é dada por
 * acabada depois dele, lido e descartado: com `Connection: close`, fechar com bytes por ler é um RST, que apaga a resposta
 * de quem ainda está enviando. O prazo do pedido inteiro limita a espera.
 */
export function endResponse(response: ServerResponse, body: Uint8Array): void {
  if (isStillArriving(response.req)) {
    if (body.length === 0) response.flushHeaders();
    else response.write(body);
    response.req.once('close', () => response.end()).resume();
    return;
  }
  // Sem corpo (o sucesso em protobuf), cabeçalhos e fim saem numa escrita só.
  if (body.length === 0) response.end();
  else response.end(body);
}

/** Um pedido sem corpo só é dado por completo depois do seu evento; para quem responde nele, já é. */
function isStillArriving({ complete, headers }: IncomingMessage): boolean {
  return !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);
}
