// O que a página pede ao frontend, e as formas em que a resposta pode dar errado.

import { eventsOf } from './events.ts';

export interface Answer {
  text: string;
  joke: string;
  /** A pergunta de volta. */
  question: string;
}

export interface Reply {
  answer: Answer;
  model: string;
  usage: { inputTokens: number; outputTokens: number };
  costUsd: number;
  /** Quantas chamadas ao modelo. */
  attempts: number;
  traceId?: string;
}

/** Não veio a resposta que se queria. */
export class AskError extends Error {
  /** O de quem respondeu, como `model_slow`; `network`, se nenhuma resposta chegou inteira. */
  readonly code: string;
  /** O status HTTP; 200 se o erro veio como um evento, 0 se não veio resposta. */
  readonly status: number;
  /** O `error.type` dos spans, se quem respondeu o disse. */
  readonly errorType: string | undefined;
  /** O trace do pedido, se quem respondeu o disse. */
  readonly traceId: string | undefined;

  /** @param body O JSON do erro, como veio. */
  constructor(status: number, body?: unknown) {
    const { error, message, cause, traceId } = (body ?? {}) as Record<string, unknown>;
    super(textOr(message, ''));
    this.status = status;
    this.code = textOr(error, status === 0 ? 'network' : `http_${status}`);
    this.errorType = textOr(cause, undefined);
    this.traceId = textOr(traceId, undefined);
  }
}

export interface AskOptions {
  /** Sem ele, responde o de sempre. */
  model?: string;
  /** Interrompido, a pergunta rejeita com o motivo dele. */
  signal: AbortSignal;
  /** @param text O que já se sabe da resposta, desde o começo. */
  onPartial(text: string): void;
}

/**
 * Pergunta, e acompanha a resposta enquanto ela é escrita.
 * @throws AskError
 */
export async function ask(question: string, { model, signal, onPartial }: AskOptions): Promise<Reply> {
  try {
    const response = await fetch('/api/ask/stream', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ question, model }),
      signal,
    });
    if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
      throw new AskError(response.ok ? 0 : response.status, await response.json());
    }
    for await (const { event, data } of eventsOf(response.body)) {
      const body: unknown = JSON.parse(data);
      if (event === 'partial') onPartial(textOr((body as { text?: unknown }).text, ''));
      if (event === 'error') throw new AskError(response.status, body);
      if (event === 'answer') return readReply(body);
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AskError) throw error;
  }
  // Sem rede, cortada no meio ou ilegível, dá no mesmo para quem lê: não houve resposta.
  throw new AskError(0);
}

/** O texto é indispensável; do resto, o que faltar fica em branco. @throws AskError */
function readReply(body: unknown): Reply {
  const { answer, model, usage, costUsd, attempts, traceId } = (body ?? {}) as Record<string, unknown>;
  const { text, joke, question } = (answer ?? {}) as Record<string, unknown>;
  const { inputTokens, outputTokens } = (usage ?? {}) as Record<string, unknown>;
  if (typeof text !== 'string') throw new AskError(0);
  return {
    answer: { text, joke: textOr(joke, ''), question: textOr(question, '') },
    model: textOr(model, ''),
    usage: { inputTokens: Number(inputTokens), outputTokens: Number(outputTokens) },
    costUsd: Number(costUsd),
    attempts: Number(attempts),
    traceId: textOr(traceId, undefined),
  };
}

function textOr<T>(value: unknown, other: T): string | T {
  return typeof value === 'string' && value ? value : other;
}
