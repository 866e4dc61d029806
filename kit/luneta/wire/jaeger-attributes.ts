/**
 * O que as tags do Jaeger significam no modelo do OTLP: `span.kind` vira o tipo do span, `otel.status_code`, `error` e
 * `http.status_code` viram o status, `hostname` vira `host.name`. As demais passam como atributos, na ordem em que vieram.
 *
 * As regras são as do tradutor Thrift do OpenTelemetry Collector, o mesmo que o Jaeger 2 usa. Uma tag traduzida sai
 * dos atributos, para não aparecer duas vezes.
 */
import { StatusCode, SpanKind } from '../store/model.ts';
import { TagType, type JaegerProcess, type JaegerTag } from './jaeger-batch.ts';

const KINDS = new Map<string, number>([
  ['internal', SpanKind.INTERNAL],
  ['server', SpanKind.SERVER],
  ['client', SpanKind.CLIENT],
  ['producer', SpanKind.PRODUCER],
  ['consumer', SpanKind.CONSUMER],
]);

/** Acima disto, procurar repetidas de duas em duas custaria mais do que um `Map`. */
const FEW_TAGS = 24;

/** O que as tags de um span dizem dele, e as que sobram como atributos. */
export interface SpanMeaning {
  kind: number;
  status: number;
  statusMessage: string;
  attributes: readonly JaegerTag[];
}

export function spanMeaning(tags: readonly JaegerTag[] | undefined): SpanMeaning {
  const all = uniqueTags(tags ?? []);
  let kindTag, errorTag, codeTag, descriptionTag, httpCodeTag, httpMessageTag;
  for (const tag of all) {
    switch (tag.key) {
      case 'span.kind':
        kindTag = tag;
        break;
      case 'error':
        errorTag = tag;
        break;
      case 'otel.status_code':
        codeTag = tag;
        break;
      case 'otel.status_description':
        descriptionTag = tag;
        break;
      case 'http.status_code':
        httpCodeTag = tag;
        break;
      case 'http.status_message':
        httpMessageTag = tag;
        break;
      default:
    }
  }
  const kind = KINDS.get(textOf(kindTag)) ?? SpanKind.UNSPECIFIED;
  // `error` com texto ("true") ou com `false` continua sendo só um atributo.
  const failed = errorTag?.vType === TagType.BOOL && errorTag.vBool === true;
  let status: number = StatusCode.UNSET;
  let statusMessage = '';
  if (failed) {
    status = StatusCode.ERROR;
    statusMessage = textOf(descriptionTag ?? httpMessageTag);
  } else if (codeTag) {
    status = statusCode(textOf(codeTag));
    statusMessage = textOf(descriptionTag);
  } else if (httpCodeTag && isHttpFailure(httpCodeTag, kind)) {
    status = StatusCode.ERROR;
    statusMessage = textOf(httpMessageTag);
  }
  const translated = [kindTag, codeTag, failed ? errorTag : undefined, failed || codeTag ? descriptionTag : undefined];
  const attributes = kindTag || codeTag || failed ? all.filter((tag) => !translated.includes(tag)) : all;
  return { kind, status, statusMessage, attributes };
}

/** Atributos do recurso: o nome do serviço vem primeiro; uma tag `service.name` do processo o substitui. */
export function resourceTags(process: JaegerProcess): readonly JaegerTag[] {
  const own = process.serviceName === '' ? [] : [textTag('service.name', process.serviceName)];
  const tags = [...uniqueTags([...own, ...(process.tags ?? [])])];
  rename(tags, 'hostname', 'host.name', (tag) => tag);
  rename(tags, 'jaeger.version', 'opencensus.exporterversion', (tag) => textTag(tag.key, `Jaeger-${textOf(tag)}`));
  return tags;
}

/** O campo `event` de um log é o nome do evento; os demais são atributos. */
export function eventMeaning(fields: readonly JaegerTag[]): { name: string; attributes: readonly JaegerTag[] } {
  const all = uniqueTags(fields);
  const event = all.find(({ key }) => key === 'event');
  return { name: textOf(event), attributes: event ? all.filter((tag) => tag !== event) : all };
}

function textTag(key: string, vStr: string): JaegerTag {
  return {
    key,
    vType: TagType.STRING,
    vStr,
    vDouble: undefined,
    vBool: undefined,
    vLong: undefined,
    vBinary: undefined,
  };
}

/** Chave repetida: fica o último valor, na posição do primeiro. */
function uniqueTags(tags: readonly JaegerTag[]): readonly JaegerTag[] {
  if (!mayRepeat(tags)) return tags;
  return [...new Map(tags.map((tag) => [tag.key, tag])).values()];
}

function mayRepeat(tags: readonly JaegerTag[]): boolean {
  if (tags.length > FEW_TAGS) return true;
  for (let i = 1; i < tags.length; i++) {
    const { key } = tags[i];
    for (let j = 0; j < i; j++) if (tags[j].key === key) return true;
  }
  return false;
}

/** Troca o nome de uma tag, que vai para o fim; se o nome novo já veio, nada muda. */
function rename(tags: JaegerTag[], from: string, to: string, adapt: (tag: JaegerTag) => JaegerTag): void {
  const at = tags.findIndex(({ key }) => key === from);
  if (at < 0 || tags.some(({ key }) => key === to)) return;
  const [tag] = tags.splice(at, 1);
  tags.push(adapt({ ...tag, key: to }));
}

function textOf(tag: JaegerTag | undefined): string {
  return tag?.vType === TagType.STRING ? (tag.vStr ?? '') : '';
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

/** 4xx não é falha de quem serviu o pedido (SERVER); fora de 100–398, todo o resto é (o 399 é erro no Jaeger). */
function isHttpFailure(tag: JaegerTag, kind: number): boolean {
  const status = httpStatus(tag);
  if (status === undefined || (status >= 100n && status < 399n)) return false;
  return !(status >= 400n && status < 500n && kind === SpanKind.SERVER);
}

/** Um inteiro de 64 bits, ou o texto de um. */
function httpStatus(tag: JaegerTag): bigint | undefined {
  if (tag.vType === TagType.LONG) return tag.vLong ?? 0n;
  const text = textOf(tag);
  if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return value === BigInt.asIntN(64, value) ? value : undefined;
}
