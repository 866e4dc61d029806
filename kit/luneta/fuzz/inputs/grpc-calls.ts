/** Chamadas gRPC com mensagens mutadas e prefixos errados, e quadros HTTP/2 crus com lixo. */
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { grpcFrame, TRACES } from '../../receivers/testing/raw-grpc.ts';
import type { GrpcInput, TcpInput } from '../input.ts';
import { mutated } from '../mutations.ts';
import { cutInto } from './http-requests.ts';
import { BOMB_NAMES, compressionBomb } from './monsters.ts';
import { OTLP_BODIES } from './otlp-messages.ts';

export const EXPORT_PATHS = {
  traces: TRACES,
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
} as const;

interface Envelope {
  framed: boolean;
  headers?: Record<string, string>;
  wrap(message: Buffer): Buffer;
}

const GZIP = { 'grpc-encoding': 'gzip' };

const ENVELOPES: Record<string, Envelope> = {
  certo: { framed: true, wrap: (message) => grpcFrame(message) },
  gzip: { framed: true, headers: GZIP, wrap: (message) => grpcFrame(gzipSync(message), { flag: 1 }) },
  'gzip que não é': { framed: false, headers: GZIP, wrap: (message) => grpcFrame(message, { flag: 1 }) },
  'gzip cortado': {
    framed: false,
    headers: GZIP,
    wrap: (message) => grpcFrame(gzipSync(message).subarray(0, -4), { flag: 1 }),
  },
  'comprimido sem dizer como': { framed: false, wrap: (message) => grpcFrame(message, { flag: 1 }) },
  'compressão desconhecida': {
    framed: false,
    headers: { 'grpc-encoding': 'xz' },
    wrap: (message) => grpcFrame(message, { flag: 1 }),
  },
  'byte de compressão 255': { framed: false, wrap: (message) => grpcFrame(message, { flag: 255 }) },
  'comprimento maior': { framed: false, wrap: (message) => grpcFrame(message, { length: message.length + 50 }) },
  'comprimento menor': {
    framed: false,
    wrap: (message) => grpcFrame(message, { length: Math.floor(message.length / 2) }),
  },
  'comprimento de 4 GiB': { framed: false, wrap: (message) => grpcFrame(message, { length: 0xffffffff }) },
  'duas mensagens': { framed: false, wrap: (message) => Buffer.concat([grpcFrame(message), grpcFrame(message)]) },
  'nenhuma mensagem': { framed: false, wrap: () => Buffer.alloc(0) },
  'prefixo cortado': { framed: false, wrap: (message) => grpcFrame(message).subarray(0, 3) },
};

const calls = (signal: keyof typeof EXPORT_PATHS): fc.Arbitrary<GrpcInput> =>
  fc
    .record({
      body: OTLP_BODIES.protobuf[signal],
      envelope: fc.oneof(
        { weight: 3, arbitrary: fc.constant('certo') },
        { weight: 2, arbitrary: fc.constantFrom(...Object.keys(ENVELOPES)) },
      ),
      path: fc.oneof(
        { weight: 15, arbitrary: fc.constant<string>(EXPORT_PATHS[signal]) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('/', '/x/Export', `${EXPORT_PATHS[signal]}/`, '/__proto__/constructor'),
        },
      ),
      headers: fc.oneof(
        { weight: 15, arbitrary: fc.constant({}) },
        {
          weight: 1,
          arbitrary: fc.constantFrom<Record<string, string>[]>(
            { 'content-type': 'application/grpc+json' },
            { 'content-type': 'text/plain' },
            { 'grpc-timeout': '1n' },
            { 'grpc-timeout': 'x' },
            { 'x-bin': 'não é base64'.normalize('NFD').replaceAll(/[^ -~]/g, '') },
            { 'grpc-accept-encoding': 'gzip,,,,' },
            { 'x-longo': 'x'.repeat(12_000) },
          ),
        },
      ),
      ending: fc.oneof(
        { weight: 15, arbitrary: fc.constant('end' as const) },
        { weight: 1, arbitrary: fc.constant('cancel' as const) },
      ),
    })
    .map(({ body, envelope, path, headers, ending }) => {
      const { framed, headers: own, wrap } = ENVELOPES[envelope];
      const plain = Object.keys(headers).length === 0 && path === EXPORT_PATHS[signal];
      return {
        kind: 'grpc',
        what: `${path} (${envelope})`,
        path,
        headers: { 'content-type': 'application/grpc', ...own, ...headers },
        body: wrap(body),
        ending,
        framed: framed && plain,
      };
    });

