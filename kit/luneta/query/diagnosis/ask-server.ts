/**
 * Pergunta a um servidor HTTP desta máquina o que ele diz ser. É o único modo de saber se há um Express atrás de spans sem
 * rota, ou o AirPlay numa porta calada: nenhum span conta isso.
 */
import { type IncomingMessage, request } from 'node:http';
import { UNSAMPLED } from '../../http/unsampled.ts';

/** Como o servidor assina as respostas; `''` onde não assina. */
export interface ServerSignature {
  server: string;
  poweredBy: string;
}

/** `undefined` se ninguém atende a tempo, ou se não há porta com esse número. Nunca rejeita. */
export type AskServer = (port: number) => Promise<ServerSignature | undefined>;

const DEADLINE_MS = 500;

/** OPTIONS não tem efeito em quem responde, e todo Express assina a resposta, seja qual for o caminho. */
export const askServer: AskServer = async (port) => {
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request({
        host: 'localhost',
        port,
        method: 'OPTIONS',
        path: '/',
        agent: false,
        headers: { traceparent: UNSAMPLED, connection: 'close' },
        signal: AbortSignal.timeout(DEADLINE_MS),
      })
        .on('response', resolve)
        .on('error', reject)
        .end();
    });
    response.on('error', () => {}).destroy();
    const { server, 'x-powered-by': poweredBy } = response.headers;
    return { server: String(server ?? ''), poweredBy: String(poweredBy ?? '') };
  } catch {
    return undefined;
  }
};
