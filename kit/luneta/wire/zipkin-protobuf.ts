/**
 * Zipkin v2 em protobuf (`zipkin.proto3.ListOfSpans`, https://github.com/openzipkin/zipkin-api/blob/master/zipkin.proto)
 * → spans. Campos desconhecidos, ou com outro tipo de fio, são pulados; o último valor de um campo vence.
 */
import { ipFromBytes } from './ip-text.ts';
import {
  lastPosition,
  readFixed64,
  readLength,
  readTag,
  readVarint32,
  readVarint64,
  skipField,
} from './protobuf-reader.ts';
import { WireError } from './wire-error.ts';
import { notZero, isZero } from './zipkin-values.ts';
import type { ZipkinAnnotation, ZipkinEndpoint, ZipkinSpan } from './zipkin-span.ts';

/** Spans, endpoints, anotações e tags num pedido: uma mensagem vazia ocupa 2 bytes e vira um objeto inteiro. */
export const MAX_ZIPKIN_MESSAGES = 500_000;

const KINDS = ['', 'CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'];

/** Tipos de fio. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

/**
 * Decodifica o corpo de `POST /api/v2/spans` em `application/x-protobuf`.
 * @throws WireError
 */
export function decodeZipkinProtobuf(bytes: Uint8Array): ZipkinSpan[] {
  return new Decoder(bytes).listOfSpans();
}

class Decoder {
  readonly #bytes: Buffer;
  #messages = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  listOfSpans(): ZipkinSpan[] {
    const spans: ZipkinSpan[] = [];
    this.#fields(0, this.#bytes.length, (tag, at, end) => {
      if (tag === fieldTag(1, BYTES)) spans.push(this.#span(at, end));
    });
    return spans;
  }

  #span(start: number, end: number): ZipkinSpan {
    let [traceId, id, parentId, name, kind] = ['', '', '', '', ''];
    let [timestamp, duration] = [0n, 0n];
    let localEndpoint: ZipkinEndpoint | undefined;
    let remoteEndpoint: ZipkinEndpoint | undefined;
    const annotations: ZipkinAnnotation[] = [];
    const tags = new Map<string, string>();
    this.#fields(start, end, (tag, at, fieldEnd) => {
      switch (tag) {
        case fieldTag(1, BYTES):
          traceId = this.#bytes.toString('hex', at, fieldEnd);
          break;
        case fieldTag(2, BYTES):
          parentId = this.#bytes.toString('hex', at, fieldEnd);
          break;
        case fieldTag(3, BYTES):
          id = this.#bytes.toString('hex', at, fieldEnd);
          break;
        case fieldTag(4, VARINT):
          kind = KINDS[readVarint32(this.#bytes, at, fieldEnd)] ?? '';
          break;
        case fieldTag(5, BYTES):
          name = this.#text(at, fieldEnd);
          break;
        case fieldTag(6, FIXED64):
          timestamp = readFixed64(this.#bytes, at);
          break;
        case fieldTag(7, VARINT):
          duration = BigInt.asUintN(64, readVarint64(this.#bytes, at, fieldEnd));
          break;
        case fieldTag(8, BYTES):
          localEndpoint = this.#endpoint(at, fieldEnd, localEndpoint);
          break;
        case fieldTag(9, BYTES):
          remoteEndpoint = this.#endpoint(at, fieldEnd, remoteEndpoint);
          break;
        case fieldTag(10, BYTES):
          annotations.push(this.#annotation(at, fieldEnd));
          break;
        case fieldTag(11, BYTES):
          this.#tag(at, fieldEnd, tags);
          break;
      }
    });
    return {
      traceId: checkTraceId(traceId),
      id: notZero(checkSpanId(id, 'id'), 'id'),
      parentId: parentId === '' || isZero(checkSpanId(parentId, 'parent_id')) ? '' : parentId,
      name,
      kind,
      timestamp,
      duration,
      localEndpoint,
      remoteEndpoint,
      annotations,
      tags,
    };
  }

  /** Uma submensagem repetida completa a anterior, como manda o protobuf. */
  #endpoint(start: number, end: number, before: ZipkinEndpoint | undefined): ZipkinEndpoint {
    const endpoint = { serviceName: '', ipv4: '', ipv6: '', port: 0, ...before };
    this.#fields(start, end, (tag, at, fieldEnd) => {
      if (tag === fieldTag(1, BYTES)) endpoint.serviceName = this.#text(at, fieldEnd);
      else if (tag === fieldTag(2, BYTES)) endpoint.ipv4 = ipFromBytes(this.#bytes.subarray(at, fieldEnd));
      else if (tag === fieldTag(3, BYTES)) endpoint.ipv6 = ipFromBytes(this.#bytes.subarray(at, fieldEnd));
      else if (tag === fieldTag(4, VARINT)) endpoint.port = readVarint32(this.#bytes, at, fieldEnd) & 0xffff;
    });
    return endpoint;
  }

  #annotation(start: number, end: number): ZipkinAnnotation {
    const annotation = { timestamp: 0n, value: '' };
    this.#fields(start, end, (tag, at, fieldEnd) => {
      if (tag === fieldTag(1, FIXED64)) annotation.timestamp = readFixed64(this.#bytes, at);
      else if (tag === fieldTag(2, BYTES)) annotation.value = this.#text(at, fieldEnd);
    });
    return annotation;
  }

  #tag(start: number, end: number, tags: Map<string, string>): void {
    let [key, value] = ['', ''];
    this.#fields(start, end, (tag, at, fieldEnd) => {
      if (tag === fieldTag(1, BYTES)) key = this.#text(at, fieldEnd);
      else if (tag === fieldTag(2, BYTES)) value = this.#text(at, fieldEnd);
    });
    tags.set(key, value);
  }

  /** Percorre os campos de uma mensagem; `[at, end)` é o conteúdo de cada um, sem a etiqueta nem o comprimento. */
  #fields(start: number, end: number, visit: (tag: number, at: number, end: number) => void): void {
    if (++this.#messages > MAX_ZIPKIN_MESSAGES) {
      throw new WireError('too_many', `protobuf com mais de ${MAX_ZIPKIN_MESSAGES} spans, anotações e tags.`);
    }
    let at = start;
    while (at < end) {
      const tag = readTag(this.#bytes, at, end);
      const content = lastPosition();
      at = skipField(this.#bytes, tag, content, end);
      if ((tag & 7) !== BYTES) {
        visit(tag, content, at);
      } else {
        readLength(this.#bytes, content, end);
        visit(tag, lastPosition(), at);
      }
    }
  }

  #text(start: number, end: number): string {
    return this.#bytes.toString('utf8', start, end);
  }
}

function fieldTag(field: number, wireType: number): number {
  return (field << 3) | wireType;
}

function checkTraceId(hex: string): string {
  if (hex.length !== 32 && hex.length !== 16) throw wrongLength('trace_id', '8 ou 16', hex);
  return notZero(hex.padStart(32, '0'), 'trace_id');
}

function checkSpanId(hex: string, name: string): string {
  if (hex.length !== 16) throw wrongLength(name, '8', hex);
  return hex;
}

function wrongLength(name: string, expected: string, hex: string): WireError {
  return new WireError('invalid_id', `${name} deve ter ${expected} bytes; veio com ${hex.length / 2}.`);
}
