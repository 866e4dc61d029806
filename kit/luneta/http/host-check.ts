/**
 * Contra DNS rebinding: uma página da internet pode fazer seu domínio apontar para 127.0.0.1 e, pelo navegador do
 * aluno, ler a telemetria dele. Enquanto a Luneta só escuta em loopback, só atende quem a chama por um nome local.
 */
import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'router';
import { sendText } from './answer.ts';
import { isLocalAuthority, isLocalName } from './local-name.ts';

/** Os endereços em que se escuta são todos desta máquina. */
export function isLoopback(hosts: readonly string[]): boolean {
  return hosts.every(isLocalName);
}

/** O pedido chama esta máquina por um nome local, e por um só (dois cabeçalhos `Host` enganam quem lê o primeiro). */
export function hasLocalHost({ headersDistinct }: IncomingMessage): boolean {
  const hosts = headersDistinct.host ?? [];
  return hosts.length === 1 && isLocalAuthority(hosts[0]);
}

/** O que dizer a quem `hasLocalHost` recusa. */
export function foreignHostMessage({ headers }: IncomingMessage): string {
  return (
    'A Luneta só atende por nomes locais (localhost, 127.0.0.1 ou [::1]) enquanto escuta só nesta máquina; ' +
    `este pedido veio para "${(headers.host ?? '').slice(0, 100)}". Para abri-la a outras máquinas, comece-a com --host.\n`
  );
}

/** 403 para quem `hasLocalHost` recusa. */
export function localHostOnly(): RequestHandler {
  return (req, res, next) => {
    if (hasLocalHost(req)) next();
    else sendText(res, 403, foreignHostMessage(req));
  };
}

/** Só caminhos: um endereço inteiro (`GET http://outro/`) é para proxies, e diria outro nome que não o do `Host`. */
export function originFormOnly(): RequestHandler {
  return (req, res, next) => {
    if (req.url?.startsWith('/')) next();
    else sendText(res, 400, 'O pedido tem de trazer só o caminho, como em "GET /search"; a Luneta não é um proxy.\n');
  };
}

/** Navegadores dizem de onde vem cada escrita: só a própria página da Luneta (ou quem não é navegador) escreve. */
export function sameOriginWrites(): RequestHandler {
  return (req, res, next) => {
    const { origin, host } = req.headers;
    const site = req.headers['sec-fetch-site'];
    const sameOrigin = origin === undefined || origin === `http://${host}`;
    const sameSite = site === undefined || site === 'same-origin' || site === 'none';
    if (req.method === 'GET' || req.method === 'HEAD' || (sameOrigin && sameSite)) {
      next();
      return;
    }
    const from = (origin ?? String(site)).slice(0, 100);
    sendText(res, 403, `Só a página da própria Luneta pode enviar dados aqui; este pedido veio de "${from}".\n`);
  };
}
