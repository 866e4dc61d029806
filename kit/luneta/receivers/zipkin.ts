/**
 * Porta do Zipkin (9411): `POST /api/v2/spans` em JSON ou protobuf e `POST /api/v1/spans` em JSON ou Thrift; gzip e
 * deflate.
 *
 * Como no receptor do Collector (gravado de um Jaeger de verdade): o sucesso é 202 sem corpo, o que não se declara
 * binário é lido como JSON, e um span inválido recusa o pedido inteiro, com o motivo em texto. Diferenças de propósito:
 * caminho e método errados são 404 e 405, e não outra tentativa de ler o corpo.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mediaType } from '../http/media-type.ts';
import type { ResourceSpans } from '../store/model.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';
import { decodeZipkinJson } from '../wire/zipkin-json.ts';
import { decodeZipkinProtobuf } from '../wire/zipkin-protobuf.ts';
import { zipkinSpansToOtlp } from '../wire/zipkin-to-otlp.ts';
import { decodeZipkinV1Json } from '../wire/zipkin-v1-json.ts';
import { decodeZipkinV1Thrift } from '../wire/zipkin-v1-thrift.ts';
import { zipkinV1SpansToOtlp } from '../wire/zipkin-v1-to-otlp.ts';
import { countSpans, type Door, type TraceIngest } from './door.ts';
import type { HttpDoorContext, Refusal } from './http-door.ts';
import { openHttpPostDoor, type HttpPostDoorOptions } from './http-post-door.ts';

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
export function openZipkinDoor(options: HttpPostDoorOptions): Promise<Door> {
  return openHttpPostDoor('zipkin', options, {
    doorLabel: 'porta do Zipkin',
    endpoints: ENDPOINTS,
    adviceFor: () => `Use ${V2_PATH} (ou ${V1_PATH}).`,
    receive: (request, response, door, endpoint) => receive(request, response, door, options.ingest, endpoint),
  });
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  door: HttpDoorContext,
  ingest: TraceIngest,
  endpoint: Endpoint,
): void {
  const type = mediaType(request);
  if (BINARY_TYPES.includes(type) && type !== endpoint.binaryType) {
    door.refuse(response, wrongContentType(request, type));
    return;
  }
  const decode = type === endpoint.binaryType ? endpoint.binary : endpoint.json;
  door.receive(
    response,
    (content) => {
      countSpans(door.stats, ingest.traces(encodeTraceRequest(decode(content))));
      door.send(response, 202, '', NO_BODY);
    },
    (_door, _response, { status, message }) => {
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

function wrongContentType({ url }: IncomingMessage, type: string): Refusal {
  return {
    status: 415,
    code: 'wrong_content_type',
    message: `${type} não é lido em ${url?.slice(0, 100)}: protobuf vai em ${V2_PATH}, Thrift em ${V1_PATH}.`,
  };
}

function nowUnixNano(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
