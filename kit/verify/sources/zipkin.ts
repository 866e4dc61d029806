/**
 * A API v2 do Zipkin como fonte de spans. Ele guarda menos que os outros: os nomes em minúsculas, os valores como textos, o
 * recurso junto dos atributos. O que se perdeu, cada span o diz.
 */
import { fieldsOf } from '../../read-answer.ts';
import { folded } from '../capabilities.ts';
import { type Json, listOf, parseJson } from './api-json.ts';
import {
  type BackendAnswer,
  type BackendClient,
  baseOf,
  FUTURE_MS,
  isAnotherApi,
  SourceError,
} from './backend-client.ts';
import { MAX_TRACES, readBackendSpans, readByIds, readEachService, type SpansSourceOptions } from './backend-spans.ts';
import type { Problem, SourceQuery, TelemetrySource } from './source.ts';
import { COLLECTOR_SHOWS, toSpan } from './zipkin-spans.ts';

const OWN_SERVICES = /^zipkin(?:-server)?$/;

/** Onde se vê o trace. @param url Sem barra no fim. */
export function zipkinTraceUrl(url: string, traceId: string): string {
  // O endereço copiado do navegador já traz a pasta da tela, e a API também atende nela.
  return `${url}${url.endsWith('/zipkin') ? '' : '/zipkin'}/traces/${traceId}`;
}

/** @param baseUrl Onde está o Zipkin, com o caminho base se houver: `http://localhost:9411`. */
export function zipkinSource(baseUrl: string, options: SpansSourceOptions = {}): TelemetrySource {
  const base = baseOf(baseUrl);
  return {
    shows: COLLECTOR_SHOWS,
    read(query, signal) {
      return readBackendSpans(base, options, async (client, problems) => {
        const traces = await readTraces(client, query, options, problems, signal);
        return traces
          .flatMap(listOf)
          .map((span) => toSpan(span, (traceId) => zipkinTraceUrl(base, traceId)))
          .filter((span) => span !== undefined);
      });
    },
  };
}

async function readTraces(
  client: BackendClient,
  { sinceUs, traceIds, services = [] }: SourceQuery,
  options: SpansSourceOptions,
  problems: Problem[],
  signal: AbortSignal | undefined,
): Promise<Json[]> {
  if (traceIds) return readByIds(traceIds, (ids) => readIds(client, ids, signal));
  const awaited = new Set(services.map(folded));
  return readEachService(
    {
      known: options.services ?? (await listFrom(client, '/api/v2/services', signal)),
      own: OWN_SERVICES,
      isAwaited: (service) => awaited.has(folded(service)),
      tracesOf(serviceName) {
        const endTs = Date.now() + FUTURE_MS;
        const params = new URLSearchParams({
          serviceName,
          endTs: String(endTs),
          lookback: String(Math.max(1, Math.ceil(endTs - sinceUs / 1000))),
          limit: String(MAX_TRACES),
        });
        return listFrom(client, `/api/v2/traces?${params}`, signal);
      },
    },
    problems,
  );
}

/** Vários ids, ou um: o Zipkin tem um endereço para cada caso, e recusa o outro. */
async function readIds(client: BackendClient, ids: readonly string[], signal?: AbortSignal): Promise<Json[]> {
  if (ids.length > 1) return listFrom(client, `/api/v2/traceMany?traceIds=${ids.join()}`, signal);
  const answer = await client.get(`/api/v2/trace/${ids[0]}`, signal);
  // Um trace que ainda não chegou; a frase o separa do 404 de quem não conhece o endereço.
  if (answer.status === 404 && answer.text.includes(`${ids[0]} not found`)) return [];
  return [listOfAnswer(client, answer)];
}

/** @throws SourceError */
async function listFrom(client: BackendClient, path: string, signal?: AbortSignal): Promise<Json[]> {
  return listOfAnswer(client, await client.get(path, signal));
}

/** Ao contrário das outras APIs, a lista é a resposta toda. @throws SourceError */
function listOfAnswer(client: BackendClient, answer: BackendAnswer): Json[] {
  const list = answer.status < 400 ? parseJson(answer.text) : undefined;
  if (Array.isArray(list)) return list;
  // Um Jaeger recusa com um envelope o que não conhece; o Zipkin recusa com uma frase.
  if (!isAnotherApi(answer) && !('errors' in fieldsOf(parseJson(answer.text)))) throw client.failed(answer);
  throw new SourceError(
    'not_zipkin',
    `Quem atende em ${client.base} não responde como a API do Zipkin: status ${answer.status}. O certo é o endereço da tela ` +
      'dele, que costuma ser a porta 9411, sem o /zipkin do fim.',
    'spans',
  );
}
