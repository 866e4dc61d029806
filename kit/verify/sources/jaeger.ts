/**
 * A API de consulta v1 do Jaeger como fonte: serve a qualquer backend que a fale.
 * Pede os traces crus (`raw`): sem o acerto de relógios, que mudaria o início dos spans, e sem os avisos do backend.
 */
import { notJaegerText, traceUrl } from '../../jaeger-backend.ts';
import { fieldsOf, jsonFields } from '../../read-answer.ts';
import { CAPABILITIES } from '../capabilities.ts';
import {
  type Attributes,
  type AttributeValue,
  type ObservedEvent,
  type ObservedSpan,
  SPAN_KINDS,
  STATUS_CODES,
} from '../span.ts';
import { type Fields, idOf, type Json, listOf, toList } from './api-json.ts';
import { type BackendClient, baseOf, FUTURE_MS, SourceError } from './backend-client.ts';
import { MAX_TRACES, readBackendSpans, readByIds, readEachService, type SpansSourceOptions } from './backend-spans.ts';
import { type Problem, type SourceQuery, type TelemetrySource } from './source.ts';

const OWN_SERVICES = /^jaeger(?:-(?:all-in-one|query|collector|agent))?$/;

/** @param baseUrl Onde está a tela do Jaeger, com o caminho base se houver: `http://localhost:16686`. */
export function jaegerSource(baseUrl: string, options: SpansSourceOptions = {}): TelemetrySource {
  const base = baseOf(baseUrl);
  return {
    shows: CAPABILITIES,
    read(query, signal) {
      return readBackendSpans(base, options, async (client, problems) => {
        const traces = await readTraces(client, query, options, problems, signal);
        return traces.flatMap((trace) => readTrace(trace, base));
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
  if (traceIds) {
    return readByIds(traceIds, (ids) => {
      const params = new URLSearchParams({ raw: 'true' });
      for (const id of ids) params.append('traceID', id);
      return listFrom(client, `/api/traces?${params}`, signal);
    });
  }
  return readEachService(
    {
      known: options.services ?? (await listFrom(client, '/api/services', signal)),
      own: OWN_SERVICES,
      isAwaited: (service) => services.includes(service),
      tracesOf(service) {
        const params = new URLSearchParams({
          service,
          start: String(Math.floor(sinceUs)),
          end: String((Date.now() + FUTURE_MS) * 1000),
          limit: String(MAX_TRACES),
          raw: 'true',
        });
        return listFrom(client, `/api/traces?${params}`, signal);
      },
    },
    problems,
  );
}

/** O campo `data` da resposta. @throws SourceError */
async function listFrom(client: BackendClient, path: string, signal?: AbortSignal): Promise<Json[]> {
  const answer = await client.get(path, signal);
  const { data, errors } = jsonFields(answer.text);
  const { status } = answer;
  // Um trace que ainda não chegou é 404.
  if (status >= 500 || (status >= 400 && status !== 404 && Array.isArray(errors))) throw client.failed(answer);
  // Nenhum resultado é null.
  if (Array.isArray(data)) return data as Json[];
  if (data === null) return [];
  throw new SourceError('not_jaeger', notJaegerText(client.base, `status ${status}`), 'spans');
}

/** O que não tem a forma da API é deixado de lado. */
function readTrace(trace: Json, base: string): ObservedSpan[] {
  const { spans, processes } = fieldsOf(trace);
  return listOf(spans)
    .map((span) => toSpan(span, fieldsOf(processes), base))
    .filter((span) => span !== undefined);
}

/** As tags que a v1 faz dos campos do span: não são atributos. */
const FIELD_TAGS = {
  kind: 'span.kind',
  status: 'otel.status_code',
  message: 'otel.status_description',
  scope: 'otel.scope.name',
  scopeVersion: 'otel.scope.version',
  // Os nomes de antes, que o exporter antigo do Jaeger ainda usa.
  library: 'otel.library.name',
  libraryVersion: 'otel.library.version',
  traceState: 'w3c.tracestate',
} as const;

function toSpan(span: Fields, processes: Fields, base: string): ObservedSpan | undefined {
  const { operationName: name, processID } = span;
  const traceId = idOf(span.traceID, 32);
  const spanId = idOf(span.spanID, 16);
  if (typeof name !== 'string' || traceId === '' || spanId === '') return undefined;

  const tags = listOf(span.tags);
  const isError = tags.some(({ key, value }) => key === FIELD_TAGS.status && value === 'ERROR');
  // Com o status ERROR, a v1 acrescenta `error`. Sem ele, foi o programa que o escreveu, e um atributo não é um status.
  const own = isError ? tags.filter(({ key, value }) => key !== 'error' || String(value) !== 'true') : tags;
  const attributes: Record<string, AttributeValue> = { ...toAttributes(own) };
  const take = (key: string): string | undefined => {
    if (!Object.hasOwn(attributes, key)) return undefined;
    const value = String(attributes[key]);
    delete attributes[key];
    return value;
  };
  const kind = take(FIELD_TAGS.kind)?.toUpperCase();
  const code = take(FIELD_TAGS.status);
  const message = take(FIELD_TAGS.message);
  const library = take(FIELD_TAGS.library);
  const scope = take(FIELD_TAGS.scope) ?? library ?? '';
  for (const key of [FIELD_TAGS.scopeVersion, FIELD_TAGS.libraryVersion, FIELD_TAGS.traceState]) take(key);

  const process = fieldsOf(processes[String(processID)]);
  const references = listOf(span.references).map((reference) => ({
    refType: reference.refType,
    traceId: idOf(reference.traceID, 32),
    spanId: idOf(reference.spanID, 16),
  }));
  const parent = references.find((reference) => reference.refType === 'CHILD_OF' && reference.traceId === traceId);
  return {
    traceId,
    spanId,
    ...(parent && { parentSpanId: parent.spanId }),
    name,
    kind: SPAN_KINDS.find((known) => known === kind) ?? 'INTERNAL',
    status: {
      code: STATUS_CODES.find((known) => known === code) ?? 'UNSET',
      ...(message !== undefined && { message }),
    },
    attributes,
    events: listOf(span.logs).map(toEvent),
    links: references
      .filter((reference) => reference !== parent)
      .map((link) => ({ traceId: link.traceId, spanId: link.spanId, attributes: {} })),
    service: String(process.serviceName),
    resource: toAttributes(process.tags),
    scope,
    startUs: Number(span.startTime) || 0,
    durationUs: Number(span.duration) || 0,
    source: 'backend',
    url: traceUrl(base, traceId),
  };
}

/** O nome do evento vem como um campo a mais. */
function toEvent({ timestamp, fields }: Fields): ObservedEvent {
  const { event = '', ...attributes } = toAttributes(fields);
  return { name: String(event), attributes, timeUs: Number(timestamp) || 0 };
}

function toAttributes(tags: Json): Attributes {
  return Object.fromEntries(listOf(tags).map((tag) => [String(tag.key), toValue(tag)]));
}

/** O tipo vem ao lado: há backends que guardam o valor como texto. */
function toValue({ type, value }: Fields): AttributeValue {
  if (type === 'bool') return value === true || value === 'true';
  if (type === 'int64' || type === 'float64') return Number(value);
  return toList(String(value ?? ''));
}
