/**
 * A API de consulta do Tempo como fonte. A busca diz só quais traces há; cada um é pedido depois, pelo id.
 * A busca atrasa: o Tempo mostra um trace pelo id assim que ele chega, e só o acha numa busca alguns segundos depois.
 */
import { fieldsOf, jsonFields } from '../../read-answer.ts';
import { CAPABILITIES } from '../capabilities.ts';
import type { ObservedSpan } from '../span.ts';
import { type Fields, idOf, listOf } from './api-json.ts';
import { type BackendAnswer, type BackendClient, baseOf, FUTURE_MS, SourceError } from './backend-client.ts';
import { MAX_TRACES, readBackendSpans, readEachService, type SpansSourceOptions } from './backend-spans.ts';
import { MAX_SPANS, type Problem, type SourceQuery, type TelemetrySource } from './source.ts';
import { readTempoTrace } from './tempo-trace.ts';

/** Traces pedidos ao mesmo tempo: cada um é um pedido. */
const AT_ONCE = 8;
/** Uma busca mais longa que sete dias o Tempo recusa, se ninguém muda o padrão dele. */
const MAX_SEARCH_S = 7 * 24 * 3600;
/** Ele só conta a si mesmo se alguém pede, e então com este nome. */
const OWN_SERVICES = /^tempo(?:-all)?$/;
/** Sem isto, um trace poderia vir em protobuf. */
const JSON_PLEASE = { Accept: 'application/json' };

/** @param baseUrl Onde está a API, com o caminho base se houver: `http://localhost:3200`. */
export function tempoSource(baseUrl: string, options: SpansSourceOptions = {}): TelemetrySource {
  const base = baseOf(baseUrl);
  return {
    shows: CAPABILITIES,
    read(query, signal) {
      return readBackendSpans(base, options, async (client, problems) => {
        await meetTempo(client, signal);
        const found = query.traceIds ?? (await searchTraces(client, query, options, problems, signal));
        const ids = [...new Set(found)];
        let spans: ObservedSpan[] = [];
        // Passando do máximo, quem lê avisa: buscar o resto seria à toa.
        for (let i = 0; i < ids.length && spans.length <= MAX_SPANS; i += AT_ONCE) {
          const some = ids.slice(i, i + AT_ONCE);
          spans = spans.concat(...(await Promise.all(some.map((id) => readTrace(client, id, problems, signal)))));
        }
        return spans;
      });
    },
  };
}

/** Pergunta antes: um 404 do Tempo é um trace que ainda não chegou, e o de outro servidor é um endereço errado. */
async function meetTempo(client: BackendClient, signal?: AbortSignal): Promise<void> {
  const answer = await client.get('/api/echo', signal);
  if (answer.status >= 500) throw client.failed(answer);
  if (answer.status !== 200 || answer.text.trim() !== 'echo') throw notTempo(client, answer.status);
}

/** Os ids; um trace que passa por vários serviços vem repetido. */
async function searchTraces(
  client: BackendClient,
  { sinceUs, services = [] }: SourceQuery,
  options: SpansSourceOptions,
  problems: Problem[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const end = Math.ceil((Date.now() + FUTURE_MS) / 1000);
  const range = { start: String(Math.max(Math.floor(sinceUs / 1e6), end - MAX_SEARCH_S)), end: String(end) };
  return readEachService(
    {
      known: options.services ?? (await readServices(client, range, signal)),
      own: OWN_SERVICES,
      isAwaited: (service) => services.includes(service),
      async tracesOf(service) {
        const q = `{resource.service.name=${JSON.stringify(service)}}`;
        const params = new URLSearchParams({ q, ...range, limit: String(MAX_TRACES), spss: '1' });
        const { traces } = fieldsIn(client, await ask(client, `/api/search?${params}`, signal));
        // A busca escreve ids sem os zeros da esquerda.
        return listOf(traces)
          .map(({ traceID }) => idOf(traceID, 32))
          .filter((id) => id !== '');
      },
    },
    problems,
  );
}

/** Os nomes de serviço que o Tempo viu no intervalo. */
async function readServices(
  client: BackendClient,
  range: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<unknown[]> {
  const params = new URLSearchParams(range);
  const typed = await ask(client, `/api/v2/search/tag/resource.service.name/values?${params}`, signal);
  // Antes da 2.0 só havia esta, em que cada valor é um texto.
  const answer =
    typed.status === 404 ? await ask(client, `/api/search/tag/service.name/values?${params}`, signal) : typed;
  const { tagValues } = fieldsIn(client, answer);
  return (Array.isArray(tagValues) ? tagValues : []).map((item: unknown) => fieldsOf(item).value ?? item);
}

/** Vazio se o trace ainda não chegou, ou se o Tempo não pôde dá-lo: os outros ainda contam. */
async function readTrace(
  client: BackendClient,
  id: string,
  problems: Problem[],
  signal?: AbortSignal,
): Promise<ObservedSpan[]> {
  try {
    return await askTrace(client, id, problems, signal);
  } catch (error) {
    if (!(error instanceof SourceError) || error.problem.code !== 'backend_failed') throw error;
    problems.push(error.problem);
    return [];
  }
}

/** @throws SourceError */
async function askTrace(
  client: BackendClient,
  id: string,
  problems: Problem[],
  signal?: AbortSignal,
): Promise<ObservedSpan[]> {
  const second = await ask(client, `/api/v2/traces/${id}`, signal);
  // Ou o trace não está lá, ou este Tempo é de antes da v2.
  const answer = second.status === 404 ? await ask(client, `/api/traces/${id}`, signal) : second;
  if (answer.status === 404) return [];
  const fields = fieldsIn(client, answer);
  if (fields.status === 'PARTIAL') problems.push(partialTrace(id));
  return readTempoTrace(fields);
}

/** @throws SourceError se o Tempo diz que não pôde; um 404 quem chama entende. */
async function ask(client: BackendClient, path: string, signal?: AbortSignal): Promise<BackendAnswer> {
  const answer = await client.get(path, signal, JSON_PLEASE);
  if (answer.status >= 400 && answer.status !== 404) throw client.failed(answer);
  return answer;
}

/** @throws SourceError se a resposta não é um objeto JSON. */
function fieldsIn(client: BackendClient, { status, text }: BackendAnswer): Fields {
  const fields = jsonFields(text);
  if (status === 200 && (Object.keys(fields).length > 0 || text.trim() === '{}')) return fields;
  throw notTempo(client, status);
}

function notTempo({ base }: BackendClient, status: number): SourceError {
  return new SourceError(
    'not_tempo',
    `Quem atende em ${base} não responde como a API do Tempo: status ${status}. O certo é o endereço de consulta dele, que ` +
      'costuma ser a porta 3200; 4317 e 4318 só recebem spans, e a 3000 é a tela do Grafana.',
    'spans',
  );
}

function partialTrace(id: string): Problem {
  return {
    code: 'too_many_spans',
    message:
      `O trace ${id} passou do tamanho máximo que o Tempo devolve (max_bytes_per_trace), e só parte dele veio. Há um laço ` +
      'criando spans sem fim?',
  };
}
