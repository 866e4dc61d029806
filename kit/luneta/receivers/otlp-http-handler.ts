/**
 * O que a porta OTLP/HTTP faz com cada pedido: `/v1/traces`, `/v1/metrics` e `/v1/logs`, em protobuf ou JSON, com gzip
 * ou deflate.
 *
 * Estados, códigos e tipos de conteúdo das respostas são os do receptor OTLP do Collector (gravados de um Jaeger
 * de verdade); os textos são nossos. Diferenças de propósito: 413 e não 400 para corpo grande demais, CORS para
 * páginas locais, e `/v1/metrics` e `/v1/logs` existem.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
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
import { WireError } from '../wire/wire-error.ts';
import { BodyError, decodeContent, MemoryBudget, receiveBody, Scratch } from './body.ts';
import { corsHeaders, isAllowedOrigin, preflightHeaders } from './cors.ts';
import { countRejection, type DoorStats, type Ingest } from './door.ts';

export interface BodyLimits {
  /** Corpo, comprimido e depois de descomprimido. */
  bodyBytes: number;
  /** Soma dos corpos sendo recebidos ao mesmo tempo; acima, 503. */
  inFlightBytes: number;
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

export class OtlpHttpHandler {
  /** Sockets com um pedido em andamento. */
  readonly busy = new Set<Duplex>();
  /** Conexões cujo pedido já foi contado como quebrado (408, por exemplo): a queda que se segue não conta de novo. */
  readonly broken = new WeakSet<Duplex>();
  closing = false;
  readonly #ingest: Ingest;
  readonly #stats: DoorStats;
  readonly #limits: BodyLimits;
  readonly #corsOrigins: readonly string[];
  readonly #budget: MemoryBudget;
  readonly #scratch = new Scratch();

  constructor(ingest: Ingest, stats: DoorStats, limits: BodyLimits, corsOrigins: readonly string[]) {
    this.#ingest = ingest;
    this.#stats = stats;
    this.#limits = limits;
    this.#corsOrigins = corsOrigins;
    this.#budget = new MemoryBudget(limits.inFlightBytes);
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    this.busy.add(socket);
    response.once('close', () => this.busy.delete(socket));

    const { origin } = request.headers;
    const cors = isAllowedOrigin(origin, this.#corsOrigins);
    if (cors) response.setHeaders(new Map(Object.entries(corsHeaders(origin))));

    const path = (request.url ?? '').split('?', 1)[0];
    const signal = SIGNALS.get(path);
    if (request.method === 'OPTIONS' && cors && signal) {
      const wanted = request.headers['access-control-request-headers'];
      const privateNetwork = request.headers['access-control-request-private-network'] === 'true';
      request.resume();
      response.writeHead(204, preflightHeaders(origin, wanted, privateNetwork)).end();
      return;
    }
    this.#stats.messages++;
    if (signal === undefined) this.#refuseWrongPath(request, response, path);
    else if (request.method !== 'POST') this.#refuseMethod(request, response);
    else if (origin !== undefined && !cors) this.#refuseOrigin(request, response, origin);
    else this.#receive(request, response, signal);
  }

  #receive(request: IncomingMessage, response: ServerResponse, signal: Signal): void {
    const encoding = encodingOf(request.headers['content-type']);
    if (encoding === undefined) {
      this.#refuseContentType(request, response);
      return;
    }
    receiveBody(request, this.#limits.bodyBytes, this.#budget, this.#scratch, (body, error) => {
      try {
        if (error) throw error;
        const content = decodeContent(body, request.headers['content-encoding'], this.#limits.bodyBytes);
        this.#stats.bytes += content.length;
        const partial = this.#accept(signal, encoding, content);
        const answer = partial ? encodeExportResponse(encoding, signal, partial) : FULL_SUCCESS[encoding][signal];
        this.#send(response, 200, CONTENT_TYPE[encoding], answer);
      } catch (failure) {
        if (!this.broken.has(request.socket)) this.#refuse(response, encoding, failure);
      }
    });
  }

