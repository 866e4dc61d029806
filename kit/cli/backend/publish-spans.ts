/**
 * Copia para um backend spans que só foram escritos no terminal: nos primeiros passos o programa do aluno ainda não os
 * manda a lugar nenhum, e eles também merecem ser vistos no navegador.
 */
import { fieldsOf, jsonFields, readAnswer } from '../../read-answer.ts';
import type { ObservedSpan } from '../../verify/span.ts';
import { toOtlpRequest } from './otlp-request.ts';
import { timeLimit } from '../../time-limit.ts';

/** De um pedido, em caracteres. Mesmo em UTF-8, e com o que o protocolo acrescenta, fica longe dos 20 MiB da Luneta. */
const MAX_REQUEST_CHARS = 1024 * 1024;
/** De tudo: é uma cortesia, e não segura o veredito. */
const TIMEOUT_MS = 3000;
/** A resposta a um pedido aceito não tem nem 100 bytes. */
const MAX_ANSWER_BYTES = 64 * 1024;

export interface PublishOptions {
  /** Prazo de tudo; padrão: 3 s. */
  timeoutMs?: number;
  /** Desiste antes do prazo. */
  signal?: AbortSignal;
}

/**
 * @param otlpUrl Base do OTLP/HTTP, sem barra no fim: http://localhost:4318
 * @returns Todos foram aceitos? Nunca rejeita.
 */
export async function publishSpans(
  otlpUrl: string,
  spans: readonly ObservedSpan[],
  { timeoutMs = TIMEOUT_MS, signal: stop }: PublishOptions = {},
): Promise<boolean> {
  const signal = timeLimit(timeoutMs, stop);
  let isComplete = true;
  // Um pedido recusado não impede os outros; sem ninguém do outro lado, ou sem prazo, não adianta insistir.
  for (const batch of inBatches(spans)) {
    try {
      if (!(await post(`${otlpUrl}/v1/traces`, toOtlpRequest(batch), signal))) isComplete = false;
    } catch {
      return false;
    }
  }
  return isComplete;
}

/** Um span maior que o limite vai sozinho. */
function* inBatches(spans: readonly ObservedSpan[]): Generator<ObservedSpan[]> {
  let batch: ObservedSpan[] = [];
  let size = 0;
  for (const span of spans) {
    const added = JSON.stringify(span).length;
    if (batch.length > 0 && size + added > MAX_REQUEST_CHARS) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(span);
    size += added;
  }
  if (batch.length > 0) yield batch;
}

async function post(url: string, request: unknown, signal: AbortSignal): Promise<boolean> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
    signal,
  });
  const answer = await readAnswer(response, MAX_ANSWER_BYTES);
  // Aceito em parte também é 200.
  const { rejectedSpans = 0 } = fieldsOf(jsonFields(answer).partialSuccess);
  return response.ok && Number(rejectedSpans) === 0;
}
