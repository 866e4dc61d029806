/** A API de consulta do Loki como fonte de logs: serve a qualquer backend que a fale. */
import { formatCount } from '../../format.ts';
import { fieldsOf, jsonFields } from '../../read-answer.ts';
import type { Labels } from '../labels.ts';
import { type ObservedLog, SEVERITIES, type Severity } from '../logs/log.ts';
import { UNKNOWN_SERVICE } from '../span.ts';
import {
  BackendClient,
  type BackendSourceOptions,
  baseOf,
  FUTURE_MS,
  isAnotherApi,
  SourceError,
} from './backend-client.ts';
import type { Problem, TelemetrySource } from './source.ts';

/** O que um Loki aceita de uma vez, se ninguém muda o padrão dele. */
const MAX_LOGS = 5000;
/** Nenhuma tentativa dura mais que uma semana, e de um mês de logs um Loki se recusa a falar. */
const MAX_SEARCH_US = 7 * 24 * 3600 * 1e6;
const TOO_MUCH = 'Há logs demais desde o começo da tentativa: há um laço escrevendo sem fim?';
/** Sem isto, os metadados de cada linha viriam misturados aos rótulos do fluxo. */
const CATEGORIZE = { 'X-Loki-Response-Encoding-Flags': 'categorize-labels' };
/** O que o Loki faz dos campos do registro: não são atributos. */
const FIELD_LABELS: ReadonlySet<string> = new Set([
  'trace_id',
  'span_id',
  'flags',
  'severity_number',
  'severity_text',
  'detected_level',
  'observed_timestamp',
  'dropped_attributes_count',
  'scope_name',
  'scope_version',
  'scope_dropped_attributes_count',
]);

/** @param baseUrl Onde está a API, com o caminho base se houver: `http://localhost:3100`. */
export function lokiSource(baseUrl: string, options: BackendSourceOptions = {}): TelemetrySource {
  const base = baseOf(baseUrl);
  return {
    signal: 'logs',
    shows: [],
    async read({ sinceUs }, signal) {
      try {
        const client = new BackendClient(base, { signal: 'logs', tooMuch: TOO_MUCH }, options);
        const logs = await readLogs(client, sinceUs, signal);
        return { spans: [], logs, problems: logs.length >= MAX_LOGS ? [tooManyLogs()] : [] };
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        const problems = [error.problem];
        return error.problem.code === 'not_loki' ? { spans: [], problems } : { spans: [], logs: [], problems };
      }
    },
  };
}

async function readLogs(client: BackendClient, sinceUs: number, signal?: AbortSignal): Promise<ObservedLog[]> {
  const endUs = (Date.now() + FUTURE_MS) * 1000;
  const startUs = Math.max(Math.floor(sinceUs), endUs - MAX_SEARCH_US);
  const params = new URLSearchParams({
    query: '{service_name=~".+"}',
    // Em nanossegundos: com os zeros por multiplicação, um número não os guardaria.
    start: `${startUs}000`,
    end: `${endUs}000`,
    limit: String(MAX_LOGS),
  });
  const answer = await client.get(`/loki/api/v1/query_range?${params}`, signal, CATEGORIZE);
  const { status, data } = jsonFields(answer.text);
  if (status !== 'success') throw isAnotherApi(answer) ? notLoki(client, answer.status) : client.failed(answer);
  const { result } = fieldsOf(data);
  const logs = (Array.isArray(result) ? result : []).flatMap(readStream);
  return logs.toSorted((a, b) => a.timeUs - b.timeUs);
}

function notLoki({ base }: BackendClient, status: number): SourceError {
  return new SourceError(
    'not_loki',
    `Logs não são observáveis aqui: quem atende em ${base} não responde como a API do Loki (status ${status}). O endereço ` +
      'certo é o de um Loki, que costuma ser a porta 3100, ou o de uma Luneta.',
    'logs',
  );
}

function tooManyLogs(): Problem {
  return {
    code: 'too_many_logs',
    message:
      `Há mais de ${formatCount(MAX_LOGS)} registros de log desde o começo da tentativa, e só os mais novos foram lidos. ` +
      'Há um laço escrevendo sem fim?',
    signal: 'logs',
  };
}

/** O que não tem a forma da API é deixado de lado. */
function readStream(item: unknown): ObservedLog[] {
  const { stream, values } = fieldsOf(item);
  const shared = toLabels(stream);
  return (Array.isArray(values) ? values : []).flatMap((entry: unknown): ObservedLog[] => {
    const [time, body, categories]: unknown[] = Array.isArray(entry) ? entry : [];
    if (typeof body !== 'string') return [];
    const metadata = toLabels(fieldsOf(categories).structuredMetadata);
    const all = { ...shared, ...metadata };
    // Quem não separa os metadados os põe no fluxo.
    const own = categories === undefined ? shared : metadata;
    const { service_name: service = UNKNOWN_SERVICE, ...resource } = withoutFields(all);
    const severity = severityOf(all);
    return [
      {
        timeUs: Number(String(time).slice(0, -3)),
        body,
        ...(severity && { severity }),
        service,
        attributes: withoutFields(own),
        resource,
        traceId: all.trace_id ?? '',
        spanId: all.span_id ?? '',
      },
    ];
  });
}

function toLabels(value: unknown): Labels {
  return Object.fromEntries(Object.entries(fieldsOf(value)).map(([key, label]) => [key, String(label)]));
}

function withoutFields(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !FIELD_LABELS.has(key)));
}

/** Pelo número, que é igual em toda linguagem; o texto é de quem escreveu. */
function severityOf({ severity_number: number, severity_text: text = '' }: Labels): Severity | undefined {
  const rank = Math.floor((Number(number) - 1) / 4);
  return SEVERITIES[rank] ?? SEVERITIES.find((known) => known === text.toUpperCase());
}
