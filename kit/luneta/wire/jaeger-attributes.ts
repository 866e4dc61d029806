/**
 * Tags do Jaeger → atributos do OTLP, e o que algumas tags de span significam no modelo do OTLP:
 * `span.kind` vira o tipo do span, `otel.status_code` e `error` viram o status, e assim por diante.
 *
 * As regras são as do tradutor do OpenTelemetry Collector, o mesmo que o Jaeger 2 usa. Uma tag traduzida sai dos
 * atributos, para não aparecer duas vezes.
 */
import { StatusCode, SpanKind, type Attribute, type AttributeValue } from '../store/model.ts';
import { TagType, type JaegerTag } from './jaeger-batch.ts';

/** Atributos em montagem: chave repetida fica com o último valor, na posição do primeiro. */
export type AttributeMap = Map<string, AttributeValue>;

const KINDS = new Map<string, number>([
  ['internal', SpanKind.INTERNAL],
  ['server', SpanKind.SERVER],
  ['client', SpanKind.CLIENT],
  ['producer', SpanKind.PRODUCER],
  ['consumer', SpanKind.CONSUMER],
]);

export function tagsToAttributes(tags: readonly JaegerTag[] | undefined): AttributeMap {
  const attributes: AttributeMap = new Map();
  for (const tag of tags ?? []) attributes.set(tag.key, tagValue(tag));
  return attributes;
}

export function toAttributeList(attributes: AttributeMap): Attribute[] {
  return Array.from(attributes, ([key, value]) => ({ key, value }));
}

/** Um valor ausente vale o zero do tipo, como nos acessores gerados pelo Thrift. */
function tagValue(tag: JaegerTag): AttributeValue {
  switch (tag.vType) {
    case TagType.STRING:
      return { type: 'string', value: tag.vStr ?? '' };
    case TagType.DOUBLE:
      return { type: 'double', value: tag.vDouble ?? 0 };
    case TagType.BOOL:
      return { type: 'bool', value: tag.vBool ?? false };
    case TagType.LONG:
      return { type: 'int', value: tag.vLong ?? 0n };
    case TagType.BINARY:
      return { type: 'bytes', value: tag.vBinary ?? new Uint8Array() };
    default:
      return { type: 'string', value: '<Unknown Jaeger TagType "<UNSET>">' };
  }
}

/** Retira o atributo; devolve o texto dele (`''` se não for texto), ou `undefined` se não existia. */
export function takeText(attributes: AttributeMap, key: string): string | undefined {
  const value = attributes.get(key);
  if (value === undefined) return undefined;
  attributes.delete(key);
  return textOf(value);
}

export function textOf(value: AttributeValue | undefined): string {
  return value?.type === 'string' ? value.value : '';
}

/** Tipo do span, em minúsculas na tag; qualquer outro texto vale "não informado". */
export function takeKind(attributes: AttributeMap): number {
  return KINDS.get(takeText(attributes, 'span.kind') ?? '') ?? SpanKind.UNSPECIFIED;
}

/**
 * Escopo de instrumentação. `otel.scope.*` vence o nome antigo `otel.library.*`, que clientes mandam junto.
 * O `@opentelemetry/exporter-jaeger` escreve a versão que não existe como o texto "undefined".
 */
export function takeScope(attributes: AttributeMap): { name: string; version: string } {
  let scope = { name: '', version: '' };
  for (const prefix of ['otel.library', 'otel.scope']) {
    if (attributes.get(`${prefix}.name`)?.type !== 'string') continue;
    const name = takeText(attributes, `${prefix}.name`) ?? '';
    const version = takeText(attributes, `${prefix}.version`) ?? '';
    scope = { name, version: version === 'undefined' ? '' : version };
  }
  return scope;
}

/**
 * Status do span. A tag `error=true` manda; sem ela, vale `otel.status_code`; sem as duas, o código HTTP decide.
 * `error` com texto (`"true"`) ou com `false` continua sendo só um atributo.
 */
export function takeStatus(attributes: AttributeMap, kind: number): { code: number; message: string } {
  const error = attributes.get('error');
  const failed = error?.type === 'bool' && error.value;
  const code = takeText(attributes, 'otel.status_code');
  if (failed) {
    attributes.delete('error');
    const message = takeText(attributes, 'otel.status_description') ?? textOf(attributes.get('http.status_message'));
    return { code: StatusCode.ERROR, message };
  }
  if (code !== undefined) {
    const message = takeText(attributes, 'otel.status_description') ?? '';
    return { code: statusCode(code), message };
  }
  if (isHttpFailure(attributes.get('http.status_code'), kind)) {
    return { code: StatusCode.ERROR, message: textOf(attributes.get('http.status_message')) };
  }
  return { code: StatusCode.UNSET, message: '' };
}

function statusCode(text: string): number {
  switch (text.toUpperCase()) {
    case 'OK':
      return StatusCode.OK;
    case 'ERROR':
      return StatusCode.ERROR;
    default:
      return StatusCode.UNSET;
  }
}

/** 4xx não é falha de quem serviu o pedido (SERVER); fora de 100–399, todo o resto é. */
function isHttpFailure(value: AttributeValue | undefined, kind: number): boolean {
  const status = httpStatus(value);
  if (status === undefined || (status >= 100n && status < 400n)) return false;
  return !(status >= 400n && status < 500n && kind === SpanKind.SERVER);
}

function httpStatus(value: AttributeValue | undefined): bigint | undefined {
  if (value?.type === 'int') return value.value;
  return /^[+-]?\d{1,18}$/.test(textOf(value)) ? BigInt(textOf(value).replace('+', '')) : undefined;
}
