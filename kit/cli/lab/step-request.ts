/** Um pedido do roteiro de um passo, e se a resposta é a que ele espera. Quem o faz é que o diz ao aluno. */
import type { StepRequest } from '../../course/manifest.ts';
import { readAnswer } from '../../read-answer.ts';
import { fetchFailureReason } from '../../system-error.ts';
import { timeLimit } from '../../time-limit.ts';

/** Do corpo de uma resposta, o que se lê. */
const MAX_BODY_BYTES = 1024 * 1024;
/** E, dela, o que se mostra. Em caracteres. */
const SHOWN_BODY = 200;

export type StepAnswer =
  | { kind: 'as_expected'; status: number }
  | { kind: 'other_status'; wanted: number; status: number; start: string }
  | { kind: 'other_body'; wanted: string; start: string }
  /** O prazo acabou, ou quem pediu desistiu. */
  | { kind: 'silent' }
  /** Ninguém atendeu, ou a conexão caiu no meio. */
  | { kind: 'cut'; reason: string };

export interface StepRequestOptions {
  requestMs: number;
  signal: AbortSignal;
  headers?: Record<string, string>;
}

/** @param appUrl Sem barra no fim. @returns `start` é o começo do corpo, numa linha. Nunca rejeita. */
export async function sendStepRequest(
  appUrl: string,
  { path, json, status: wanted = 200, body: fragments = [] }: StepRequest,
  { requestMs, signal, headers }: StepRequestOptions,
): Promise<StepAnswer> {
  const limit = timeLimit(requestMs, signal);
  try {
    const init = { signal: limit, redirect: 'manual' } as const;
    const response = await fetch(
      `${appUrl}${path}`,
      json === undefined ? { ...init, headers } : { ...init, ...posted(json, headers) },
    );
    const body = (await readAnswer(response, MAX_BODY_BYTES)) ?? '';
    const start = body.slice(0, SHOWN_BODY).replaceAll(/\s+/g, ' ').trim();
    const { status } = response;
    if (status !== wanted) return { kind: 'other_status', wanted, status, start };
    const missing = [fragments].flat().find((fragment) => !body.includes(fragment));
    if (missing !== undefined) return { kind: 'other_body', wanted: missing, start };
    return { kind: 'as_expected', status };
  } catch (error) {
    return limit.aborted ? { kind: 'silent' } : { kind: 'cut', reason: fetchFailureReason(error) };
  }
}

function posted(json: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(json) };
}
