/** Aberta à rede (`--host`), a Luneta é lida por outros: há o que é só de quem está nesta máquina. */
import type { IncomingMessage } from 'node:http';
import { hasLocalHost } from './host-check.ts';
import { isLocalName } from './local-name.ts';

/** O nome por que se chama também conta: uma página da internet, no navegador daqui, também vem desta máquina. */
export function isFromThisMachine(request: IncomingMessage): boolean {
  return isLocalName((request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')) && hasLocalHost(request);
}
