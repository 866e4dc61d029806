/**
 * Porta do Zipkin (9411): `POST /api/v2/spans` em JSON ou protobuf e `POST /api/v1/spans` em JSON ou Thrift; gzip e
 * deflate.
 *
 * Como no receptor do Collector (gravado de um Jaeger de verdade): o sucesso é 202 sem corpo, o que não se declara
 * binário é lido como JSON, e um span inválido recusa o pedido inteiro, com o motivo em texto. Diferenças de propósito:
 * caminho e método errados são 404 e 405, e não outra tentativa de ler o corpo.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ResourceSpans } from '../store/model.ts';
import { mediaType } from '../http/media-type.ts';
import { pathOf } from '../http/url.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';
import { decodeZipkinJson } from '../wire/zipkin-json.ts';
import { decodeZipkinProtobuf } from '../wire/zipkin-protobuf.ts';
import { zipkinSpansToOtlp } from '../wire/zipkin-to-otlp.ts';
import { decodeZipkinV1Json } from '../wire/zipkin-v1-json.ts';
import { decodeZipkinV1Thrift } from '../wire/zipkin-v1-thrift.ts';
import { zipkinV1SpansToOtlp } from '../wire/zipkin-v1-to-otlp.ts';
import { answerCors, foreignOriginMessage } from './cors.ts';
import type { Door, Ingest } from './door.ts';
import { openHttpDoor, type HttpDoorContext, type HttpDoorOptions } from './http-door.ts';

export interface ZipkinOptions extends HttpDoorOptions {
  ingest: Ingest;
  /** Origens aceitas além das locais, como `https://exemplo.br`. */
  corsOrigins?: readonly string[];
}

type Decode = (content: Uint8Array) => ResourceSpans[];

/** O que um caminho aceita: JSON, e um formato binário para quem o declara. */
interface Endpoint {
  json: Decode;
  binaryType: string;
  binary: Decode;
}

const PROTOBUF_TYPE = 'application/x-protobuf';
const THRIFT_TYPE = 'application/x-thrift';
const BINARY_TYPES = [PROTOBUF_TYPE, THRIFT_TYPE];

const V2_PATH = '/api/v2/spans';
const V1_PATH = '/api/v1/spans';

const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([
  [
    V2_PATH,
    {
      json: (content: Uint8Array) => zipkinSpansToOtlp(decodeZipkinJson(content)),
      binaryType: PROTOBUF_TYPE,
      binary: (content: Uint8Array) => zipkinSpansToOtlp(decodeZipkinProtobuf(content)),
    },
  ],
  [
    V1_PATH,
    {
      json: (content: Uint8Array) => zipkinV1SpansToOtlp(decodeZipkinV1Json(content), nowUnixNano()),
      binaryType: THRIFT_TYPE,
      binary: (content: Uint8Array) => zipkinV1SpansToOtlp(decodeZipkinV1Thrift(content), nowUnixNano()),
    },
  ],
]);

const NO_BODY = new Uint8Array(0);

/** Abre a porta. Rejeita com o erro original do sistema (`EADDRINUSE`, …); as palavras são de quem chama. */
export function openZipkinDoor(options: ZipkinOptions): Promise<Door> {
  const { ingest, corsOrigins = [] } = options;

  return openHttpDoor('zipkin', options, (request, response, door) => {
    const path = pathOf(request);
    const endpoint = ENDPOINTS.get(path);
    const origin = answerCors(request, response, corsOrigins, endpoint !== undefined);
    if (origin === 'answered') return;
    door.stats.messages++;
    if (endpoint === undefined) refuseWrongPath(request, response, door, path);
    else if (request.method !== 'POST') refuseMethod(request, response, door);
    else if (origin === 'foreign')
      door.refuse(request, response, 403, { code: 'foreign_origin', message: foreignOriginMessage(request) });
    else receive(request, response, door, ingest, endpoint);
  });
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  door: HttpDoorContext,
  ingest: Ingest,
  endpoint: Endpoint,
): void {
  const type = mediaType(request);
  if (BINARY_TYPES.includes(type) && type !== endpoint.binaryType) {
    refuseContentType(request, response, door, type);
    return;
  }
  const decode = type === endpoint.binaryType ? endpoint.binary : endpoint.json;
  door.receive(
    request,
    (content) => {
      const result = ingest.traces(encodeTraceRequest(decode(content)));
      door.stats.spans += result.acceptedSpans;
      door.stats.rejectedSpans += result.rejectedSpans;
      door.send(response, 202, '', NO_BODY);
    },
    ({ status, message }) => {
      const hint = decode === endpoint.json && !type.endsWith('json') ? readAsJson(type, endpoint) : '';
      door.sendText(response, status, `${message}${hint}`);
    },
  );
}

/** Quem manda protobuf sem dizer vê um erro de JSON: a explicação evita a caçada. */
function readAsJson(type: string, { binaryType }: Endpoint): string {
  const declared = type === '' ? 'não veio Content-Type' : `o Content-Type é ${JSON.stringify(type.slice(0, 100))}`;
  return ` O corpo foi lido como JSON porque ${declared}; o formato binário pede ${binaryType}.`;
}

function refuseWrongPath(
  request: IncomingMessage,
  response: ServerResponse,
  door: HttpDoorContext,
  path: string,
): void {
  const shown = JSON.stringify(path.slice(0, 100));
  // Um navegador que só visita a porta não é um cliente com o caminho errado.
  const code = request.method === 'POST' ? 'wrong_path' : 'wrong_method';
  const message = `Caminho desconhecido nesta porta do Zipkin: ${shown}. Use ${V2_PATH} (ou ${V1_PATH}).`;
  door.refuse(request, response, 404, { code, message });
}

function refuseMethod(request: IncomingMessage, response: ServerResponse, door: HttpDoorContext): void {
  const message =
    `${request.method} em ${request.url?.slice(0, 100)}: esta porta só aceita POST. ` +
    'As consultas ficam na porta da interface.';
  response.setHeader('allow', 'POST');
  door.refuse(request, response, 405, { code: 'wrong_method', message });
}

function refuseContentType(
  request: IncomingMessage,
  response: ServerResponse,
  door: HttpDoorContext,
  type: string,
): void {
  const message = `${type} não é lido em ${request.url?.slice(0, 100)}: protobuf vai em ${V2_PATH}, Thrift em ${V1_PATH}.`;
  door.refuse(request, response, 415, { code: 'wrong_content_type', message });
}

function nowUnixNano(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
