/** Geradores (fast-check) do modelo de domínio e um escritor de OTLP/JSON que não divide código com o leitor. */
import * as fc from 'fast-check';
import type { Attribute, AttributeValue, ResourceSpans, SpanEvent, SpanFields, SpanLink } from '../../store/model.ts';

/** `unit: 'grapheme'` traz acentos e emojis; metades soltas de par substituto não existem em UTF-8. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('', '__proto__', 'constructor', '"\\/\u0000', '12345678901234567890', ',12345678901234567890,'),
);
const uint32 = fc.oneof(fc.nat(), fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1));
const uint64 = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(0n, 1n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n),
);
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(0n, -1n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, -(2n ** 63n), 2n ** 63n - 1n),
);
const id = (bytes: 8 | 16) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => Buffer.from(value).toString('hex'));

const { value: anyValue, attribute } = fc.letrec<{ value: AttributeValue; attribute: Attribute }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.record({ type: fc.constant('string'), value: text }),
    fc.constant({ type: 'empty' }),
    fc.record({ type: fc.constant('bool'), value: fc.boolean() }),
    fc.record({ type: fc.constant('int'), value: int64 }),
    fc.record({ type: fc.constant('double'), value: fc.double() }),
    fc.record({ type: fc.constant('bytes'), value: fc.uint8Array({ maxLength: 9 }) }),
    fc.record({ type: fc.constant('array'), value: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({ type: fc.constant('kvlist'), value: fc.array(tie('attribute'), { maxLength: 3 }) }),
  ) as fc.Arbitrary<AttributeValue>,
  attribute: fc.record({ key: text, value: tie('value') }),
}));
export { anyValue };

const attributes = fc.array(attribute, { maxLength: 4 });

const event: fc.Arbitrary<SpanEvent> = fc.record({
  timeUnixNano: uint64,
  name: text,
  attributes,
  droppedAttributesCount: uint32,
});
const link: fc.Arbitrary<SpanLink> = fc.record({
  traceId: id(16),
  spanId: id(8),
  traceState: text,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
});
const span: fc.Arbitrary<SpanFields> = fc.record({
  traceId: id(16),
  spanId: id(8),
  parentSpanId: fc.oneof(id(8), fc.constant('')),
  traceState: text,
  flags: uint32,
  name: text,
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: uint64,
  endTimeUnixNano: uint64,
  attributes,
  droppedAttributesCount: uint32,
  events: fc.array(event, { maxLength: 2 }),
  droppedEventsCount: uint32,
  links: fc.array(link, { maxLength: 2 }),
  droppedLinksCount: uint32,
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: text }),
});

export const arbitraryRequest: fc.Arbitrary<ResourceSpans[]> = fc.array(
  fc.record({
    resource: fc.record({ attributes, droppedAttributesCount: uint32 }),
    scopeSpans: fc.array(
      fc.record({
        scope: fc.record({ name: text, version: text, attributes, droppedAttributesCount: uint32 }),
        spans: fc.array(span, { maxLength: 3 }),
      }),
      { maxLength: 2 },
    ),
  }),
  { maxLength: 2 },
);

/** As liberdades que o OTLP/JSON dá a quem escreve. */
export interface JsonStyle {
  snakeCase: boolean;
  numbersAsText: boolean;
  enumNames: boolean;
  upperCaseIds: boolean;
  spaces: boolean;
  /** Escreve `null` e campos desconhecidos no meio. */
  noise: boolean;
}

export const arbitraryStyle: fc.Arbitrary<JsonStyle> = fc.record({
  snakeCase: fc.boolean(),
  numbersAsText: fc.boolean(),
  enumNames: fc.boolean(),
  upperCaseIds: fc.boolean(),
  spaces: fc.boolean(),
  noise: fc.boolean(),
});

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const CODES = ['UNSET', 'OK', 'ERROR'];

