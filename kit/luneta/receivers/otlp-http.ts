/**
 * Porta OTLP/HTTP (4318): `/v1/traces`, `/v1/metrics` e `/v1/logs`, em protobuf ou JSON, com gzip ou deflate.
 *
 * Estados, códigos e tipos de conteúdo das respostas são os do receptor OTLP do Collector (gravados de um Jaeger
 * de verdade); os textos são nossos. Diferenças de propósito: 413 e não 400 para corpo grande demais, CORS para
 * páginas locais, e `/v1/metrics` e `/v1/logs` existem.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { mediaType } from '../http/media-type.ts';
import { pathOf } from '../http/url.ts';
import {
  countLogRecords,
  countLogRecordsJson,
  countMetricPoints,
  countMetricPointsJson,
} from '../wire/otlp-signals.ts';
import { traceRequestJsonToProtobuf } from '../wire/otlp-json.ts';
import {
  encodeExportResponse,
  encodeStatus,
  RpcCode,
  type Encoding,
  type PartialSuccess,
  type Signal,
} from '../wire/otlp-status.ts';
import { answerCors, foreignOriginMessage } from './cors.ts';
import { countRejection, type Door, type DoorStats, type Ingest } from './door.ts';
import { openHttpDoor, type HttpDoorContext, type HttpDoorOptions, type Refusal } from './http-door.ts';

export interface OtlpHttpOptions extends HttpDoorOptions {
  ingest: Ingest;
  /** Origens aceitas além das locais, como `https://exemplo.br`. */
  corsOrigins?: readonly string[];
}

const SIGNALS: ReadonlyMap<string, Signal> = new Map([
  ['/v1/traces', 'traces'],
  ['/v1/metrics', 'metrics'],
  ['/v1/logs', 'logs'],
]);

const CONTENT_TYPE: Record<Encoding, string> = { json: 'application/json', protobuf: 'application/x-protobuf' };

const FULL_SUCCESS: Record<Encoding, Record<Signal, Uint8Array>> = {
  json: successOf('json'),
  protobuf: successOf('protobuf'),
};

const RPC_CODE: Record<Refusal['status'], number> = {
  400: RpcCode.INVALID_ARGUMENT,
  413: RpcCode.RESOURCE_EXHAUSTED,
  500: RpcCode.INTERNAL,
  503: RpcCode.UNAVAILABLE,
};

/** Abre a porta. Rejeita com o erro original do sistema (`EADDRINUSE`, …); as palavras são de quem chama. */
export function openOtlpHttpDoor(options: OtlpHttpOptions): Promise<Door> {
  const { ingest, corsOrigins = [] } = options;

  return openHttpDoor('otlpHttp', options, (request, response, door) => {
    const path = pathOf(request);
    const signal = SIGNALS.get(path);
    const origin = answerCors(request, response, corsOrigins, signal !== undefined);
    if (origin === 'answered') return;
    door.stats.messages++;
    if (signal === undefined) refuseWrongPath(request, response, door, path);
    else if (request.method !== 'POST') refuseMethod(request, response, door);
    else if (origin === 'foreign') refuseOrigin(request, response, door);
    else receive(request, response, door, ingest, signal);
  });
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
    refuseContentType(request, response, door);
    return;
  }
  door.receive(
    request,
    (content) => {
      const partial = accept(door.stats, ingest, signal, encoding, content);
      const answer = partial ? encodeExportResponse(encoding, signal, partial) : FULL_SUCCESS[encoding][signal];
      door.send(response, 200, CONTENT_TYPE[encoding], answer);
    },
    ({ status, message }) =>
      door.send(response, status, CONTENT_TYPE[encoding], encodeStatus(encoding, RPC_CODE[status], message)),
  );
}

function accept(
  stats: DoorStats,
  ingest: Ingest,
  signal: Signal,
  encoding: Encoding,
  content: Uint8Array,
): PartialSuccess | undefined {
  const json = encoding === 'json';
  switch (signal) {
    case 'traces': {
      const result = ingest.traces(json ? traceRequestJsonToProtobuf(content) : content);
      stats.spans += result.acceptedSpans;
      stats.rejectedSpans += result.rejectedSpans;
      return result.rejectedSpans > 0 ? { rejected: result.rejectedSpans, errorMessage: result.reason } : undefined;
    }
    case 'metrics':
      stats.metricPoints += json ? countMetricPointsJson(content) : countMetricPoints(content);
      return undefined;
    case 'logs':
      stats.logRecords += json ? countLogRecordsJson(content) : countLogRecords(content);
      return undefined;
  }
}

function refuseWrongPath(
  request: IncomingMessage,
  response: ServerResponse,
  door: HttpDoorContext,
  path: string,
): void {
  const shown = JSON.stringify(path.slice(0, 100));
  const message = `Caminho desconhecido nesta porta OTLP/HTTP: ${shown}. Use /v1/traces, /v1/metrics ou /v1/logs.`;
  // Um navegador que só visita a porta não é um exporter com o caminho errado.
  countRejection(door.stats, request.method === 'POST' ? 'wrong_path' : 'wrong_method', message);
  request.resume();
  response.setHeader('x-content-type-options', 'nosniff');
  door.send(response, 404, 'text/plain; charset=utf-8', Buffer.from(`404 ${message}\n`));
}

function refuseMethod(request: IncomingMessage, response: ServerResponse, door: HttpDoorContext): void {
  countRejection(door.stats, 'wrong_method', `${request.method} em ${request.url}: esta porta só aceita POST.`);
  request.resume();
  response.setHeader('allow', 'POST');
  // Sem acentos: o Collector manda text/plain sem charset, e o navegador erraria a leitura.
  door.send(response, 405, 'text/plain', Buffer.from('405: aqui se envia telemetria com POST.'));
}

function refuseOrigin(request: IncomingMessage, response: ServerResponse, door: HttpDoorContext): void {
  const message = foreignOriginMessage(request);
  countRejection(door.stats, 'foreign_origin', message);
  request.resume();
  door.send(response, 403, CONTENT_TYPE.json, encodeStatus('json', RpcCode.PERMISSION_DENIED, message));
}

function refuseContentType(request: IncomingMessage, response: ServerResponse, door: HttpDoorContext): void {
  const received = JSON.stringify((request.headers['content-type'] ?? '').slice(0, 100));
  const message = `Content-Type deve ser application/json ou application/x-protobuf; recebido: ${received}`;
  countRejection(door.stats, 'wrong_content_type', `${message}.`);
  request.resume();
  door.send(response, 415, 'text/plain', Buffer.from(`415: ${message}`, 'latin1'));
}

function encodingOf(request: IncomingMessage): Encoding | undefined {
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
