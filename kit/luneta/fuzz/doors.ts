/**
 * As portas que o fuzz conhece: o que mandar a cada uma, o que ela pode responder e a mensagem boa que tem de passar.
 * Uma porta nova entra aqui; a que está na linha de prontidão e não aqui é um erro do fuzz, não um esquecimento.
 */
import * as fc from 'fast-check';
import { grpcFrame } from '../receivers/testing/raw-grpc.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';
import { aBatch, aSpan } from '../wire/testing/jaeger-arbitrary.ts';
import { encodeBareBatch, encodeCall } from '../wire/testing/thrift-oracle.ts';
import type { FuzzInput } from './input.ts';
import { datagrams } from './inputs/datagrams.ts';
import { EXPORT_PATHS, grpcCalls, http2Junk } from './inputs/grpc-calls.ts';
import { httpGarbage } from './inputs/http-garbage.ts';
import { httpRequests, type HttpRoute } from './inputs/http-requests.ts';
import { OTLP_BODIES } from './inputs/otlp-messages.ts';
import { queryRequests, samplingRequests } from './inputs/query-requests.ts';
import { THRIFT_BATCHES } from './inputs/thrift-messages.ts';
import { ZIPKIN_BODIES } from './inputs/zipkin-messages.ts';

/** Uma mensagem boa. `traceId`: o trace que ela cria; sem ele, basta a resposta. */
export interface Canary {
  input: FuzzInput;
  traceId?: string;
}

export interface FuzzDoor {
  transport: 'tcp' | 'udp';
  inputs: fc.Arbitrary<FuzzInput>;
  /** Estados HTTP que a porta pode responder. 5xx, só os documentados. */
  statuses: ReadonlySet<number>;
  /** @param id Trace novo: 32 dígitos hexadecimais. */
  canary(id: string): Canary;
}

/** Estados que o próprio HTTP traz a qualquer porta. */
const HTTP_STATUSES = [400, 403, 404, 405, 408, 413, 417, 431];
const RECEIVER_STATUSES = new Set([200, 202, 204, 415, 503, ...HTTP_STATUSES]);
/** 422: o Prometheus diz assim que entendeu a consulta e não a faz. */
const QUERY_STATUSES = new Set([200, 301, 302, 304, 415, 422, 501, ...HTTP_STATUSES]);

const SPAN_ID = '00000000000000ca';
const START_NS = 1_795_253_474_406_123_456n;

const otlpCanary = (traceId: string): Buffer => {
  const common = { attributes: [], droppedAttributesCount: 0 };
  const span = {
    ...common,
    traceId,
    spanId: SPAN_ID,
    parentSpanId: '',
    traceState: '',
    flags: 1,
    name: 'canário',
    kind: 1,
    startTimeUnixNano: START_NS,
    endTimeUnixNano: START_NS + 1000n,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: '' },
  };
  const scope = { ...common, name: '', version: '' };
  return Buffer.from(encodeTraceRequest([{ resource: common, scopeSpans: [{ scope, spans: [span] }] }]));
};

const jaegerCanary = (traceId: string) =>
  aBatch([
    aSpan({
      operationName: 'canário',
      traceIdHigh: BigInt.asIntN(64, BigInt(`0x${traceId.slice(0, 16)}`)),
      traceIdLow: BigInt.asIntN(64, BigInt(`0x${traceId.slice(16)}`)),
    }),
  ]);

const zipkinCanary = (traceId: string): Buffer =>
  Buffer.from(
    JSON.stringify([{ traceId, id: SPAN_ID, name: 'canário', timestamp: 1_795_253_474_406_123, duration: 5 }]),
  );

