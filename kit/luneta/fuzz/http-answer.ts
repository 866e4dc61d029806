/** Lê respostas HTTP/1.1 de bytes crus: o cliente do Node esconderia uma resposta malfeita. */
import { FindingError } from './finding.ts';

export interface HttpAnswer {
  status: number;
  /** Nomes em minúsculas. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/**
 * As respostas de uma conexão, na ordem. Uma resposta cortada no fim é deixada de fora: a conexão pode ter caído.
 * @param headOnly O pedido foi um HEAD: a resposta não tem corpo, digam o que disserem os cabeçalhos.
 * @throws FindingError se o que chegou não é HTTP.
 */
export function parseAnswers(bytes: Buffer, headOnly = false): HttpAnswer[] {
  const answers: HttpAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const headEnd = rest.indexOf(HEAD_END);
    if (headEnd < 0) break;
    const [statusLine, ...lines] = rest.toString('latin1', 0, headEnd).split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3})(?: |$)/.exec(statusLine)?.[1]);
    if (Number.isNaN(status)) {
      throw new FindingError('bad_answer', `a resposta começa por ${JSON.stringify(statusLine.slice(0, 80))}`);
    }
    const headers = new Map(lines.map(splitHeader));
    rest = rest.subarray(headEnd + HEAD_END.length);
    const bodyless = headOnly || status < 200 || status === 204 || status === 304;
    const parsed = bodyless ? { body: Buffer.alloc(0), rest } : readBody(rest, headers);
    if (!parsed) break;
    rest = parsed.rest;
    if (status >= 200) answers.push({ status, headers, body: parsed.body });
  }
  return answers;
}

function splitHeader(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  if (colon <= 0) throw new FindingError('bad_answer', `cabeçalho sem nome: ${JSON.stringify(line.slice(0, 80))}`);
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

interface BodyAndRest {
  body: Buffer;
  rest: Buffer;
}

/** `undefined` se o corpo não chegou inteiro. */
function readBody(bytes: Buffer, headers: ReadonlyMap<string, string>): BodyAndRest | undefined {
  if (headers.get('transfer-encoding') === 'chunked') return readChunks(bytes);
  const length = headers.get('content-length');
  if (length === undefined) return { body: bytes, rest: Buffer.alloc(0) }; // vai até o fim da conexão
  if (!/^\d+$/.test(length)) throw new FindingError('bad_answer', `Content-Length: ${length}`);
  const size = Number(length);
  return bytes.length < size ? undefined : { body: bytes.subarray(0, size), rest: bytes.subarray(size) };
}

function readChunks(bytes: Buffer): BodyAndRest | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size)) throw new FindingError('bad_answer', 'um pedaço da resposta não diz o tamanho');
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return undefined;
    if (size === 0) return { body: Buffer.concat(parts), rest: bytes.subarray(start + 2) };
    parts.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
