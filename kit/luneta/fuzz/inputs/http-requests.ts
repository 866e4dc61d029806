/** Pedidos HTTP/1.1 em volta de um corpo: na maioria bem escritos, com compressões, tamanhos e pedaços que mentem. */
import { deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { TcpInput } from '../input.ts';
import { BOMB_NAMES, compressionBomb } from './monsters.ts';

/** O que uma porta HTTP recebe: um caminho, o tipo do corpo e o corpo. */
export interface HttpRoute {
  method: string;
  path: string;
  contentType: string;
  body: fc.Arbitrary<Buffer>;
}

type Packed = { body: Buffer; headers: string[] };

/** O corpo como vai no fio, com o `Content-Encoding` que ele diz ter. */
const PACKINGS: Record<string, (body: Buffer) => Packed> = {
  plain: (body) => ({ body, headers: [] }),
  identity: (body) => ({ body, headers: ['Content-Encoding: identity'] }),
  gzip: (body) => ({ body: gzipSync(body), headers: ['Content-Encoding: gzip'] }),
  deflate: (body) => ({ body: deflateSync(body), headers: ['Content-Encoding: deflate'] }),
  'gzip cortado': (body) => ({ body: gzipSync(body).subarray(0, -5), headers: ['Content-Encoding: gzip'] }),
  'gzip com sobra': (body) => ({
    body: Buffer.concat([gzipSync(body), Buffer.from('sobra')]),
    headers: ['Content-Encoding: gzip'],
  }),
  'gzip duas vezes': (body) => ({ body: gzipSync(gzipSync(body)), headers: ['Content-Encoding: gzip, gzip'] }),
  'não é gzip': (body) => ({ body, headers: ['Content-Encoding: gzip'] }),
  'gzip que diz deflate': (body) => ({ body: gzipSync(body), headers: ['Content-Encoding: deflate'] }),
  'codificação desconhecida': (body) => ({ body, headers: ['Content-Encoding: br'] }),
  'codificação repetida': (body) => ({
    body: gzipSync(body),
    headers: ['Content-Encoding: gzip', 'Content-Encoding: gzip'],
  }),
  'codificação longa': (body) => ({ body, headers: [`Content-Encoding: ${'gzip,'.repeat(500)}`] }),
};

/** Como o tamanho do corpo é anunciado. `whole`: um pedido que se pode ler até o fim. */
const FRAMINGS: Record<string, { whole: boolean; frame(body: Buffer, cut: number): Packed }> = {
  tamanho: { whole: true, frame: (body) => ({ body, headers: [`Content-Length: ${body.length}`] }) },
  pedaços: { whole: true, frame: (body, cut) => chunked([body.subarray(0, cut), body.subarray(cut)]) },
  'pedaços miúdos': {
    whole: true,
    frame: (body) => chunked(Array.from({ length: Math.min(body.length, 300) }, (_, i) => body.subarray(i, i + 1))),
  },
  'pedaços com extensões': {
    whole: true,
    frame: (body) => ({ ...chunked([body]), body: chunkedBody([body], `;${'x'.repeat(40)}=1`) }),
  },
  'tamanho menor': {
    whole: false,
    frame: (body, cut) => ({ body, headers: [`Content-Length: ${cut}`] }),
  },
  'tamanho maior': { whole: false, frame: (body) => ({ body, headers: [`Content-Length: ${body.length + 100}`] }) },
  'tamanho absurdo': {
    whole: false,
    frame: (body) => ({ body, headers: ['Content-Length: 99999999999999999999'] }),
  },
  'tamanho acima do limite': {
    whole: false,
    frame: (body) => ({ body, headers: [`Content-Length: ${200 * 1024 * 1024}`] }),
  },
  'tamanho negativo': { whole: false, frame: (body) => ({ body, headers: ['Content-Length: -1'] }) },
  'dois tamanhos': {
    whole: false,
    frame: (body) => ({ body, headers: [`Content-Length: ${body.length}`, 'Content-Length: 1'] }),
  },
  'tamanho e pedaços': {
    whole: false,
    frame: (body) => {
      const inner = chunked([body]);
      return { body: inner.body, headers: [...inner.headers, `Content-Length: ${body.length}`] };
    },
  },
  'pedaço que não é número': {
    whole: false,
    frame: (body) => ({ body: Buffer.concat([Buffer.from('zz\r\n'), body]), headers: ['Transfer-Encoding: chunked'] }),
  },
  'pedaço imenso': {
    whole: false,
    frame: (body) => ({
      body: Buffer.concat([Buffer.from('fffffffffffffffff\r\n'), body]),
      headers: ['Transfer-Encoding: chunked'],
    }),
  },
  'pedaço sem fim': {
    whole: false,
    frame: (body) => ({
      body: Buffer.concat([Buffer.from(`${body.length.toString(16)};${'e'.repeat(40_000)}\r\n`), body]),
      headers: ['Transfer-Encoding: chunked'],
    }),
  },
  'transferência desconhecida': { whole: false, frame: (body) => ({ body, headers: ['Transfer-Encoding: gzip, xx'] }) },
  'sem tamanho': { whole: false, frame: (body) => ({ body, headers: [] }) },
};

function chunked(parts: readonly Buffer[]): Packed {
  return { body: chunkedBody(parts, ''), headers: ['Transfer-Encoding: chunked'] };
}

function chunkedBody(parts: readonly Buffer[], extension: string): Buffer {
  const filled = parts.filter((part) => part.length > 0);
  const pieces = filled.flatMap((part) => [Buffer.from(`${part.length.toString(16)}${extension}\r\n`), part, CRLF]);
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}

const CRLF = Buffer.from('\r\n');

/** `common` na maioria das vezes. */
function mostly<T>(common: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 30, arbitrary: fc.constant(common) }, { weight: 5, arbitrary: fc.constantFrom(...others) });
}

