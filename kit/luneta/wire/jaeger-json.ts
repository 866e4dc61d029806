/**
 * JSON da API v1 do Jaeger (`{"data":[{"traceID":…,"spans":[…],"processes":{…}}]}`, o que a interface dele e a nossa
 * baixam) → modelo de domínio. Função pura; o que não dá para ler é `WireError`, com o caminho até o engano.
 *
 * É o inverso de `api/jaeger-v1-json.ts`: enviar o que se baixou responde igual. O que a v1 não leva (nanossegundos,
 * atributos de links, listas e mapas como tais) não volta.
 */
import {
  type Attribute,
  type AttributeValue,
  type ResourceSpans,
  type Scope,
  SPAN_KIND_NAMES,
  type SpanEvent,
  type SpanFields,
  type SpanLink,
  StatusCode,
  textAttribute,
} from '../store/model.ts';
import { asList, asObject, asString, asUint32, type JsonObject } from './json-fields.ts';
import { readId, readTags, TagList, toNanos } from './jaeger-json-values.ts';
import { WireError } from './wire-error.ts';

/** Onde a API v3 do Jaeger leva os avisos, e onde quem lê daqui os procura. */
const WARNINGS_KEY = '@jaeger@warnings';
/** Os avisos que quem lê o trace calcula de novo: guardados, apareceriam duas vezes. */
const RECALCULATED = /clock skew adjustment|^conflicting values between Span and Resource/;

/** O que um `ref_type` diz num link, como o tradutor do Collector escreve. */
const REF_TYPE_KEY = 'opentracing.ref_type';

type ResourceFields = ResourceSpans['resource'];

/** Os traces de uma resposta da v1, ou um trace só. @throws WireError */
export function readJaegerTraces(document: JsonObject): ResourceSpans[] {
  const failure = asList(document.errors, 'errors').map((item, i) =>
    asString(asObject(item, `errors[${i}]`).msg, 'msg'),
  );
  if (failure.length > 0) {
    throw new WireError(
      'unsupported',
      `O arquivo é uma resposta de erro do Jaeger (“${failure[0].slice(0, 200)}”), sem traces.`,
    );
  }
  if (document.data === undefined) return readTrace(document, 'trace');
  return asList(document.data, 'data').flatMap((item, i) => readTrace(asObject(item, `data[${i}]`), `data[${i}]`));
}

/** Um grupo por sequência de spans do mesmo processo e escopo: a ordem dos spans é a do arquivo. */
function readTrace(trace: JsonObject, where: string): ResourceSpans[] {
  const processes = new Map(
    Object.entries(asObject(trace.processes, `${where}.processes`)).map(([id, process]) => [
      id,
      readProcess(process, `${where}.processes.${id}`),
    ]),
  );
  const groups: ResourceSpans[] = [];
  let last: { process: ResourceFields; scope: Scope } | undefined;
  asList(trace.spans, `${where}.spans`).forEach((item, i) => {
    const at = `${where}.spans[${i}]`;
    const span = asObject(item, at);
    const process = processOf(span, processes, at);
    const { fields, scope } = readSpan(span, trace.traceID, at);
    if (last?.process === process && last.scope.name === scope.name && last.scope.version === scope.version) {
      groups.at(-1)!.scopeSpans[0].spans.push(fields);
      return;
    }
    last = { process, scope };
    groups.push({ resource: process, scopeSpans: [{ scope, spans: [fields] }] });
  });
  return groups;
}

function processOf(span: JsonObject, processes: ReadonlyMap<string, ResourceFields>, at: string): ResourceFields {
  if (span.process !== undefined && span.process !== null) return readProcess(span.process, `${at}.process`);
  const id = asString(span.processID, `${at}.processID`);
  const process = processes.get(id);
  if (process) return process;
  throw new WireError(
    'malformed',
    `${at}.processID: esperava o nome de um dos processes do trace e veio ${JSON.stringify(id.slice(0, 40))}.`,
  );
}

function readProcess(item: unknown, at: string): ResourceFields {
  const process = asObject(item, at);
  const name = asString(process.serviceName, `${at}.serviceName`);
  const attributes = readTags(process.tags, `${at}.tags`);
  if (name !== '') attributes.unshift(textAttribute('service.name', name));
  return { attributes, droppedAttributesCount: 0 };
}

