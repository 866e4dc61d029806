/** O que conta como um nome desta máquina, para quem confere `Host`, `Origin` ou o endereço em que se escuta. */
import { isIPv4 } from 'node:net';

const LOCALHOST = /^(?:[a-z0-9-]+\.)*localhost$/i;
/** `nome`, `nome:porta`, `[IPv6]` ou `[IPv6]:porta`. */
const AUTHORITY = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/;

/** `localhost`, um subdomínio dele (RFC 6761), 127.0.0.0/8 ou `::1`, que numa URL vem entre colchetes. */
export function isLocalName(host: string): boolean {
  return LOCALHOST.test(host) || (isIPv4(host) && host.startsWith('127.')) || host === '::1' || host === '[::1]';
}

/** O mesmo para o que vem num cabeçalho `Host`, com ou sem porta. */
export function isLocalAuthority(authority: string): boolean {
  const [, host = ''] = AUTHORITY.exec(authority) ?? [];
  return isLocalName(host);
}