  #accept(signal: Signal, encoding: Encoding, content: Uint8Array): PartialSuccess | undefined {
    const json = encoding === 'json';
    switch (signal) {
      case 'traces': {
        const result = this.#ingest.traces(json ? traceRequestJsonToProtobuf(content) : content);
        this.#stats.spans += result.acceptedSpans;
        this.#stats.rejectedSpans += result.rejectedSpans;
        return result.rejectedSpans > 0 ? { rejected: result.rejectedSpans, errorMessage: result.reason } : undefined;
      }
      case 'metrics':
        this.#stats.metricPoints += json ? countMetricPointsJson(content) : countMetricPoints(content);
        return undefined;
      case 'logs':
        this.#stats.logRecords += json ? countLogRecordsJson(content) : countLogRecords(content);
        return undefined;
    }
  }

  #refuse(response: ServerResponse, encoding: Encoding, failure: unknown): void {
    if (!(failure instanceof WireError) && !(failure instanceof BodyError)) {
      // Um defeito nosso custa este pedido, não o processo; o doutor o mostra.
      countRejection(this.#stats, 'internal_error', String(failure));
      const message = 'Defeito interno da Luneta ao guardar o pedido.';
      this.#send(response, 500, CONTENT_TYPE[encoding], encodeStatus(encoding, RpcCode.INTERNAL, message));
      return;
    }
    countRejection(this.#stats, failure.code, failure.message);
    if (failure.code === 'aborted') return;
    const [status, rpcCode] = statusOf(failure.code);
    if (status === 503) response.setHeader('retry-after', '1');
    this.#send(response, status, CONTENT_TYPE[encoding], encodeStatus(encoding, rpcCode, failure.message));
  }

  #refuseWrongPath(request: IncomingMessage, response: ServerResponse, path: string): void {
    const shown = JSON.stringify(path.slice(0, 100));
    const message = `Caminho desconhecido nesta porta OTLP/HTTP: ${shown}. Use /v1/traces, /v1/metrics ou /v1/logs.`;
    // Um navegador que só visita a porta não é um exporter com o caminho errado.
    countRejection(this.#stats, request.method === 'POST' ? 'wrong_path' : 'wrong_method', message);
    request.resume();
    response.setHeader('x-content-type-options', 'nosniff');
    this.#send(response, 404, 'text/plain; charset=utf-8', Buffer.from(`404 ${message}\n`));
  }

  #refuseMethod(request: IncomingMessage, response: ServerResponse): void {
    countRejection(this.#stats, 'wrong_method', `${request.method} em ${request.url}: esta porta só aceita POST.`);
    request.resume();
    response.setHeader('allow', 'POST');
    // Sem acentos: o Collector manda text/plain sem charset, e o navegador erraria a leitura.
    this.#send(response, 405, 'text/plain', Buffer.from('405: aqui se envia telemetria com POST.'));
  }

  /** Só navegadores mandam Origin: uma página de fora (mesmo por DNS rebinding) não escreve aqui. */
  #refuseOrigin(request: IncomingMessage, response: ServerResponse, origin: string): void {
    const message = `Origem recusada: ${JSON.stringify(origin.slice(0, 100))}. Libere-a com --cors-origin.`;
    countRejection(this.#stats, 'foreign_origin', message);
    request.resume();
    this.#send(response, 403, CONTENT_TYPE.json, encodeStatus('json', RpcCode.PERMISSION_DENIED, message));
  }

  #refuseContentType(request: IncomingMessage, response: ServerResponse): void {
    const received = JSON.stringify((request.headers['content-type'] ?? '').slice(0, 100));
    const message = `Content-Type deve ser application/json ou application/x-protobuf; recebido: ${received}`;
    countRejection(this.#stats, 'wrong_content_type', `${message}.`);
    request.resume();
    this.#send(response, 415, 'text/plain', Buffer.from(`415: ${message}`, 'latin1'));
  }

  #send(response: ServerResponse, status: number, contentType: string, body: Uint8Array): void {
    response.setHeader('content-type', contentType);
    response.setHeader('content-length', body.length);
    if (this.closing) response.setHeader('connection', 'close');
    response.writeHead(status);
    // Sem corpo (o sucesso em protobuf), cabeçalhos e fim saem numa escrita só.
    if (body.length === 0) response.end();
    else response.end(body);
  }
}

function encodingOf(contentType: string | undefined): Encoding | undefined {
  const mediaType = contentType?.split(';', 1)[0].trim().toLowerCase();
  if (mediaType === CONTENT_TYPE.protobuf) return 'protobuf';
  return mediaType === CONTENT_TYPE.json ? 'json' : undefined;
}

function statusOf(code: WireError['code'] | BodyError['code']): [status: number, rpcCode: number] {
  if (code === 'too_large') return [413, RpcCode.RESOURCE_EXHAUSTED];
  if (code === 'overloaded') return [503, RpcCode.UNAVAILABLE];
  return [400, RpcCode.INVALID_ARGUMENT];
}

function successOf(encoding: Encoding): Record<Signal, Uint8Array> {
  return {
    traces: encodeExportResponse(encoding, 'traces'),
    metrics: encodeExportResponse(encoding, 'metrics'),
    logs: encodeExportResponse(encoding, 'logs'),
  };
}
