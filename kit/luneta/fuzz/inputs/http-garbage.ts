/** O que chega a uma porta TCP e não é um pedido HTTP direito: outros protocolos, cabeçalhos absurdos, bytes ao acaso. */
import * as fc from 'fast-check';
import type { TcpInput } from '../input.ts';
import { mutated } from '../mutations.ts';
import { cutInto } from './http-requests.ts';

/** Começo de um ClientHello do TLS 1.2. */
const TLS_HELLO = Buffer.from(
  '1603010200010001fc0303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20',
  'hex',
);
const HTTP2_PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Pedidos mal escritos; `$` é o lugar do caminho. */
const MALFORMED: readonly string[] = [
  'GET $ HTTP/1.1\n\n', // só LF
  'GET $\r\n\r\n', // HTTP/0.9
  'GET $ HTTP/3.7\r\nHost: localhost\r\n\r\n',
  'GET $ HTTP/1.1\r\n\r\n', // sem Host
  'GET $ HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  'GET $ HTTP/1.1\r\nHost: fora.exemplo\r\n\r\n',
  'GET http://fora.exemplo$ HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET $ HTTP/1.0\r\n\r\n',
  'get $ HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'XYZZY $ HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'TRACE $ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
  'GET $ HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n', // cabeçalho dobrado
  'GET $ HTTP/1.1\r\nHost: localhost\r\n: vazio\r\n\r\n',
  'GET $ HTTP/1.1\r\nHost: localhost\r\nX : a\r\n\r\n',
  'GET $ HTTP/1.1\r\nHost: localhost\r\nX: \u0000\r\n\r\n',
  'GET $ HTTP/1.1\r\nHost: localhost\r\nX: \u00ff\u00fe\r\nConnection: close\r\n\r\n',
  'GET $\u0000 HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'GET $\u00e7\u00ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', // Latin-1 no caminho
  'GET $ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\nGET $ HTTP/1.1\r\n',
  'POST $ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n',
  `GET $ HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
  `GET $?${'q'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  `GET $ HTTP/1.1\r\nHost: localhost\r\n${'A: b\r\n'.repeat(5000)}\r\n`,
  `GET $ HTTP/1.1\r\nHost: localhost\r\n${'X: y\r\n'.repeat(2100)}Connection: close\r\n\r\n`,
  '\r\n'.repeat(5000),
  `POST $ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n0\r\n${'X: y\r\n'.repeat(3000)}\r\n`,
];

/** Pedidos em fila numa conexão só. */
function pipelined(path: string, count: number): string {
  const post = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;
  return post.repeat(count);
}

/** Lixo para uma porta TCP; `paths` são caminhos que existem nela. */
export function httpGarbage(paths: readonly string[]): fc.Arbitrary<TcpInput> {
  const path = fc.constantFrom(...paths);
  const malformed = fc
    .tuple(fc.constantFrom(...MALFORMED), path)
    .map(([template, value]) => Buffer.from(template.replaceAll('$', value), 'latin1'));
  const queue = fc
    .tuple(path, fc.integer({ min: 2, max: 300 }))
    .map(([value, count]) => Buffer.from(pipelined(value, count)));
  const foreign = fc.oneof(
    fc.constant(TLS_HELLO),
    fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.concat([Buffer.from(HTTP2_PREFACE), bytes])),
    fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
    fc.constant(Buffer.alloc(0)),
  );
  return fc
    .record({
      bytes: fc.oneof(malformed, mutated(malformed), queue, mutated(queue), foreign),
      pieces: fc.integer({ min: 1, max: 6 }),
      ending: fc.constantFrom<TcpInput['ending'][]>('half-close', 'half-close', 'reset'),
    })
    .map(({ bytes, pieces, ending }) => ({
      kind: 'tcp',
      what: `não é um pedido inteiro: ${JSON.stringify(bytes.toString('latin1', 0, 40))}`,
      chunks: cutInto(bytes, pieces),
      ending,
      mustAnswer: false,
    }));
}