/** Cabeçalhos que uma porta precisa aguentar sem mudar de ideia sobre o corpo. */
const EXTRA_HEADERS = [
  [],
  ['Expect: 100-continue'],
  ['Expect: outra-coisa'],
  ['Origin: http://localhost:3000'],
  ['Origin: https://fora.exemplo'],
  ['Origin: null'],
  ['Connection: Upgrade', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA'],
  ['__proto__: x', 'constructor: y'],
  [`X-Longo: ${'x'.repeat(12_000)}`],
  Array.from({ length: 900 }, (_, i) => `X-${i}: ${i}`),
  ['Accept-Encoding: gzip', 'X-Forwarded-Host: fora.exemplo'],
  ['Traceparent: 00-00000000000000000000000000000000-0000000000000000-00'],
] as const;

const CONTENT_TYPES = [
  '',
  'text/plain',
  'application/JSON; charset=latin1',
  'application/x-protobuf;;;',
  '*/*',
  'application/grpc',
  `application/json; x=${'y'.repeat(5000)}`,
];

/** Pedidos para as rotas de uma porta. */
export function httpRequests(routes: readonly HttpRoute[]): fc.Arbitrary<TcpInput> {
  return fc.oneof(
    { weight: 30, arbitrary: fc.oneof(...routes.map((route) => requestsTo(route))) },
    { weight: 1, arbitrary: bombsTo(routes[0]) },
  );
}

function requestsTo(route: HttpRoute): fc.Arbitrary<TcpInput> {
  return fc
    .record({
      body: route.body,
      method: mostly(route.method, 'GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'HEAD'),
      path: mostly(route.path, `${route.path}/`, `${route.path}?x=1`, '/', `/x${route.path}`, route.path.toUpperCase()),
      contentType: mostly(route.contentType, ...CONTENT_TYPES),
      packing: mostly('plain', ...Object.keys(PACKINGS)),
      framing: mostly('tamanho', ...Object.keys(FRAMINGS)),
      extra: mostly<readonly string[]>([], ...EXTRA_HEADERS),
      cut: fc.nat(),
      pieces: fc.integer({ min: 1, max: 4 }),
      ending: mostly<TcpInput['ending']>('wait', 'half-close', 'reset'),
    })
    .map(({ body, method, path, contentType, packing, framing, extra, cut, pieces, ending }) => {
      const packed = PACKINGS[packing](body);
      const { whole, frame } = FRAMINGS[framing];
      const framed = frame(packed.body, cut % (packed.body.length + 1));
      const type = contentType === '' ? [] : [`Content-Type: ${contentType}`];
      const head = [`${method} ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...type];
      const lines = [...head, ...packed.headers, ...framed.headers, ...extra];
      const bytes = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), framed.body]);
      return {
        kind: 'tcp' as const,
        what: `${method} ${path} (${packing}, ${framing})`,
        chunks: cutInto(bytes, pieces),
        // Um corpo que não termina só acaba quando nós desligamos.
        ending: whole || ending === 'reset' ? ending : 'half-close',
        // Um FIN logo atrás do pedido autoriza o servidor a desistir dele.
        mustAnswer: whole && ending === 'wait',
      };
    });
}

function bombsTo({ method, path, contentType }: HttpRoute): fc.Arbitrary<TcpInput> {
  return fc.constantFrom(...BOMB_NAMES).map((name) => {
    const body = compressionBomb(name);
    const lines = [
      `${method} ${path} HTTP/1.1`,
      'Host: localhost',
      'Connection: close',
      `Content-Type: ${contentType}`,
      `Content-Encoding: ${name.startsWith('deflate') ? 'deflate' : 'gzip'}`,
      `Content-Length: ${body.length}`,
    ];
    const bytes = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
    return { kind: 'tcp', what: `bomba em ${path}: ${name}`, chunks: [bytes], ending: 'wait', mustAnswer: true };
  });
}

/** `bytes` em até `pieces` escritas: um leitor de pedidos não pode contar com pedaços inteiros. */
export function cutInto(bytes: Buffer, pieces: number): Buffer[] {
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}
