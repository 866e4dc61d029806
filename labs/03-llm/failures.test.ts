/** O que se diz a quem perguntou, e o que se mostra a quem opera. */
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { LlmError } from './app/llm-error.ts';

// O app tem importações que só o começo de um passo usa, e os tipos dele conferem-se à parte.
const { failureOf } = await vi.importActual<{ failureOf(error: unknown): object }>('./app/failures.ts');

afterEach(() => vi.restoreAllMocks());

test('quem foi embora, durante a chamada ou na pausa antes da próxima: nem um defeito nosso, nem uma falha do modelo', async () => {
  const shown = vi.spyOn(console, 'error').mockImplementation(() => {});
  const pause: unknown = await delay(60_000, undefined, { signal: AbortSignal.abort() }).catch(
    (error: unknown) => error,
  );
  for (const error of [new LlmError('cancelled'), pause, AbortSignal.abort().reason]) {
    expect(failureOf(error)).toMatchObject({ status: 499, error: 'cancelled' });
  }
  expect(shown).not.toHaveBeenCalled();
});

test('um defeito nosso: quem opera vê onde, e quem pergunta, não', () => {
  const shown = vi.spyOn(console, 'error').mockImplementation(() => {});
  const defect = new TypeError('x is not a function');
  expect(failureOf(defect)).toEqual({ status: 500, error: 'internal', message: 'Erro interno.', cause: 'TypeError' });
  expect(shown).toHaveBeenCalledWith(defect);
});
