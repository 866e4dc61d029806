/** A carga pronta para sair: pedidos (ou datagramas) já codificados, para que o relógio só conte o envio. */
import { gzipSync } from 'node:zlib';
import type { ThriftProtocol } from '../../wire/jaeger-batch.ts';
import { type BenchSpan, groupByService, UNIQUE_ATTRIBUTE } from './bench-span.ts';
import { encodeThrift } from './jaeger-thrift.ts';
import { encodeJson } from './otlp-json.ts';
import { encodeProtobuf } from './otlp-protobuf.ts';
import { manyTraces, oneTrace, SPANS_PER_TRACE } from './spans.ts';

export const SPANS_PER_REQUEST = 512;

/** Um lote comum de um exporter Jaeger: cabe com folga nos 65 kB de um datagrama. */
const SPANS_PER_DATAGRAM = 32;

export type Encoding = 'protobuf' | 'gzip' | 'json';

export interface Payload {
  bodies: Uint8Array[];
  /** Spans (ou pontos, ou registros) em cada corpo. */
  counts: number[];
  spans: number;
  /** Na ordem em que os traces começam. */
  traceIds: string[];
}

/** Um valor que um só trace da carga tem, para a busca rara. */
export interface RareValue {
  service: string;
  key: string;
  value: string;
  traceId: string;
}

const ENCODERS: Record<Encoding, (spans: readonly BenchSpan[]) => Uint8Array> = {
  protobuf: encodeProtobuf,
  gzip: (spans) => gzipSync(encodeProtobuf(spans)),
  json: encodeJson,
};

export interface LoadOptions {
  seed?: number;
  encoding?: Encoding;
  nowMs?: number;
}

/** Traces de 8 spans; o total é arredondado para cima até completar o último pedido. */
export function makeLoad(atLeast: number, options: LoadOptions = {}): Payload & { rare: RareValue } {
  const { seed = 42, encoding = 'protobuf', nowMs = Date.now() } = options;
  const spans = Math.ceil(atLeast / SPANS_PER_REQUEST) * SPANS_PER_REQUEST;
  // O span 2 de um trace do primeiro décimo: longe do começo da busca, que vai do mais novo para o mais antigo.
  const rareSerial = Math.floor(spans / SPANS_PER_TRACE / 10) * SPANS_PER_TRACE + 2;
  let rare: RareValue | undefined;
  const payload = encodeRequests(manyTraces(spans, seed, nowMs), ENCODERS[encoding], (span) => {
    if (span.serial !== rareSerial) return;
    const value = span.spanId.toString('hex');
    rare = { service: span.service, key: UNIQUE_ATTRIBUTE, value, traceId: span.traceId.toString('hex') };
  });
  if (!rare) throw new Error(`carga pequena demais: ${spans} spans.`);
  return { ...payload, rare };
}

/** Um trace só, com `count` spans. */
export function makeOneTrace(count: number, { seed = 42, nowMs = Date.now() }: LoadOptions = {}): Payload {
  return encodeRequests(oneTrace(count, seed, nowMs), encodeProtobuf);
}

function encodeRequests(
  spans: Iterable<BenchSpan>,
  encode: (spans: readonly BenchSpan[]) => Uint8Array,
  visit?: (span: BenchSpan) => void,
): Payload {
  const payload: Payload = { bodies: [], counts: [], spans: 0, traceIds: [] };
  let request: BenchSpan[] = [];
  const flush = (): void => {
    if (request.length === 0) return;
    addBody(payload, encode(request), request.length);
    request = [];
  };
  for (const span of spans) {
    visit?.(span);
    if (!span.parentSpanId) payload.traceIds.push(span.traceId.toString('hex'));
    if (request.push(span) === SPANS_PER_REQUEST) flush();
  }
  flush();
  return payload;
}

/** A mesma carga em datagramas do agente Jaeger: cada um é de um serviço só, como o protocolo manda. */
export function makeDatagrams(count: number, protocol: ThriftProtocol, options: LoadOptions = {}): Payload {
  const { seed = 42, nowMs = Date.now() } = options;
  const payload: Payload = { bodies: [], counts: [], spans: 0, traceIds: [] };
  for (const group of groupByService([...manyTraces(count, seed, nowMs)]).values()) {
    for (let i = 0; i < group.length; i += SPANS_PER_DATAGRAM) {
      const spans = group.slice(i, i + SPANS_PER_DATAGRAM);
      for (const span of spans) if (!span.parentSpanId) payload.traceIds.push(span.traceId.toString('hex'));
      addBody(payload, encodeThrift(spans, protocol), spans.length);
    }
  }
  return payload;
}

export function addBody(payload: Payload, body: Uint8Array, spans: number): void {
  payload.bodies.push(body);
  payload.counts.push(spans);
  payload.spans += spans;
}
