/**
 * API de consulta do Prometheus (`/api/v1/…`): a que o Grafana e as ferramentas dele chamam. Endereços, parâmetros, JSON e
 * erros são os do Prometheus 2; onde a resposta é outra de propósito, `prometheus-deviations.ts` diz por quê.
 */
import type { ServerResponse } from 'node:http';
import Router, { type RequestHandler } from 'router';
import { sendText } from '../http/answer.ts';
import type { MetricMetadata, MetricStore } from '../store/metrics/metric-store.ts';
import { requestParams } from './form-params.ts';
import { sendJson, sendJsonBytes } from './jaeger-error.ts';
import { borrowJsonBuffer, type JsonBuffer } from './json-buffer.ts';
import { writeItems } from './long-answer.ts';
import { handlePrometheusErrors, PrometheusError } from './prometheus-error.ts';
import { labelsJson } from './prometheus-json.ts';
import { limitParam } from './prometheus-params.ts';
import { answerInstantQuery, answerRangeQuery } from './prometheus-query.ts';
import { exemplarsJson, findExemplars, findSeries, labelNames, labelValues } from './prometheus-series.ts';

/** De qual Prometheus são as respostas: o Grafana escolhe o que perguntar por isto. */
const VERSION = '2.42.0';

export interface PrometheusApiDeps {
  metrics: MetricStore;
  /** Relógio em milissegundos Unix; os testes o fixam. */
  now: () => number;
  /** Chamada antes de cada resposta: deixa em dia o que se deriva dos spans. */
  refresh?: () => void;
}

type Handler = (params: URLSearchParams, res: ServerResponse, name: string) => Promise<void> | void;

export function createPrometheusRouter({ metrics, now, refresh = () => {} }: PrometheusApiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });

  const listener =
    (handle: Handler): RequestHandler =>
    async (req, res) => {
      const params = await requestParams(req);
      refresh();
      await handle(params, res, String(req.params.name ?? ''));
    };
  /** GET e, com o formulário no corpo, POST: é como o Grafana manda consultas longas. */
  const route = (path: string, handle: Handler): void => {
    router.get(path, listener(handle));
    router.post(path, listener(handle));
  };
  /** O Grafana tenta um POST, e só repete com GET se a resposta é 405. */
  const getRoute = (path: string, handle: Handler): void => {
    router.get(path, listener(handle));
    router.all(path, (_req, res) => {
      res.setHeader('Allow', 'GET, HEAD');
      sendText(res, 405, 'Method Not Allowed\n');
    });
  };

  route('/api/v1/query', (params, res) => answerInstantQuery(metrics, now(), params, res));
  route('/api/v1/query_range', (params, res) => answerRangeQuery(metrics, params, res));
  route('/api/v1/series', async (params, res) => {
    await sendList(res, params, await findSeries(metrics, params), (labels, out) => out.text(labelsJson(labels)));
  });
  route('/api/v1/labels', async (params, res) => {
    await sendList(res, params, await labelNames(metrics, params), writeText);
  });
  getRoute('/api/v1/label/:name/values', async (params, res, name) => {
    await sendList(res, params, await labelValues(metrics, name, params), writeText);
  });
  route('/api/v1/query_exemplars', async (params, res) => {
    const found = await findExemplars(metrics, params);
    if (found) return sendList(res, new URLSearchParams(), found, (series, out) => out.text(exemplarsJson(series)));
    // Como o Prometheus: uma expressão sem séries não tem o que procurar.
    res.statusCode = 204;
    res.end();
  });
  getRoute('/api/v1/metadata', (params, res) =>
    sendMetadata(res, metrics.getMetadata(params.get('metric') || undefined), metadataLimit(params)),
  );

  getRoute('/api/v1/status/buildinfo', (_params, res) => {
    const data = { version: VERSION, revision: '', branch: '', buildUser: 'luneta', buildDate: '', goVersion: '' };
    sendJson(res, 200, { status: 'success', data });
  });
  // A Luneta não tem regras nem alertas.
  getRoute('/api/v1/rules', (_params, res) => sendJson(res, 200, { status: 'success', data: { groups: [] } }));
  getRoute('/api/v1/alerts', (_params, res) => sendJson(res, 200, { status: 'success', data: { alerts: [] } }));

  router.use(handlePrometheusErrors);
  return router;
}

function writeText(text: string, out: JsonBuffer): void {
  out.text(JSON.stringify(text));
}

/** Uma lista no envelope de sucesso; com `limit`, só o começo dela, e um aviso. */
async function sendList<T>(
  res: ServerResponse,
  params: URLSearchParams,
  items: readonly T[],
  write: (item: T, out: JsonBuffer) => void,
): Promise<void> {
  const limit = limitParam(params) ?? Infinity;
  const out = borrowJsonBuffer(res);
  out.ascii('{"status":"success","data":[');
  if (!(await writeItems(res, out, items.slice(0, limit), write))) return;
  out.ascii(items.length > limit ? '],"warnings":["results truncated due to limit"]}' : ']}');
  sendJsonBytes(res, 200, out.bytes);
}

/** Aqui um limite negativo não limita, e zero não mostra nada: é como o Prometheus faz só nesta rota. */
function metadataLimit(params: URLSearchParams): number {
  const text = params.get('limit') ?? '';
  if (text === '') return Infinity;
  if (!/^[+-]?\d{1,9}$/.test(text)) throw new PrometheusError('bad_data', 'limit must be a number');
  return Number(text) < 0 ? Infinity : Number(text);
}

async function sendMetadata(res: ServerResponse, metadata: readonly MetricMetadata[], limit: number): Promise<void> {
  const out = borrowJsonBuffer(res);
  out.ascii('{"status":"success","data":{');
  const write = ({ name, type, help, unit }: MetricMetadata): void => {
    out.text(`${JSON.stringify(name)}:${JSON.stringify([{ type, help, unit }])}`);
  };
  if (!(await writeItems(res, out, metadata.slice(0, limit), write))) return;
  out.ascii('}}');
  sendJsonBytes(res, 200, out.bytes);
}
