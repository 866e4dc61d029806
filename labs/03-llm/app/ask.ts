// De uma pergunta a uma resposta: quantas chamadas ao modelo forem precisas, e não mais que isso.

import { setTimeout as delay } from 'node:timers/promises';
import { metrics } from '@opentelemetry/api';
import { type Answer, askMessages, InvalidAnswer, repairMessages } from './answer';
import { Bill, type LlmUsage } from './bill';
import { type LlmCall, llmCallWithTelemetry } from './llm';
import { LlmError } from './llm-error';

/** Quantas vezes, ao todo: cada uma custa tempo, e dinheiro. */
const MAX_ATTEMPTS = 2;
/** Entre uma e outra, se quem recusou não disse quanto. */
const PAUSE_MS = 100;
/** Mais que isto ninguém espera: se é o que pedem, não se tenta. */
const MAX_PAUSE_MS = 1000;
/** O que pode dar certo daqui a pouco. */
const WORTH_RETRYING = new Set(['timeout', 'connection', '408', '429', '500', '502', '503', '504']);

// #region 3 Crie o histogram do tempo que a pessoa espera
const answerDuration = metrics.getMeter('ask').createHistogram('llm.answer.duration', {
  unit: 's',
  description: 'Quanto a pessoa esperou pela resposta, com as novas tentativas',
  advice: { explicitBucketBoundaries: [0.1, 0.25, 0.5, 1, 2, 3, 5, 10] },
});
// #endregion

export interface Question {
  question: string;
  model: string;
  signal?: AbortSignal;
  /** O que tem de dar certo antes da primeira chamada; quem espera espera por isso também. */
  admit: () => Promise<void>;
  onText?: (content: string) => void;
}

/** A pergunta não pode seguir. */
export class NotAllowedError extends Error {
  override readonly name = 'NotAllowedError';
}

export interface Reply {
  answer: Answer;
  model: string;
  usage: LlmUsage;
  costUsd: number;
  /** Quantas chamadas ao modelo. */
  attempts: number;
}

/** @throws LlmError se o modelo não respondeu; InvalidAnswer se não respondeu na forma, nem corrigindo; o que `admit` lançar. */
export async function ask({ admit, ...question }: Question): Promise<Reply> {
  const startMs = performance.now();
  let outcome = 'failed';
  try {
    await admit();
    // Ninguém vai ler o que ainda se pagaria.
    question.signal?.throwIfAborted();
    const { reply, isRepaired } = await findAnswer(question);
    outcome = isRepaired ? 'repaired' : 'ok';
    return reply;
  } catch (error) {
    if (question.signal?.aborted) outcome = 'cancelled';
    else if (error instanceof NotAllowedError) outcome = 'refused';
    throw error;
  } finally {
    // #region 3 Anote quanto a pessoa esperou, e como acabou
    answerDuration.record((performance.now() - startMs) / 1000, { 'llm.answer.outcome': outcome });
    // #endregion
  }
}

async function findAnswer({
  question,
  ...rest
}: Omit<Question, 'admit'>): Promise<{ reply: Reply; isRepaired: boolean }> {
  const bill = new Bill();
  const call = { ...rest, bill, messages: askMessages(question), attempt: 1, isRepair: false };
  let isRepaired = false;
  const first = callWithRetries(call);
  // #region 2.3 Se veio fora da forma, mostre ao modelo o que faltou e peça de novo, uma vez
  const answer = await first.catch((error) => {
    if (!(error instanceof InvalidAnswer)) throw error;
    isRepaired = true;
    return callWithRetries({ ...call, messages: repairMessages(question, error), isRepair: true });
  });
  // #problema
  // const answer = await first;
  // #endregion
  const { usage, costUsd, calls: attempts } = bill;
  return { reply: { answer, model: rest.model, usage, costUsd, attempts }, isRepaired };
}

async function callWithRetries(call: LlmCall): Promise<Answer> {
  // #region 2.2 Tente de novo o que ainda pode dar certo, com o número da tentativa
  for (let attempt = 1; ; attempt++) {
    try {
      return await llmCallWithTelemetry({ ...call, attempt });
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isWorthRetrying(error)) throw error;
      await delay(pauseMs(error), undefined, { signal: call.signal });
    }
  }
  // #problema
  // return llmCallWithTelemetry(call);
  // #endregion
}

/** Um 401 seria 401 de novo; quem desistiu não quer mais; e quem pede uma pausa longa recusaria antes dela. */
function isWorthRetrying(error: unknown): boolean {
  return error instanceof LlmError && WORTH_RETRYING.has(error.type) && pauseMs(error) <= MAX_PAUSE_MS;
}

/** Quem recusou por excesso diz quando voltar. */
function pauseMs(error: unknown): number {
  return (error instanceof LlmError ? error.retryAfterMs : undefined) ?? PAUSE_MS;
}
