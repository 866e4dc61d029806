/** Um pedido OTLP/HTTP, e o que o backend disse dele. */
import { Agent, request } from 'node:http';
import { Agent as TlsAgent, request as requestTls } from 'node:https';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { formatDuration } from '../format.ts';
import { systemErrorCode } from '../system-error.ts';

export type PostAnswer =
  | { readonly accepted: true }
  | {
      readonly accepted: false;
      readonly reason: string;
      readonly mayRetry: boolean;
      /** Sem ele, não houve resposta. */
      readonly status?: number;
      readonly retryAfterMs?: number;
    };

export interface PostOptions {
  /** Padrão: um novo, só deste pedido. */
  agent?: Agent;
  /** Da resposta inteira: um corpo que não acaba também é falta de resposta. */
  timeoutMs?: number;
  /** Abortado, não se espera mais pela resposta. */
  signal?: AbortSignal;
}

/** O que o backend disse de um pedido que não se aceitou por inteiro: quais spans, ele não diz. */
export const PARTIAL_SUCCESS = 'sucesso parcial';
export const TIMEOUT_MS = 10_000;
/** A resposta de um OTLP cabe em dezenas de bytes. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** Passa: quem insiste será atendido. Dos outros, a resposta seria a mesma. */
const PASSING = new Set([429, 502, 503, 504]);

/** Conexões que se aproveitam entre um pedido e o seguinte. Quem o cria o destrói. */
export function keepAliveAgent(url: string, connections: number): Agent {
  return new (url.startsWith('https:') ? TlsAgent : Agent)({ keepAlive: true, maxSockets: connections });
}

/**
 * @param url A base OTLP/HTTP, sem barra no fim.
 * @param body Em protobuf; vazio, é um pedido sem spans, que só pergunta se há quem atenda.
 * @returns Nunca rejeita: não haver resposta também é uma.
 */
export function postSpans(url: string, body: Uint8Array, options: PostOptions = {}): Promise<PostAnswer> {
  const { agent, timeoutMs = TIMEOUT_MS, signal } = options;
  return new Promise((resolve) => {
    const outgoing = (url.startsWith('https:') ? requestTls : request)(
      `${url}/v1/traces`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/x-protobuf', 'content-length': body.length },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
        });
        response.on('error', (error) => end(failed(error)));
        response.on('end', () => end(judge(response.statusCode ?? 0, response.headers['retry-after'], chunks)));
      },
    );
    const end = (answer: PostAnswer): void => {
      clearTimeout(limit);
      signal?.removeEventListener('abort', stop);
      resolve(answer);
    };
    const giveUp = (reason: string): void => {
      end({ accepted: false, reason, mayRetry: true });
      outgoing.destroy();
    };
    const stop = (): void => giveUp('interrompida');
    const limit = setTimeout(() => giveUp(`sem resposta em ${formatDuration(timeoutMs * 1000)}`), timeoutMs);
    outgoing.on('error', (error) => end(failed(error)));
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop);
    outgoing.end(body);
  });
}

function failed(error: Error): PostAnswer {
  return { accepted: false, reason: systemErrorCode(error) ?? error.message, mayRetry: true };
}

function judge(status: number, retryAfter: string | undefined, chunks: readonly Buffer[]): PostAnswer {
  if (status >= 200 && status < 300) {
    if (rejectedSpans(Buffer.concat(chunks)) === 0) return { accepted: true };
    return { accepted: false, reason: PARTIAL_SUCCESS, mayRetry: false, status };
  }
  const seconds = Number(retryAfter);
  const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
  return { accepted: false, reason: `HTTP ${status}`, mayRetry: PASSING.has(status), status, retryAfterMs };
}

function rejectedSpans(answer: Buffer): number {
  try {
    return Number(ProtobufTraceSerializer.deserializeResponse(answer).partialSuccess?.rejectedSpans ?? 0);
  } catch {
    // Um backend que responde 200 com outra coisa no corpo aceitou.
    return 0;
  }
}
