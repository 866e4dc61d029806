/**
 * O que chega a uma porta HTTP e não é um pedido HTTP/1 inteiro: responde o que der, conta o motivo e fecha só
 * aquela conexão. O caso que um estudante encontra é o exporter gRPC apontado para a porta HTTP.
 */
import type { Duplex } from 'node:stream';
import { answerHttp1, describeBrokenRequest } from '../http/broken-request.ts';
import { countRejection, type DoorStats } from './door.ts';

/**
 * Tratador do evento `clientError` de um servidor HTTP. `inRequest`: a conexão já tinha um pedido em andamento,
 * que foi contado ao começar. Devolve se a recusa foi contada aqui.
 */
export function answerBrokenRequest(
  error: Error,
  socket: Duplex,
  stats: DoorStats,
  grpcPort: number | undefined,
  inRequest: boolean,
): boolean {
  const answer = describeBrokenRequest(error, grpcPort);
  if (!inRequest) stats.messages++;
  if (answer) {
    countRejection(stats, answer.code, answer.message);
    answerHttp1(socket, answer.status, answer.message);
  } else {
    if (!inRequest) countRejection(stats, 'aborted', 'A conexão caiu no meio de um pedido.');
    socket.destroy();
  }
  return answer !== undefined || !inRequest;
}
