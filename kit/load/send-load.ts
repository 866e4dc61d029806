/**
 * Manda uma carga de traces por OTLP/HTTP a qualquer backend, e sabe de quais ele disse "recebi".
 *
 * Os pedidos saem na hora marcada, e não quando o anterior volta: um backend lento não faz a carga diminuir, e a espera se conta da hora
 * em que o pedido devia ter saído. O que não foi aceito vai de novo, até um prazo.
 */
import { randomInt } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { LoadBook, type LoadProgress } from './load-book.ts';
import type { LoadResult } from './load-result.ts';
import { type MadeTrace, traceMaker } from './make-trace.ts';
import { keepAliveAgent, postSpans } from './post-spans.ts';
import { type Shape, SHOP } from './shape.ts';

export interface LoadOptions {
  /** A base OTLP/HTTP: `http://localhost:4318`. */
  url: string;
  /** Pedidos ao mesmo tempo. */
  workers?: number;
  /** Spans por segundo; 0 é o mais depressa que der. */
  rate?: number;
  /** Quanto dura, em segundos. */
  seconds: number;
  shape?: Shape;
  /** De 0 a 1. */
  errorShare?: number;
  slowShare?: number;
  serviceName?: string;
  seed?: number;
  /** Se o que se atrasou sai mesmo depois do fim: nada do que estava marcado deixa de ser mandado. Padrão: não. */
  sendsLate?: boolean;
  /** Por quanto tempo se insiste num pedido não aceito, em milissegundos. */
  retryMs?: number;
  /** De cada pedido; padrão: 10 s. */
  timeoutMs?: number;
  onProgress?: (progress: LoadProgress) => void;
  /** Abortado, para de mandar; o resultado é o do que se mandou. */
  signal?: AbortSignal;
}

const MAX_SPANS_PER_REQUEST = 512;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2000;
const RETRY_MS = 60_000;
const MAX_SEED = 2 ** 32 - 1;
/** Interrompida a carga, quem já mandou ainda ouve a resposta, se ela vem logo. */
const LAST_ANSWERS_MS = 1000;

/** Nunca rejeita por causa do backend: o que ele fez está no resultado. */
export async function sendLoad(options: LoadOptions): Promise<LoadResult> {
  const { url, workers = 4, rate = 1000, seconds, shape = SHOP, signal, retryMs = RETRY_MS, timeoutMs } = options;
  const {
    errorShare = 0.02,
    slowShare = 0.05,
    seed = randomInt(MAX_SEED),
    serviceName,
    onProgress,
    sendsLate = false,
  } = options;
  const make = traceMaker(shape, { seed, errorShare, slowShare, serviceName });
  const tracesPerRequest = Math.max(
    1,
    Math.floor(Math.min(MAX_SPANS_PER_REQUEST, rate === 0 ? MAX_SPANS_PER_REQUEST : rate / 20) / shape.length),
  );
  const spansPerRequest = tracesPerRequest * shape.length;
  const agent = keepAliveAgent(url, workers);
  const cut = new AbortController();
  // Cada worker ouve os dois: com mais de dez, o Node tomaria isso por um vazamento.
  setMaxListeners(0, cut.signal, ...(signal ? [signal] : []));
  const cutSoon = (): void => void setTimeout(() => cut.abort(), LAST_ANSWERS_MS).unref();
  signal?.addEventListener('abort', cutSoon);
  const startedAt = new Date();
  const start = performance.now();
  const elapsed = (): number => performance.now() - start;
  const book = new LoadBook(elapsed);
  let next = 0;

  const work = async (): Promise<void> => {
    for (;;) {
      if (signal?.aborted) return;
      const dueMs = rate === 0 ? elapsed() : (next++ * spansPerRequest * 1000) / rate;
      // No fim, o que se atrasou não sai mais, a menos que se peça: um backend lento não prolonga a carga.
      if ((sendsLate ? dueMs : Math.max(dueMs, elapsed())) >= seconds * 1000) return;
      if (dueMs > elapsed() && !(await isWaited(dueMs - elapsed(), signal))) return;
      const traces = Array.from({ length: tracesPerRequest }, () => make(Date.now()));
      await deliver(traces, dueMs);
    }
  };

  const deliver = async (traces: readonly MadeTrace[], dueMs: number): Promise<void> => {
    const spans = traces.flatMap((trace) => trace.spans as ReadableSpan[]);
    const body = ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array();
    book.sent(spans.length);
    const giveUpAt = elapsed() + retryMs;
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      const answer = await postSpans(url, body, { agent, timeoutMs, signal: cut.signal });
      if (answer.accepted) return book.acknowledged(traces, spans.length, body.length, elapsed() - dueMs);
      if (cut.signal.aborted) return book.gaveUp(traces);
      book.refused(answer.reason, spans.length);
      const pauseMs = Math.max(wait, answer.retryAfterMs ?? 0);
      const isOver = !answer.mayRetry || elapsed() + pauseMs > giveUpAt;
      if (isOver || !(await isWaited(pauseMs, signal))) return book.gaveUp(traces);
      book.retried();
    }
  };

  const ticking = onProgress && setInterval(() => onProgress(book.progress(elapsed() / 1000 / seconds)), 250);
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    clearInterval(ticking);
    signal?.removeEventListener('abort', cutSoon);
    agent.destroy();
  }
  onProgress?.(book.progress(1));
  return { seed, startedAt, durationMs: elapsed(), ...book.close() };
}

/** @returns Falso se foi interrompida. */
async function isWaited(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  return delay(ms, true, { signal }).catch(() => false);
}
