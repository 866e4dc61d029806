import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResourceSpans, SpanFields } from '../store/model.ts';
import { mayContainAny, signaturesOf, SIGNATURE_WORDS, writeSignature } from '../store/row-signature.ts';
import { SpanBatch } from '../store/span-batch.ts';
import { spanFields, spanId, text, toRequest, TRACE_A } from '../store/testing/spans.ts';
import { attributeText } from '../store/attribute-text.ts';
import { otlpCodec } from './otlp-codec.ts';
import { decodeResource, decodeScope, decodeSpan } from './otlp-decode.ts';
import { encodeTraceRequest } from './otlp-encode.ts';
import { MAX_ITEMS_PER_MESSAGE, MAX_NESTED_VALUES, MAX_VALUE_DEPTH } from './key-value-table.ts';
import { indexTraceRequest } from './otlp-trace-index.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { arbitraryRequest } from './testing/otlp-json-arbitrary.ts';
import { decodeTraceRequestWithProtobufjs, encodeTraceRequestWithProtobufjs, toModel } from './testing/otlp-proto.ts';
import { WireError } from './wire-error.ts';

function index(bytes: Uint8Array): SpanBatch {
  const batch = new SpanBatch();
  indexTraceRequest(bytes, batch);
  return batch;
}

/** O que a Luneta entende de um pedido: cada span aceito, com o recurso e o escopo que o índice lhe deu. */
function readAll(bytes: Uint8Array): unknown[] {
  const batch = index(bytes);
  const message = (ranges: number[], i: number): Uint8Array => bytes.slice(ranges[i * 2], ranges[i * 2 + 1]);
  return Array.from({ length: batch.count }, (_, i) => {
    const decodedResource = decodeResource(message(batch.resources, batch.resourceOf[i]));
    const decodedScope = decodeScope(message(batch.scopes, batch.scopeOf[i]));
    const { resource, scope, warnings, ...span } = decodeSpan(
      bytes,
      batch.spanStart[i],
      batch.spanEnd[i],
      decodedResource,
      decodedScope,
    );
    expect(warnings).toEqual([]);
    return { span, resource: resource.attributes.filter(notServiceName), scope };
  });
}

/** O mesmo, a partir do modelo que o decodificador independente montou. */
function expectedOf(groups: readonly ResourceSpans[]): unknown[] {
  return groups.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.filter(hasIds).map((span) => ({
        span: { ...span, parentSpanId: span.parentSpanId === '0'.repeat(16) ? '' : span.parentSpanId },
        resource: resource.attributes.filter(notServiceName),
        scope,
      })),
    ),
  );
}

const notServiceName = ({ key }: { key: string }): boolean => key !== 'service.name';
const hasIds = ({ traceId, spanId: id }: SpanFields): boolean => /[1-9a-f]/.test(traceId) && /[1-9a-f]/.test(id);

