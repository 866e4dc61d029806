/**
 * Porta OTLP/HTTP (4318): `/v1/traces`, `/v1/metrics` e `/v1/logs`, em protobuf ou JSON, com gzip ou deflate.
 *
 * Estados, códigos e tipos de conteúdo das respostas são os do receptor OTLP do Collector (gravados de um Jaeger
 * de verdade); os textos são nossos. Diferenças de propósito: 413 e não 400 para corpo grande demais, CORS para
 * páginas locais, `/v1/metrics` e `/v1/logs` existem, e `side` também.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mediaType } from '../http/media-type.ts';
import { traceRequestJsonToProtobuf } from '../wire/otlp-json.ts';
import { signalJsonToProtobuf } from '../wire/otlp-json-signals.ts';
import {
  encodeExportResponse,
  encodeStatus,
  RpcCode,
  type Encoding,
  type PartialSuccess,
} from '../wire/otlp-status.ts';
import type { Signal } from '../wire/signal.ts';
import type { Door, DoorStats, Ingest } from './door.ts';
import type { AnswerRefusal, HttpDoorContext, Refusal } from './http-door.ts';
import { openHttpPostDoor, type HttpPostDoorOptions } from './http-post-door.ts';
import { acceptSignal } from './accept-signal.ts';

const SIGNALS: ReadonlyMap<string, Signal> = new Map([
  ['/v1/traces', 'traces'],
  ['/v1/metrics', 'metrics'],
  ['/v1/logs', 'logs'],
]);

/** O que a porta recebe além do OTLP, para que o professor dê um endereço só: o que a Luneta de um aluno conta. */
export interface SideEndpoint {
  path: string;
  /** @throws WireError se não é o que se espera. */
  accept(content: Uint8Array): void;
}

export interface OtlpHttpDoorOptions extends HttpPostDoorOptions {
  ingest: Ingest;
  side?: SideEndpoint;
}

/** O tipo de conteúdo de cada codificação, nos pedidos e nas respostas. */
export const CONTENT_TYPE: Record<Encoding, string> = { json: 'application/json', protobuf: 'application/x-protobuf' };

const FULL_SUCCESS: Record<Encoding, Record<Signal, Uint8Array>> = {
  json: successOf('json'),
  protobuf: successOf('protobuf'),
};

const RPC_CODE: Record<Refusal['status'], number> = {
  400: RpcCode.INVALID_ARGUMENT,
  403: RpcCode.PERMISSION_DENIED,
  404: RpcCode.UNIMPLEMENTED,
  405: RpcCode.UNIMPLEMENTED,
  413: RpcCode.RESOURCE_EXHAUSTED,
  415: RpcCode.INVALID_ARGUMENT,
  500: RpcCode.INTERNAL,
  503: RpcCode.UNAVAILABLE,
};

/** Abre a porta. Rejeita com o erro original do sistema (`EADDRINUSE`, …); as palavras são de quem chama. */
export function openOtlpHttpDoor(options: OtlpHttpDoorOptions): Promise<Door> {
  const { ingest, side } = options;
  return openHttpPostDoor<Signal | SideEndpoint>('otlpHttp', options, {
    doorLabel: 'porta OTLP/HTTP',
    endpoints: new Map<string, Signal | SideEndpoint>(side ? [...SIGNALS, [side.path, side]] : SIGNALS),
    adviceFor: () => 'Use /v1/traces, /v1/metrics ou /v1/logs.',
    receive: (request, response, door, endpoint) =>
      typeof endpoint === 'string'
        ? receive(request, response, door, ingest, endpoint)
        : receiveSide(response, door, endpoint),
    answerRefusal: answerBeforeBody,
    isTelemetry: (endpoint) => typeof endpoint === 'string',
  });
}

function receiveSide(response: ServerResponse, door: HttpDoorContext, { accept }: SideEndpoint): void {
  door.receive(
    response,
    (content) => {
      accept(content);
      door.send(response, 204, '', new Uint8Array());
    },
    answerWithStatus('json'),
  );
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  door: HttpDoorContext,
  ingest: Ingest,
  signal: Signal,
): void {
  const encoding = encodingOf(request);
  if (encoding === undefined) {
    door.refuse(response, wrongContentType(request), answerBeforeBody);
    return;
  }
  door.receive(
    response,
    (content) => {
      const partial = acceptRequest(door.stats, ingest, signal, encoding, content);
      const answer = partial ? encodeExportResponse(encoding, signal, partial) : FULL_SUCCESS[encoding][signal];
      door.send(response, 200, CONTENT_TYPE[encoding], answer);
    },
    answerWithStatus(encoding),
  );
}

function acceptRequest(
  stats: DoorStats,
  ingest: Ingest,
  signal: Signal,
  encoding: Encoding,
  content: Uint8Array,
): PartialSuccess | undefined {
  const bytes = encoding === 'protobuf' ? content : toProtobuf(signal, content);
  return acceptSignal(stats, ingest, signal, bytes);
}

function toProtobuf(signal: Signal, json: Uint8Array): Uint8Array {
  return signal === 'traces' ? traceRequestJsonToProtobuf(json) : signalJsonToProtobuf(signal, json);
}

/** Um `google.rpc.Status` na codificação do pedido. */
function answerWithStatus(encoding: Encoding): AnswerRefusal {
  return (door, response, { status, message }) =>
    door.send(response, status, CONTENT_TYPE[encoding], encodeStatus(encoding, RPC_CODE[status], message));
}

/** Antes de se saber a codificação, o Collector responde em texto; a origem de fora, que ele não recusa, vai em JSON. */
function answerBeforeBody(door: HttpDoorContext, response: ServerResponse, refusal: Refusal): void {
  const { status, message } = refusal;
  switch (status) {
    case 404:
      door.sendText(response, status, `404 ${message}`);
      return;
    case 405:
      // Sem acentos: o Collector manda text/plain sem charset, e o navegador erraria a leitura.
      door.send(response, status, 'text/plain', Buffer.from('405: aqui se envia telemetria com POST.'));
      return;
    case 415:
      door.send(response, status, 'text/plain', Buffer.from(`415: ${message}`, 'latin1'));
      return;
    default:
      answerWithStatus('json')(door, response, refusal);
  }
}

function wrongContentType({ headers }: IncomingMessage): Refusal {
  const received = JSON.stringify((headers['content-type'] ?? '').slice(0, 100));
  return {
    status: 415,
    code: 'wrong_content_type',
    message: `Content-Type deve ser application/json ou application/x-protobuf; recebido: ${received}.`,
  };
}

/** A codificação que o pedido diz ter; `undefined` se não é uma do OTLP. */
export function encodingOf(request: IncomingMessage): Encoding | undefined {
  const type = mediaType(request);
  if (type === CONTENT_TYPE.protobuf) return 'protobuf';
  return type === CONTENT_TYPE.json ? 'json' : undefined;
}

function successOf(encoding: Encoding): Record<Signal, Uint8Array> {
  return {
    traces: encodeExportResponse(encoding, 'traces'),
    metrics: encodeExportResponse(encoding, 'metrics'),
    logs: encodeExportResponse(encoding, 'logs'),
  };
}
