/**
 * API do Loki (`/loki/api/v1/...`): a que a fonte de dados Loki do Grafana chama. Aqui só as rotas e a forma dos erros; a
 * gramática do LogQL e o resto só se carregam no primeiro pedido.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import Router, { type ErrorRequestHandler } from 'router';
import { sendText } from '../http/answer.ts';
import { BodyError } from '../http/body.ts';
import { LogqlError } from '../query/logql/logql-error.ts';
import { ApiError, sendJson } from './jaeger-error.ts';
import type { LokiDeps } from './loki-queries.ts';

const BASE = '/loki/api/v1';

/** A versão cujas respostas se imitam: quem pergunta decide por ela o que pode pedir. */
const BUILD_INFO = { version: '3.0.0', revision: 'luneta', branch: '', buildUser: '', buildDate: '', goVersion: '' };

type Handler = (req: IncomingMessage, res: ServerResponse, name: string) => Promise<void>;

export function createLokiRouter(deps: LokiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });
  const handlers: Readonly<Record<string, Handler>> = {
    '/query_range': async (req, res) => (await import('./loki-queries.ts')).queryRange(deps, req, res),
    '/query': async (req, res) => (await import('./loki-queries.ts')).queryInstant(deps, req, res),
    '/labels': async (req, res) => (await import('./loki-streams.ts')).sendLabels(deps, req, res),
    '/label': async (req, res) => (await import('./loki-streams.ts')).sendLabels(deps, req, res),
    '/label/:name/values': async (req, res, name) =>
      (await import('./loki-streams.ts')).sendLabelValues(deps, req, res, name),
    '/series': async (req, res) => (await import('./loki-streams.ts')).sendSeries(deps, req, res),
    '/index/stats': async (req, res) => (await import('./loki-streams.ts')).sendIndexStats(deps, req, res),
    '/index/volume': async (req, res) => (await import('./loki-streams.ts')).sendVolume(deps, req, res),
    '/index/volume_range': async (req, res) => (await import('./loki-streams.ts')).sendVolumeRange(deps, req, res),
    '/detected_labels': async (req, res) => (await import('./loki-streams.ts')).sendDetectedLabels(deps, req, res),
    '/detected_fields': async (req, res) => (await import('./loki-fields.ts')).sendDetectedFields(deps, req, res),
    '/detected_field/:name/values': async (req, res, name) =>
      (await import('./loki-fields.ts')).sendDetectedFieldValues(deps, req, res, name),
  };
  for (const [path, handle] of Object.entries(handlers)) {
    router.get(BASE + path, (req, res) => handle(req, res, nameIn(req.params)));
    router.post(BASE + path, (req, res) => handle(req, res, nameIn(req.params)));
  }
  router.get(`${BASE}/status/buildinfo`, (_req, res) => sendJson(res, 200, BUILD_INFO));
  router.all('/loki/{*rest}', (_req, res) => sendText(res, 404, '404 page not found\n'));
  router.use(handleLokiErrors);
  return router;
}

/** O `:name` do caminho, ou `''` numa rota que não o tem. */
function nameIn({ name = '' }: Readonly<Record<string, string | string[] | undefined>>): string {
  return String(name);
}

/** Os erros de quem pediu saem em texto, como no Loki; os outros seguem adiante. */
const handleLokiErrors: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (error instanceof LogqlError) sendText(res, 400, `${error.message}\n`);
  else if (error instanceof ApiError || error instanceof BodyError) sendText(res, error.status, `${error.message}\n`);
  else next(error);
};
