/**
 * Contra DNS rebinding: uma página da internet pode fazer seu domínio apontar para 127.0.0.1 e, pelo navegador do
 * aluno, ler a telemetria dele. Enquanto a Luneta só escuta em loopback, só atende quem a chama por um nome local.
 */
import type { RequestHandler } from 'express';

const LOCAL_HOST = /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

export function isLoopback(hosts: readonly string[]): boolean {
  return hosts.every((host) => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host));
}

/** Navegadores mandam Origin em todo POST: só a própria página da Luneta (ou quem não é navegador) escreve. */
export function sameOriginWrites(): RequestHandler {
  return (req, res, next) => {
    const { origin, host } = req.headers;
    if (req.method === 'GET' || req.method === 'HEAD' || origin === undefined || origin === `http://${host}`) {
      next();
      return;
    }
    res
      .status(403)
      .type('text/plain')
      .send(`Só a página da própria Luneta pode enviar dados aqui; este pedido veio de "${origin.slice(0, 100)}".\n`);
  };
}

export function localHostOnly(): RequestHandler {
  return (req, res, next) => {
    const { host } = req.headers;
    if (host !== undefined && LOCAL_HOST.test(host)) {
      next();
      return;
    }
    res
      .status(403)
      .type('text/plain')
      .send(
        'A Luneta só atende por nomes locais (localhost, 127.0.0.1 ou [::1]) enquanto escuta só nesta máquina; ' +
          `este pedido veio para "${(host ?? '').slice(0, 100)}". Para abri-la a outras máquinas, comece-a com --host.\n`,
      );
  };
}
