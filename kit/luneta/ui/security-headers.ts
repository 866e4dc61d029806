/**
 * Cabeçalhos das páginas. Nada vem de fora, e nem script nem estilo escritos no HTML valem: o que um span traz no nome
 * nunca chega a ser código.
 */
import type { ServerResponse } from 'node:http';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function setPageHeaders(response: ServerResponse): void {
  const headers = {
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    // `no-referrer` apagaria também o `Origin` dos nossos formulários, e eles seriam recusados como de fora.
    'Referrer-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    // As páginas mudam a cada span que chega.
    'Cache-Control': 'no-cache',
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
