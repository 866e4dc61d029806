/**
 * CORS das portas que recebem telemetria por HTTP: páginas servidas pela própria máquina podem enviar telemetria do navegador;
 * páginas de fora, só quando quem abriu a Luneta as autorizou pelo nome.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLocalAuthority } from '../http/local-name.ts';

const WEB_ORIGIN = /^https?:\/\/(.+)$/;

/** Um dia: o navegador não repete a pergunta a cada envio. */
const MAX_AGE_S = 86_400;

function isAllowedOrigin(origin: string | undefined, extra: readonly string[]): origin is string {
  if (origin === undefined) return false;
  const [, authority = ''] = WEB_ORIGIN.exec(origin) ?? [];
  return isLocalAuthority(authority) || extra.includes(origin);
}

/**
 * Põe na resposta os cabeçalhos de CORS e responde à pergunta prévia (preflight) feita a um caminho que existe.
 * `'foreign'`: o pedido veio de uma página de fora (mesmo por DNS rebinding), que não pode escrever aqui.
 */
export function answerCors(
  request: IncomingMessage,
  response: ServerResponse,
  extra: readonly string[],
  pathExists: boolean,
): 'answered' | 'allowed' | 'foreign' {
  const { origin } = request.headers;
  if (origin === undefined) return 'allowed'; // só navegadores mandam Origin
  if (!isAllowedOrigin(origin, extra)) return 'foreign';
  response.setHeaders(new Map(Object.entries(corsHeaders(origin))));
  if (request.method !== 'OPTIONS' || !pathExists) return 'allowed';
  const wanted = request.headers['access-control-request-headers'];
  const privateNetwork = request.headers['access-control-request-private-network'] === 'true';
  request.resume();
  response.writeHead(204, preflightHeaders(origin, wanted, privateNetwork)).end();
  return 'answered';
}

/** O que dizer à página que `answerCors` aponta como de fora. */
export function foreignOriginMessage({ headers }: IncomingMessage): string {
  return `Origem recusada: ${JSON.stringify((headers.origin ?? '').slice(0, 100))}. Libere-a com --cors-origin.`;
}

/** Cabeçalhos de uma resposta normal. */
function corsHeaders(origin: string): Record<string, string> {
  return { 'access-control-allow-origin': origin, vary: 'Origin' };
}

/** Cabeçalhos da resposta à pergunta prévia (preflight). Os pedidos por cabeçalhos são aceitos como vieram. */
function preflightHeaders(
  origin: string,
  requestedHeaders: string | undefined,
  privateNetwork: boolean,
): Record<string, string> {
  return {
    ...corsHeaders(origin),
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': requestedHeaders || 'content-type',
    'access-control-max-age': String(MAX_AGE_S),
    ...(privateNetwork ? { 'access-control-allow-private-network': 'true' } : {}),
  };
}