function readSpan(span: JsonObject, traceID: unknown, at: string): { fields: SpanFields; scope: Scope } {
  const traceId = readId(span.traceID ?? traceID, `${at}.traceID`, 16);
  const tags = new TagList(readTags(span.tags, `${at}.tags`));
  const status = takeStatus(tags);
  const startTimeUnixNano = toNanos(span.startTime, `${at}.startTime`);
  const duration = toNanos(span.duration ?? 0, `${at}.duration`);
  const { parentSpanId, links } = readReferences(span, traceId, at);
  const scope = {
    name: tags.takeText('otel.scope.name'),
    version: tags.takeText('otel.scope.version'),
    attributes: [],
    droppedAttributesCount: 0,
  };
  const fields: SpanFields = {
    traceId,
    spanId: readId(span.spanID, `${at}.spanID`, 8),
    parentSpanId,
    traceState: tags.takeText('w3c.tracestate'),
    flags: asUint32(span.flags, `${at}.flags`),
    name: asString(span.operationName, `${at}.operationName`),
    kind: takeKind(tags),
    startTimeUnixNano,
    // Menos de um microssegundo aparece como zero, e um span não dura zero.
    endTimeUnixNano: startTimeUnixNano + (duration || 1n),
    status,
    attributes: [...tags.left, ...readWarnings(span.warnings, `${at}.warnings`)],
    droppedAttributesCount: 0,
    events: asList(span.logs, `${at}.logs`).map((log, i) => readLog(log, `${at}.logs[${i}]`)),
    droppedEventsCount: 0,
    links,
    droppedLinksCount: 0,
  };
  return { fields, scope };
}

function takeKind(tags: TagList): number {
  const known = (value: AttributeValue): number | undefined => {
    const kind = value.type === 'string' ? SPAN_KIND_NAMES.findIndex((name) => name === value.value) : -1;
    return kind > 0 ? kind : undefined;
  };
  return tags.take('span.kind', known) ?? 0;
}

const STATUS_CODES = new Map<string, number>(Object.entries(StatusCode));

/**
 * Quem escreve `otel.status_code` escreve `error=true` ao lado. Sozinho, `error=true` é a falha de um cliente anterior ao
 * OpenTelemetry; num span com outras tags `otel.*`, é um atributo que alguém pôs.
 */
function takeStatus(tags: TagList): SpanFields['status'] {
  const code = tags.take('otel.status_code', (value) =>
    value.type === 'string' ? STATUS_CODES.get(value.value.toUpperCase()) : undefined,
  );
  const mayFail =
    code === StatusCode.ERROR || (code === undefined && !tags.left.some(({ key }) => key.startsWith('otel.')));
  const failed =
    mayFail && tags.take('error', (value) => (value.type === 'bool' && value.value ? true : undefined)) === true;
  const message = tags.takeText('otel.status_description');
  return { code: failed ? StatusCode.ERROR : (code ?? StatusCode.UNSET), message };
}

/** O pai é a primeira referência do mesmo trace, CHILD_OF antes de FOLLOWS_FROM; as outras viram links. */
function readReferences(span: JsonObject, traceId: string, at: string): { parentSpanId: string; links: SpanLink[] } {
  const references = asList(span.references, `${at}.references`).map((item, i) => {
    const where = `${at}.references[${i}]`;
    const reference = asObject(item, where);
    return {
      childOf: asString(reference.refType, `${where}.refType`) === 'CHILD_OF',
      traceId: readId(reference.traceID, `${where}.traceID`, 16),
      spanId: readId(reference.spanID, `${where}.spanID`, 8),
    };
  });
  const inTrace = references.filter((reference) => reference.traceId === traceId);
  const parent = inTrace.find(({ childOf }) => childOf) ?? inTrace[0];
  const legacy = span.parentSpanID === undefined ? '' : readId(span.parentSpanID, `${at}.parentSpanID`, 8);
  return {
    parentSpanId: parent?.spanId ?? legacy.replace(/^0+$/, ''),
    links: references
      .filter((reference) => reference !== parent || !reference.childOf)
      .map((reference) => ({
        traceId: reference.traceId,
        spanId: reference.spanId,
        traceState: '',
        attributes: [textAttribute(REF_TYPE_KEY, reference.childOf ? 'child_of' : 'follows_from')],
        droppedAttributesCount: 0,
        flags: 0,
      })),
  };
}

/** O campo `event` é o nome do evento. */
function readLog(item: unknown, at: string): SpanEvent {
  const log = asObject(item, at);
  const fields = new TagList(readTags(log.fields, `${at}.fields`));
  return {
    timeUnixNano: toNanos(log.timestamp, `${at}.timestamp`),
    name: fields.takeText('event'),
    attributes: fields.left,
    droppedAttributesCount: 0,
  };
}

function readWarnings(value: unknown, at: string): Attribute[] {
  const kept = asList(value, at)
    .map((warning, i) => asString(warning, `${at}[${i}]`))
    .filter((warning) => !RECALCULATED.test(warning))
    .map((warning): AttributeValue => ({ type: 'string', value: warning }));
  return kept.length > 0 ? [{ key: WARNINGS_KEY, value: { type: 'array', value: kept } }] : [];
}
