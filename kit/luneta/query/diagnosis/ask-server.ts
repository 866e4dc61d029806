/**
 * Pergunta a um servidor HTTP desta máquina o que ele diz ser. É o único modo de saber se há um Express atrás de spans sem
 * rota, ou o AirPlay numa porta calada: nenhum span conta isso.
 */
import { request } from 'node:http';

/** Como o servidor assina as respostas; `''` onde não assina. */
export interface ServerSignature {
  server: string;
  poweredBy: string;
}

/** `undefined` se ninguém atende a tempo. Nunca rejeita. */
export type AskServer = (port: number) => Promise<ServerSignature | undefined>;

const DEADLINE_MS = 500;

/** Um trace que não é amostrado: a pergunta não aparece entre os spans de quem responde. */
const UNSAMPLED = '00-4c756e6574610000000000000000d0c7-4c756e65746144c7-00';

/** OPTIONS não tem efeito em quem responde, e todo Express assina a resposta, seja qual for o caminho. */
export const askServer: AskServer = (port) =>
  new Promise((resolve) => {
    const outgoing = request(
      {
        host: 'localhost',
        port,
        method: 'OPTIONS',
        path: '/',
        agent: false,
        headers: { traceparent: UNSAMPLED, connection: 'close' },
        signal: AbortSignal.timeout(DEADLINE_MS),
      },
      (response) => {
        const { server, 'x-powered-by': poweredBy } = response.headers;
        resolve({ server: String(server ?? ''), poweredBy: String(poweredBy ?? '') });
        response.destroy();
      },
    );
    outgoing.on('error', () => resolve(undefined));
    outgoing.end();
  });