const GZIP_BOMBS = BOMB_NAMES.filter((name) => !name.startsWith('deflate'));

const bombs: fc.Arbitrary<GrpcInput> = fc.constantFrom(...GZIP_BOMBS).map((name) => ({
  kind: 'grpc',
  what: `bomba: ${name}`,
  path: EXPORT_PATHS.traces,
  headers: { 'content-type': 'application/grpc', 'grpc-encoding': 'gzip' },
  body: grpcFrame(compressionBomb(name), { flag: 1 }),
  ending: 'end',
  framed: false,
}));

export const grpcCalls: fc.Arbitrary<GrpcInput> = fc.oneof(
  { weight: 25, arbitrary: calls('traces') },
  { weight: 5, arbitrary: calls('metrics') },
  { weight: 5, arbitrary: calls('logs') },
  { weight: 1, arbitrary: bombs },
);

/** Quadro HTTP/2 (RFC 9113, 4.1): comprimento em 3 bytes, tipo, sinais e número do fluxo. */
function http2Frame(type: number, flags: number, stream: number, payload: Uint8Array, length = payload.length): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(length & 0xffffff, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream >>> 0, 5);
  return Buffer.concat([head, payload]);
}

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
/** `:method POST`, `:scheme http`, `:path /` na tabela estática do HPACK. */
const HEADERS_BLOCK = Uint8Array.of(0x83, 0x86, 0x84);

const frame = fc.oneof(
  fc.constant(http2Frame(4, 0, 0, Buffer.alloc(0))), // SETTINGS
  fc.constant(http2Frame(4, 1, 0, Buffer.alloc(0))), // SETTINGS ACK
  fc.constant(http2Frame(1, 4, 1, HEADERS_BLOCK)),
  fc.constant(http2Frame(1, 0, 1, HEADERS_BLOCK)), // sem END_HEADERS: pede CONTINUATION
  fc.constant(http2Frame(0, 1, 1, grpcFrame(Buffer.alloc(4)))),
  fc.constant(http2Frame(8, 0, 0, Buffer.from('7fffffff', 'hex'))), // janela estourada
  fc.constant(http2Frame(3, 0, 1, Buffer.alloc(4))), // RST_STREAM
  fc.constant(http2Frame(7, 0, 0, Buffer.alloc(8))), // GOAWAY
  fc.constant(http2Frame(6, 0, 0, Buffer.alloc(8))), // PING
  fc.constant(http2Frame(0, 0, 1, Buffer.alloc(0), 0xffffff)), // comprimento que mente
  fc
    .record({
      type: fc.nat(12),
      flags: fc.nat(255),
      stream: fc.constantFrom(0, 1, 2, 3, 0x7fffffff, 0xffffffff),
      payload: fc.uint8Array({ maxLength: 60 }),
    })
    .map(({ type, flags, stream, payload }) => http2Frame(type, flags, stream, payload)),
);

/** Conexões HTTP/2 com quadros fora de ordem, mentirosos ou inventados. */
export const http2Junk: fc.Arbitrary<TcpInput> = fc
  .record({
    bytes: mutated(fc.array(frame, { maxLength: 12 }).map((frames) => Buffer.concat(frames))),
    storm: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(500, 3000) }),
    pieces: fc.integer({ min: 1, max: 4 }),
    ending: fc.constantFrom<TcpInput['ending'][]>('half-close', 'reset'),
  })
  .map(({ bytes, storm, pieces, ending }) => {
    const opened = Array.from({ length: storm }, (_, i) => {
      const stream = 2 * i + 1; // abre e desiste: o ataque "rapid reset"
      return Buffer.concat([http2Frame(1, 4, stream, HEADERS_BLOCK), http2Frame(3, 0, stream, Buffer.alloc(4))]);
    });
    const all = Buffer.concat([PREFACE, http2Frame(4, 0, 0, Buffer.alloc(0)), ...opened, bytes]);
    return {
      kind: 'tcp',
      what: `quadros HTTP/2 (${all.length} bytes)`,
      chunks: cutInto(all, pieces),
      ending,
      mustAnswer: false,
    };
  });
