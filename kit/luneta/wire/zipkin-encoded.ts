/**
 * Eventos e links que o OpenTelemetry Collector escreveu em texto, porque o Zipkin não tem lugar para eles:
 *
 *   anotação          nome|{"atributo":"valor"}|atributos perdidos
 *   tag otlp.link.0   trace|span|trace state|{"atributo":"valor"}|atributos perdidos
 *
 * O que não está nessa forma não é nosso para interpretar: quem chama o deixa como veio.
 */
import type { Attribute, AttributeValue, SpanEvent, SpanLink } from '../store/model.ts';
import { parseJson } from './json-text.ts';

const TRACE_ID = /^"?([0-9a-f]{32})"?$/i;
const SPAN_ID = /^"?([0-9a-f]{16})"?$/i;
const DROPPED = /^\d{1,10}$/;

/** Nome, atributos e atributos perdidos de um evento; `undefined` se o texto não está na forma acima. */
export function decodeEvent(text: string): Omit<SpanEvent, 'timeUnixNano'> | undefined {
  const nameEnd = text.indexOf('|');
  if (nameEnd < 0) return undefined;
  const rest = decodeAttributes(text.slice(nameEnd + 1));
  return rest && { name: text.slice(0, nameEnd), ...rest };
}

/** `undefined` se o texto não está na forma acima. */
export function decodeLink(text: string): SpanLink | undefined {
  const [trace, span, traceState, ...others] = text.split('|', 512);
  const traceId = TRACE_ID.exec(trace)?.[1];
  const spanId = SPAN_ID.exec(span ?? '')?.[1];
  const rest = decodeAttributes(others.join('|'));
  if (!traceId || !spanId || !rest) return undefined;
  return { traceId: traceId.toLowerCase(), spanId: spanId.toLowerCase(), traceState, flags: 0, ...rest };
}

/** `{"atributo":"valor"}|perdidos` */
function decodeAttributes(text: string): Pick<SpanEvent, 'attributes' | 'droppedAttributesCount'> | undefined {
  const jsonEnd = text.lastIndexOf('|');
  const dropped = text.slice(jsonEnd + 1);
  if (jsonEnd < 0 || !DROPPED.test(dropped) || Number(dropped) > 0xffff_ffff) return undefined;
  const attributes = attributesFromJson(text.slice(0, jsonEnd));
  return attributes && { attributes, droppedAttributesCount: Number(dropped) };
}

function attributesFromJson(json: string): Attribute[] | undefined {
  if (!json.startsWith('{')) return undefined;
  let exact: object;
  try {
    exact = parseJson(Buffer.from(json)) as object;
  } catch {
    return undefined;
  }
  // `parseJson` devolve inteiros longos em texto; o `JSON.parse` diz quais textos eram números.
  const plain = JSON.parse(json) as Record<string, unknown>;
  return Object.entries(exact).map(([key, value]) => ({ key, value: toValue(value, plain[key]) }));
}

/** Listas e objetos ficam em JSON, como nas tags: abri-los criaria muito mais objetos do que bytes chegaram. */
function toValue(value: unknown, plain: unknown): AttributeValue {
  if (typeof plain === 'number') {
    const integer = typeof value === 'string' ? BigInt(value) : Number.isInteger(plain) ? BigInt(plain) : undefined;
    if (integer === undefined || BigInt.asIntN(64, integer) !== integer) return { type: 'double', value: plain };
    return { type: 'int', value: integer };
  }
  if (typeof value === 'string') return { type: 'string', value };
  if (typeof value === 'boolean') return { type: 'bool', value };
  return value === null ? { type: 'empty' } : { type: 'string', value: JSON.stringify(plain) };
}
