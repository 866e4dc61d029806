// O que houve com uma chamada ao modelo, em poucas palavras nossas.

import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai';

/**
 * A chamada não deu em resposta. A mensagem do provedor não vem junto: ela pode citar a pergunta, ou a chave, e iria parar no
 * status de um span, que muita gente lê.
 */
export class LlmError extends Error {
  override readonly name = 'LlmError';
  /** O valor de `error.type`: curto, e sempre o mesmo para a mesma causa. */
  readonly type: string;
  /** O que quem recusou disse que se esperasse. Em milissegundos. */
  readonly retryAfterMs: number | undefined;

  constructor(type: string, retryAfterMs?: number) {
    super(MESSAGES[type] ?? `O provedor respondeu ${type}.`);
    this.type = type;
    this.retryAfterMs = retryAfterMs;
  }
}

const MESSAGES: Readonly<Record<string, string>> = {
  timeout: 'O provedor não respondeu no prazo.',
  cancelled: 'Quem perguntou desistiu de esperar.',
  connection: 'A conexão com o provedor falhou, ou caiu no meio.',
};

/** @param error O que a biblioteca da OpenAI lançou. @param isLate Foi o nosso prazo que acabou. */
export function toLlmError(error: unknown, isLate: boolean): unknown {
  if (isLate || error instanceof APIConnectionTimeoutError) return new LlmError('timeout');
  if (error instanceof APIUserAbortError || (error as Error).name === 'AbortError') return new LlmError('cancelled');
  // O corpo que não chega ao fim é um erro do fetch, e não da biblioteca.
  if (error instanceof APIConnectionError || (error as Error).message === 'terminated')
    return new LlmError('connection');
  if (error instanceof APIError && error.status)
    return new LlmError(String(error.status), readRetryAfter(error.headers));
  return error;
}

/** Em segundos ou, mais raro, uma data. */
function readRetryAfter(headers: Headers | undefined): number | undefined {
  const text = headers?.get('retry-after');
  if (!text) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(ms, 0) : undefined;
}
