/**
 * A API de consulta v1 do Jaeger como fonte: serve a qualquer backend que a fale.
 * Pede os traces crus (`raw`): sem o acerto de relógios, que mudaria o início dos spans, e sem os avisos do backend.
 */
import { notJaegerText, traceUrl } from '../../jaeger-backend.ts';
import { fieldsOf, jsonFields } from '../../read-answer.ts';
import {
  type Attributes,
  type AttributeValue,
  type ObservedEvent,
  type ObservedSpan,
  type Scalar,
  SPAN_KINDS,
  STATUS_CODES,
} from '../span.ts';
import { BackendClient, type BackendSourceOptions, baseOf, FUTURE_MS, SourceError } from './backend-client.ts';
import {
  CAPABILITIES,
  MAX_SPANS,
  type Problem,
  type SourceQuery,
  type TelemetrySource,
  tooManySpans,
} from './source.ts';

/** Quantos traces de cada serviço se pedem, dos mais novos. */
const MAX_TRACES = 1000;
const MAX_SERVICES = 100;
/** Ids num só pedido: o endereço tem um tamanho máximo. */
const MAX_TRACE_IDS = 50;
const TOO_MUCH = 'Há traces demais desde o começo da tentativa: há um laço criando spans sem fim?';
/** O Jaeger conta a si mesmo, e cada consulta nossa seria telemetria nova. */
const OWN_SERVICES = /^jaeger(?:-(?:all-in-one|query|collector|agent))?$/;

export interface JaegerSourceOptions extends BackendSourceOptions {
  /** Só estes serviços; padrão: todos. */
  services?: readonly string[];
}

/** @param baseUrl Onde está a tela do Jaeger, com o caminho base se houver: `http://localhost:16686`. */
export function jaegerSource(baseUrl: string, options: JaegerSourceOptions = {}): TelemetrySource {
  const base = baseOf(baseUrl);
  return {
    shows: CAPABILITIES,
    async read(query, signal) {
      const problems: Problem[] = [];
      let spans: ObservedSpan[] = [];
      try {
        const client = new BackendClient(base, { signal: 'spans', tooMuch: TOO_MUCH }, options);
        const answers = await readTraces(client, query, options, problems, signal);
        spans = answers.flat().flatMap((trace) => readTrace(trace, base));
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        problems.push(error.problem);
      }
      if (spans.length <= MAX_SPANS) return { spans, problems };
      return { spans: spans.slice(0, MAX_SPANS), problems: [...problems, tooManySpans()] };
    },
  };
}

/** Uma lista de traces por pedido feito. */
async function readTraces(
  client: BackendClient,
  { sinceUs, traceIds, services: awaited = [] }: SourceQuery,
  options: JaegerSourceOptions,
  problems: Problem[],
  signal: AbortSignal | undefined,
): Promise<Json[][]> {
  if (traceIds) {
    const answers: Json[][] = [];
    for (let i = 0; i < traceIds.length; i += MAX_TRACE_IDS) {
      const params = new URLSearchParams({ raw: 'true' });
      for (const id of traceIds.slice(i, i + MAX_TRACE_IDS)) params.append('traceID', id);
      answers.push(await listFrom(client, `/api/traces?${params}`, signal));
    }
    return answers;
  }
  const services = options.services ?? (await listFrom(client, '/api/services', signal));
  const names = services
    .filter((name): name is string => typeof name === 'string' && !OWN_SERVICES.test(name))
    .toSorted((a, b) => Number(awaited.includes(b)) - Number(awaited.includes(a)));
  if (names.length > MAX_SERVICES) {
    problems.push({
      code: 'too_many_services',
      message:
        `O backend conhece ${names.length} serviços, e só os spans de ${MAX_SERVICES} foram lidos. O do seu programa pode ` +
        'ter ficado de fora: confira nele o service.name, ou use um backend só seu.',
    });
  }
  return Promise.all(
    names.slice(0, MAX_SERVICES).map(async (service) => {
      const params = new URLSearchParams({
        service,
        start: String(Math.floor(sinceUs)),
        end: String((Date.now() + FUTURE_MS) * 1000),
        limit: String(MAX_TRACES),
        raw: 'true',
      });
      const traces = await listFrom(client, `/api/traces?${params}`, signal);
      if (traces.length >= MAX_TRACES) {
        problems.push({
          code: 'too_many_traces',
          message:
            `O serviço "${service}" tem mais de ${MAX_TRACES} traces desde o começo da tentativa, e só os mais novos ` +
            'foram lidos. Use um backend só seu, ou dê ao seu programa outro service.name.',
        });
      }
      return traces;
    }),
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

type Json = unknown;
type Fields = Readonly<Record<string, Json>>;

function parseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listOf(value: Json): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** A v1 escreve ids sem os zeros da esquerda. */
function idOf(value: Json, length: number): string {
  return typeof value === 'string' ? value.padStart(length, '0') : '';
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

/** Um array vem como texto JSON. */
function toList(text: string): AttributeValue {
  const list = text.startsWith('[') ? parseJson(text) : undefined;
  const isScalars = Array.isArray(list) && list.every((item) => ['string', 'number', 'boolean'].includes(typeof item));
  return isScalars ? (list as Scalar[]) : text;
}
