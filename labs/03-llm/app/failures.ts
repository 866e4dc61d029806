// O que se diz a quem perguntou, quando a resposta não vem.

import { InvalidAnswer } from './answer';
import { NotAllowedError } from './ask';
import { errorType } from './llm';
import { LlmError } from './llm-error';

export interface Failure {
  status: number;
  /** O código, para quem lê por programa. */
  error: string;
  message: string;
  /** O `error.type` dos spans. */
  cause: string;
}

/** O moderation não disse nem sim nem não. */
export class ModerationError extends Error {
  override readonly name = 'ModerationError';
}

export function failureOf(error: unknown): Failure {
  const cause = errorType(error);
  if (cause === 'cancelled' || (error instanceof Error && error.name === 'AbortError')) {
    // Quem perguntou foi embora: não é um defeito, nosso ou do modelo, e ninguém lê a resposta.
    return { status: 499, error: 'cancelled', message: new LlmError('cancelled').message, cause: 'cancelled' };
  }
  if (error instanceof NotAllowedError) {
    return { status: 422, error: 'not_allowed', message: 'Esta pergunta não pode seguir.', cause };
  }
  if (error instanceof ModerationError) {
    return { status: 502, error: 'dependency_failed', message: 'Um serviço de que dependemos não respondeu.', cause };
  }
  if (!(error instanceof LlmError) && !(error instanceof InvalidAnswer)) {
    // Um defeito nosso: quem opera vê onde, e quem pergunta, não.
    console.error(error);
    return { status: 500, error: 'internal', message: 'Erro interno.', cause };
  }
  switch (cause) {
    case 'timeout':
      return { status: 504, error: 'model_slow', message: 'O modelo demorou demais.', cause };
    case '429':
      return {
        status: 503,
        error: 'model_busy',
        message: 'O modelo não dá conta de tantos pedidos. Tente daqui a pouco.',
        cause,
      };
    case 'invalid_answer':
      return { status: 502, error: 'bad_answer', message: 'O modelo respondeu fora da forma combinada.', cause };
    case '401':
      return {
        status: 502,
        error: 'model_failed',
        message: 'O modelo recusou a nossa chave: confira OPENAI_API_KEY.',
        cause,
      };
    case '404':
      return {
        status: 502,
        error: 'model_failed',
        message: 'O provedor não tem este modelo: confira LLM_MODEL.',
        cause,
      };
    default:
      return { status: 502, error: 'model_failed', message: 'O modelo não respondeu.', cause };
  }
}