/** Um pedido inteiro e bem escrito. */
function request(method: string, path: string, contentType = '', body: Uint8Array = Buffer.alloc(0)): FuzzInput {
  const type = contentType === '' ? [] : [`Content-Type: ${contentType}`, `Content-Length: ${body.length}`];
  const head = [`${method} ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...type].join('\r\n');
  return {
    kind: 'tcp',
    what: 'canário',
    chunks: [Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body])],
    ending: 'wait',
    mustAnswer: true,
  };
}

/** Pedidos às rotas e, numa fração, o que nem pedido é. */
function httpDoor(routes: readonly HttpRoute[]): fc.Arbitrary<FuzzInput> {
  return fc.oneof(
    { weight: 4, arbitrary: httpRequests(routes) },
    { weight: 1, arbitrary: httpGarbage(routes.map(({ path }) => path)) },
  );
}

const OTLP_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;
const OTLP_ROUTES: HttpRoute[] = (['traces', 'traces', 'metrics', 'logs'] as const).flatMap((signal) =>
  (['protobuf', 'json'] as const).map((encoding) => ({
    method: 'POST',
    path: `/v1/${signal}`,
    contentType: OTLP_TYPES[encoding],
    body: OTLP_BODIES[encoding][signal],
  })),
);

const JAEGER_HTTP_ROUTES: HttpRoute[] = ['application/x-thrift', 'application/vnd.apache.thrift.binary'].map(
  (contentType) => ({ method: 'POST', path: '/api/traces', contentType, body: THRIFT_BATCHES }),
);

const ZIPKIN_ROUTES: HttpRoute[] = [
  { method: 'POST', path: '/api/v2/spans', contentType: 'application/json', body: ZIPKIN_BODIES.v2Json },
  { method: 'POST', path: '/api/v2/spans', contentType: 'application/x-protobuf', body: ZIPKIN_BODIES.v2Protobuf },
  { method: 'POST', path: '/api/v1/spans', contentType: 'application/json', body: ZIPKIN_BODIES.v1Json },
  { method: 'POST', path: '/api/v1/spans', contentType: 'application/x-thrift', body: ZIPKIN_BODIES.v1Thrift },
];

/** Nomes da linha de prontidão. */
export const FUZZ_DOORS: Readonly<Record<string, FuzzDoor>> = {
  ui: {
    transport: 'tcp',
    inputs: fc.oneof(
      { weight: 6, arbitrary: queryRequests },
      { weight: 1, arbitrary: httpGarbage(['/', '/api/services', '/api/traces', '/api/v3/traces', '/search']) },
    ),
    statuses: QUERY_STATUSES,
    canary: () => ({ input: request('GET', '/api/services') }),
  },
  otlpHttp: {
    transport: 'tcp',
    inputs: httpDoor(OTLP_ROUTES),
    statuses: RECEIVER_STATUSES,
    canary: (traceId) => ({ input: request('POST', '/v1/traces', OTLP_TYPES.protobuf, otlpCanary(traceId)), traceId }),
  },
  otlpGrpc: {
    transport: 'tcp',
    inputs: fc.oneof(
      { weight: 6, arbitrary: grpcCalls },
      { weight: 3, arbitrary: http2Junk },
      { weight: 1, arbitrary: httpGarbage(['/v1/traces']) },
    ),
    statuses: new Set([200, 400, 415]),
    canary: (traceId) => ({
      input: {
        kind: 'grpc',
        what: 'canário',
        path: EXPORT_PATHS.traces,
        headers: { 'content-type': 'application/grpc' },
        body: grpcFrame(otlpCanary(traceId)),
        ending: 'end',
        framed: true,
      },
      traceId,
    }),
  },
  jaegerCompact: {
    transport: 'udp',
    inputs: datagrams('compact'),
    statuses: new Set(),
    canary: (traceId) => ({
      input: { kind: 'udp', what: 'canário', datagrams: [encodeCall(jaegerCanary(traceId), 'compact')] },
      traceId,
    }),
  },
  jaegerBinary: {
    transport: 'udp',
    inputs: datagrams('binary'),
    statuses: new Set(),
    canary: (traceId) => ({
      input: { kind: 'udp', what: 'canário', datagrams: [encodeCall(jaegerCanary(traceId), 'binary')] },
      traceId,
    }),
  },
  jaegerHttp: {
    transport: 'tcp',
    inputs: httpDoor(JAEGER_HTTP_ROUTES),
    statuses: RECEIVER_STATUSES,
    canary: (traceId) => ({
      input: request('POST', '/api/traces', 'application/x-thrift', encodeBareBatch(jaegerCanary(traceId))),
      traceId,
    }),
  },
  zipkin: {
    transport: 'tcp',
    inputs: httpDoor(ZIPKIN_ROUTES),
    statuses: RECEIVER_STATUSES,
    canary: (traceId) => ({
      input: request('POST', '/api/v2/spans', 'application/json', zipkinCanary(traceId)),
      traceId,
    }),
  },
  jaegerSampling: {
    transport: 'tcp',
    inputs: fc.oneof(
      { weight: 5, arbitrary: samplingRequests },
      { weight: 1, arbitrary: httpGarbage(['/sampling', '/api/sampling', '/']) },
    ),
    statuses: RECEIVER_STATUSES,
    canary: () => ({ input: request('GET', '/sampling?service=loja') }),
  },
};

/** @throws se a linha de prontidão traz uma porta que o fuzz não conhece. */
export function doorsOf(ports: Readonly<Record<string, number>>): [name: string, door: FuzzDoor][] {
  const unknown = Object.keys(ports).filter((name) => !Object.hasOwn(FUZZ_DOORS, name));
  if (unknown.length > 0) throw new Error(`O fuzz não conhece estas portas: ${unknown.join(', ')}.`);
  return Object.keys(ports).map((name) => [name, FUZZ_DOORS[name]]);
}
