/** De um backend que não tem doutor, o que ainda se pode saber: se alguém atende no endereço para onde os programas mandam. */
import { connect } from 'node:net';
import { diagnosisTexts } from './diagnosis-texts.ts';

/** Quem não aceita a conexão nisto não é quem está ao lado. */
const TIMEOUT_MS = 1000;

/**
 * @param endpoint A base do OTLP: `http://localhost:4318`.
 * @returns Uma frase, ou `undefined` se alguém atende. Nunca rejeita.
 */
export async function explainNobody(endpoint: string): Promise<string | undefined> {
  return (await isListening(endpoint)) ? undefined : diagnosisTexts.nobodyListens(endpoint);
}

function isListening(endpoint: string): Promise<boolean> {
  const { protocol, hostname, port } = new URL(endpoint);
  return new Promise((resolve) => {
    const socket = connect({
      // Aqui é um nome, e não parte de um endereço: um IPv6 vai sem os colchetes.
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'https:' ? 443 : 80),
      timeout: TIMEOUT_MS,
    });
    const end = (listening: boolean): void => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