describe('contra o decodificador independente (protobufjs)', () => {
  test('o que um codificador escreve, o outro lê igual', () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const ours = encodeTraceRequest(request);
        const decoded = decodeTraceRequestWithProtobufjs(ours);
        expect(readAll(ours)).toEqual(expectedOf(toModel(decoded)));
        const theirs = encodeTraceRequestWithProtobufjs(decoded);
        expect(readAll(theirs)).toEqual(expectedOf(toModel(decoded)));
      }),
      { numRuns: 200 },
    );
  });

  test('bytes alterados: ou são lidos, ou são recusados com WireError', () => {
    const mutation = fc.record({
      at: fc.nat(),
      byte: fc.integer({ min: 0, max: 255 }),
      kind: fc.constantFrom('set', 'insert', 'remove', 'cut'),
    });
    fc.assert(
      fc.property(arbitraryRequest, fc.array(mutation, { minLength: 1, maxLength: 4 }), (request, mutations) => {
        let bytes = [...encodeTraceRequest(request)];
        for (const { at, byte, kind } of mutations) {
          const i = bytes.length === 0 ? 0 : at % bytes.length;
          if (kind === 'set') bytes[i] = byte;
          else if (kind === 'insert') bytes.splice(i, 0, byte);
          else if (kind === 'remove') bytes.splice(i, 1);
          else bytes = bytes.slice(0, i);
        }
        expect(readOrRefused(Uint8Array.from(bytes))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('bytes quaisquer: ou são lidos, ou são recusados com WireError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readOrRefused(bytes)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  function readOrRefused(bytes: Uint8Array): boolean {
    try {
      readAll(bytes);
      return true;
    } catch (error) {
      return error instanceof WireError;
    }
  }
});

describe('forma do pedido', () => {
  const span = (overrides: Partial<SpanFields> = {}): Uint8Array =>
    decodeSpanMessage(encodeTraceRequest([group([spanFields(overrides)])]));

  test('o recurso pode vir depois dos spans, e campos desconhecidos são pulados', () => {
    const writer = new ProtobufWriter();
    const mark = writer.length;
    // Escrito de trás para a frente: no fio fica spans, desconhecido, recurso.
    const resourceMark = writer.length;
    writer.bytesField(1, otlpKeyValue('service.name', 'depois'));
    writer.endMessage(1, resourceMark);
    writer.stringField(900, 'futuro');
    const scopeMark = writer.length;
    writer.bytesField(2, span());
    writer.endMessage(2, scopeMark);
    writer.endMessage(1, mark);
    const bytes = writer.finish();
    const batch = index(bytes);
    expect(batch.count).toBe(1);
    expect(decodeResource(bytes.slice(batch.resources[0], batch.resources[1])).serviceName).toBe('depois');
  });

  test.each([
    ['trace_id só com zeros', { traceId: '0'.repeat(32) }],
    ['span_id só com zeros', { spanId: '0'.repeat(16) }],
    ['trace_id vazio', { traceId: '' }],
  ])('%s: só aquele span é recusado', (_name, overrides) => {
    const batch = index(toRequest([{ spanId: spanId(1) }, overrides, { spanId: spanId(2) }]));
    expect([batch.count, batch.rejectedSpans]).toEqual([2, 1]);
  });

  test('um id com tamanho errado recusa o pedido, como no Collector', () => {
    expect(() => index(toRequest([{ traceId: 'abcd' }]))).toThrow(
      expect.objectContaining({ code: 'invalid_id', message: 'trace_id com 2 bytes; o OTLP pede 16.' }),
    );
  });

  test('um tipo de campo trocado é recusado', () => {
    // Campo 5 (name) como varint.
    expect(() => index(wrapSpan(Uint8Array.of(0x28, 0x01)))).toThrow(
      expect.objectContaining({ code: 'malformed', message: expect.stringContaining('campo 5 de Span') }),
    );
  });

  test('um Resource inválido é recusado na entrada, não na leitura', () => {
    // ResourceSpans { Resource { attributes: comprimento maior que o resto } }
    expect(() => index(Uint8Array.of(0x0a, 0x04, 0x0a, 0x02, 0x0a, 0x05))).toThrow(WireError);
  });
});

describe('mensagens hostis', () => {
  test('milhões de mensagens vazias não ocupam nada', () => {
    for (const tag of [0x0a, 0x12]) {
      const bytes = new Uint8Array(3 << 20);
      for (let i = 0; i < bytes.length; i += 2) bytes[i] = tag;
      const batch = tag === 0x0a ? index(bytes) : index(wrap(1, bytes));
      expect([batch.count, batch.resources.length, batch.scopes.length]).toEqual([0, 0, 0]);
    }
  });

  test('milhões de spans vazios são contados como recusados, sem ocupar linhas', () => {
    const bytes = new Uint8Array(3 << 20);
    for (let i = 0; i < bytes.length; i += 2) bytes[i] = 0x12;
    const batch = index(wrap(1, wrap(2, bytes)));
    expect([batch.count, batch.rejectedSpans]).toEqual([0, 3 << 19]);
  });

  test.each([
    ['atributos', 0x4a],
    ['eventos', 0x5a],
    ['links', 0x6a],
  ])('%s demais num span: recusado', (what, tag) => {
    const bytes = new Uint8Array((MAX_ITEMS_PER_MESSAGE + 2) * 2);
    for (let i = 0; i < bytes.length; i += 2) bytes[i] = tag;
    expect(() => index(wrapSpan(bytes))).toThrow(
      expect.objectContaining({ code: 'too_many', message: expect.stringContaining(what) }),
    );
  });

  test('listas dentro de listas param no limite, sem estourar a pilha', () => {
    const nested = (depth: number): Uint8Array => {
      let value: Uint8Array = Uint8Array.of(0x18, 0x01);
      for (let i = 0; i < depth; i++) value = wrap(5, wrap(1, value));
      return wrapSpan(wrap(9, wrap(2, value)));
    };
    expect(() => index(nested(10_000))).toThrow(expect.objectContaining({ code: 'too_deep' }));
    expect(() => index(nested(MAX_VALUE_DEPTH + 1))).toThrow(expect.objectContaining({ code: 'too_deep' }));
    expect(index(nested(MAX_VALUE_DEPTH)).rejectedSpans).toBe(1); // o span não tem ids, mas o valor é aceito
  });

  test('itens demais dentro de uma lista: recusado', () => {
    const items = new Uint8Array((MAX_NESTED_VALUES + 1) * 2);
    for (let i = 0; i < items.length; i += 2) items[i] = 0x0a;
    const list = (content: Uint8Array): Uint8Array => wrapSpan(wrap(9, wrap(2, wrap(5, content))));
    expect(() => index(list(items))).toThrow(expect.objectContaining({ code: 'too_many' }));
    expect(index(list(items.subarray(2))).rejectedSpans).toBe(1);
  });

  test('um comprimento enorme não reserva memória', () => {
    expect(() => index(Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x07))).toThrow(
      expect.objectContaining({ code: 'malformed' }),
    );
  });
});

describe('assinatura de atributos', () => {
  test('nunca descarta um span que tem o atributo, seja qual for o codificador', () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const decoded = decodeTraceRequestWithProtobufjs(encodeTraceRequest(request));
        for (const bytes of [encodeTraceRequest(request), encodeTraceRequestWithProtobufjs(decoded)]) {
          const batch = index(bytes);
          for (let i = 0; i < batch.count; i++) {
            const [resource, scope] = [decodeResource(new Uint8Array()), decodeScope(new Uint8Array())];
            const span = decodeSpan(bytes, batch.spanStart[i], batch.spanEnd[i], resource, scope);
            const places = [
              span.attributes,
              ...span.events.map((e) => e.attributes),
              ...span.links.map((l) => l.attributes),
            ];
            for (const { key, value } of places.flat()) {
              expect(signatureMayContain(batch, i, key, attributeText(value))).toBe(true);
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('quase sempre descarta um span que não tem', () => {
    const batch = index(toRequest([{ attributes: Array.from({ length: 10 }, (_, i) => text(`k${i}`, `v${i}`)) }]));
    const hits = Array.from({ length: 1000 }, (_, i) => signatureMayContain(batch, 0, 'outra', `x${i}`)).filter(
      Boolean,
    );
    expect(hits.length).toBeLessThan(100);
  });

  test('valor antes da chave: não descarta', () => {
    const pair = Uint8Array.of(...wrap(2, wrap(1, Buffer.from('v'))), ...wrap(1, Buffer.from('k')));
    const id = Uint8Array.of(...wrap(1, Buffer.from(TRACE_A, 'hex')), ...wrap(2, Buffer.from(spanId(1), 'hex')));
    const batch = index(wrapSpan(Uint8Array.of(...id, ...wrap(9, pair))));
    expect(signatureMayContain(batch, 0, 'k', 'v')).toBe(true);
  });

  function signatureMayContain(batch: SpanBatch, row: number, key: string, value: string): boolean {
    const signature = new Uint32Array(SIGNATURE_WORDS);
    writeSignature(signature, 0, batch.hashes, batch.hashStart[row], batch.hashEnd[row]);
    return mayContainAny(signature, 0, signaturesOf(otlpCodec.attributeHashes(key, value)));
  }
});

function group(spans: SpanFields[]): ResourceSpans {
  const scope = { name: '', version: '', attributes: [], droppedAttributesCount: 0 };
  return { resource: { attributes: [], droppedAttributesCount: 0 }, scopeSpans: [{ scope, spans }] };
}

/** Os bytes do único span de um pedido. */
function decodeSpanMessage(request: Uint8Array): Uint8Array {
  const batch = index(request);
  return request.slice(batch.spanStart[0], batch.spanEnd[0]);
}

function otlpKeyValue(key: string, value: string): Uint8Array {
  return Uint8Array.of(...wrap(1, Buffer.from(key)), ...wrap(2, wrap(1, Buffer.from(value))));
}

/** `content` como submensagem do campo `field`. */
function wrap(field: number, content: Uint8Array): Uint8Array {
  const writer = new ProtobufWriter();
  writer.bytesField(field, content);
  return writer.finish();
}

function wrapSpan(content: Uint8Array): Uint8Array {
  return wrap(1, wrap(2, wrap(2, content)));
}