/** Escreve o pedido à mão, texto por texto: assim os inteiros de 64 bits saem como números JSON quando se pede. */
export function writeOtlpJson(request: readonly ResourceSpans[], style: JsonStyle): string {
  const gap = style.spaces ? ' \n\t' : '';
  const object = (fields: Record<string, string>): string => {
    const pairs = Object.entries(fields).map(([name, value]) => {
      const spelled = style.snakeCase ? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name;
      return `${JSON.stringify(spelled)}${gap}:${gap}${value}`;
    });
    const noise = style.noise
      ? ['"__proto__":{"spans":[1]}', '"later":[{"x":98765432109876543210}]', '"gone":null']
      : [];
    return `{${gap}${[...noise, ...pairs].join(`${gap},${gap}`)}${gap}}`;
  };
  const list = <T>(items: readonly T[], write: (item: T) => string): string =>
    `[${gap}${items.map((item) => write(item)).join(`${gap},${gap}`)}${gap}]`;
  const integer = (value: bigint | number) => (style.numbersAsText ? `"${value}"` : String(value));
  const string = (value: string) => JSON.stringify(value);
  const hex = (value: string) => string(style.upperCaseIds ? value.toUpperCase() : value);
  const double = (value: number) =>
    Number.isFinite(value) && !style.numbersAsText && !Object.is(value, -0)
      ? String(value)
      : `"${Object.is(value, -0) ? '-0' : value}"`;

  const writeValue = (value: AttributeValue): string => {
    switch (value.type) {
      case 'empty':
        return object({});
      case 'string':
        return object({ stringValue: string(value.value) });
      case 'bool':
        return object({ boolValue: String(value.value) });
      case 'int':
        return object({ intValue: integer(value.value) });
      case 'double':
        return object({ doubleValue: double(value.value) });
      case 'bytes':
        return object({ bytesValue: string(Buffer.from(value.value).toString('base64')) });
      case 'array':
        return object({ arrayValue: object({ values: list(value.value, writeValue) }) });
      case 'kvlist':
        return object({ kvlistValue: object({ values: list(value.value, writeAttribute) }) });
    }
  };
  const writeAttribute = (pair: Attribute) => object({ key: string(pair.key), value: writeValue(pair.value) });
  const common = (item: { attributes: Attribute[]; droppedAttributesCount: number }) => ({
    attributes: list(item.attributes, writeAttribute),
    droppedAttributesCount: integer(item.droppedAttributesCount),
  });
  const writeSpan = (item: SpanFields): string =>
    object({
      traceId: hex(item.traceId),
      spanId: hex(item.spanId),
      parentSpanId: hex(item.parentSpanId),
      traceState: string(item.traceState),
      flags: integer(item.flags),
      name: string(item.name),
      kind: style.enumNames ? `"SPAN_KIND_${KINDS[item.kind]}"` : String(item.kind),
      startTimeUnixNano: integer(item.startTimeUnixNano),
      endTimeUnixNano: integer(item.endTimeUnixNano),
      ...common(item),
      events: list(item.events, (e) =>
        object({ timeUnixNano: integer(e.timeUnixNano), name: string(e.name), ...common(e) }),
      ),
      droppedEventsCount: integer(item.droppedEventsCount),
      links: list(item.links, (l) =>
        object({
          traceId: hex(l.traceId),
          spanId: hex(l.spanId),
          traceState: string(l.traceState),
          flags: integer(l.flags),
          ...common(l),
        }),
      ),
      droppedLinksCount: integer(item.droppedLinksCount),
      status: object({
        code: style.enumNames ? `"STATUS_CODE_${CODES[item.status.code]}"` : String(item.status.code),
        message: string(item.status.message),
      }),
    });
  return object({
    resourceSpans: list(request, (group) =>
      object({
        resource: object(common(group.resource)),
        scopeSpans: list(group.scopeSpans, ({ scope, spans }) =>
          object({
            scope: object({ name: string(scope.name), version: string(scope.version), ...common(scope) }),
            spans: list(spans, writeSpan),
          }),
        ),
      }),
    ),
  });
}
