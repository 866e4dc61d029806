/**
 * CORS da porta OTLP/HTTP: páginas servidas pela própria máquina podem enviar telemetria do navegador;
 * páginas de fora, só quando quem abriu a Luneta as autorizou pelo nome.
 */
const LOCAL_ORIGIN = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/;

/** Um dia: o navegador não repete a pergunta a cada envio. */
const MAX_AGE_S = 86_400;

export function isAllowedOrigin(origin: string | undefined, extra: readonly string[]): origin is string {
  return origin !== undefined && (LOCAL_ORIGIN.test(origin) || extra.includes(origin));
}

/** Cabeçalhos de uma resposta normal. */
export function corsHeaders(origin: string): Record<string, string> {
  return { 'access-control-allow-origin': origin, vary: 'Origin' };
}

/** Cabeçalhos da resposta à pergunta prévia (preflight). Os pedidos por cabeçalhos são aceitos como vieram. */
export function preflightHeaders(
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
