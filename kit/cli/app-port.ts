/** Em que porta pôr o app: a 5000, que os materiais usam, ou outra se ela já tem dono. */
import { connect, createServer } from 'node:net';

export const DEFAULT_APP_PORT = 5000;
/** O sistema escolhe, e o app diz qual foi na linha de pronto. */
export const ANY_PORT = 0;

/** Prazo para alguém atender nesta máquina; quem não atende até aí não está ouvindo. */
const ANSWER_DEADLINE_MS = 300;

/**
 * Só abrir a porta não basta como teste: no macOS o AirPlay ouve em todos os endereços, e ainda assim pode ser possível
 * ocupar 127.0.0.1; o navegador, que tenta ::1 antes, cairia no AirPlay. Por isso também se pergunta se alguém atende.
 */
export async function isPortFree(port: number): Promise<boolean> {
  // Uma coisa depois da outra: a pergunta não pode ser atendida pelo nosso próprio teste.
  const refused = await Promise.all([isRefused(port, '127.0.0.1'), isRefused(port, '::1')]);
  return refused.every(Boolean) && (await canListen(port));
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)));
  });
}

function isRefused(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const finish = (refused: boolean): void => {
      socket.destroy();
      resolve(refused);
    };
    socket.once('connect', () => finish(false));
    socket.once('error', () => finish(true));
    socket.setTimeout(ANSWER_DEADLINE_MS, () => finish(true));
  });
}
