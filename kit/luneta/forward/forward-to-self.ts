/** Copiar para si mesma seria receber a cópia, e copiá-la de novo, sem fim. */
import { networkInterfaces } from 'node:os';

export class ForwardToSelfError extends Error {
  readonly code = 'forward_to_self';

  constructor(url: string) {
    super(`--forward ${url} é a porta OTLP/HTTP desta mesma Luneta. Dê o endereço da outra, a que recebe as cópias.`);
    this.name = 'ForwardToSelfError';
  }
}

/** O endereço é desta máquina, e a porta, a nossa? Um nome que não seja `localhost` não se resolve: fica por conta de quem o deu. */
export function isOwnDoor(url: string, port: number | undefined): boolean {
  const { hostname, port: written, protocol } = new URL(url);
  if (Number(written || (protocol === 'https:' ? 443 : 80)) !== port) return false;
  const host = hostname.replace(/^\[|\]$/g, '');
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address));
  return ['localhost', '0.0.0.0', '::', ...own].includes(host) || host.startsWith('127.');
}
