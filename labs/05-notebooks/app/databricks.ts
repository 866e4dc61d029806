// O cliente da API de jobs do Databricks: roda, pergunta em que pé está, busca o resultado, cancela.
//
// O token vai num cabeçalho, e não sai deste arquivo: nem num erro, nem num log, nem num atributo.

import { setTimeout as delay } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { settings } from './settings';

const REQUEST_MS = 10_000;
/** Quantas vezes se repete o que a rede perdeu, ou o que disseram ser demais. */
const MAX_ATTEMPTS = 4;
const SLOWEST_POLL_MS = 5000;

/** Quem acaba assim não diz como acabou: não deu certo. */
const DEAD = ['INTERNAL_ERROR', 'SKIPPED'];

export interface Run {
  runId: number;
  /** Em que pé está: PENDING, RUNNING, TERMINATING, TERMINATED… */
  lifeCycle: string;
  /** Só quando acaba: SUCCESS, FAILED, TIMEDOUT, CANCELED… */
  result?: string;
  message: string;
  /** O resultado é o da tarefa, que tem o seu próprio id, e não o do job. */
  taskRunId?: number;
}

/** O Databricks recusou. */
export class DatabricksError extends Error {
  readonly status: number;
  /** O código deles: INVALID_PARAMETER_VALUE, PERMISSION_DENIED… */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'DatabricksError';
    this.status = status;
    this.code = code;
  }
}

export interface RunNow {
  parameters: Record<string, string>;
  /** O mesmo texto, outra vez, é a mesma execução; até 64 caracteres. */
  idempotencyKey?: string;
}

/** @returns O id da execução. */
export async function runNow({ parameters, idempotencyKey }: RunNow): Promise<number> {
  const { run_id: runId } = await request<{ run_id: number }>('POST', '/jobs/run-now', {
    job_id: settings.jobId,
    job_parameters: parameters,
    idempotency_token: idempotencyKey,
  });
  return runId;
}

interface RunResponse {
  run_id: number;
  state: { life_cycle_state: string; result_state?: string; state_message?: string };
  tasks?: { run_id: number }[];
}

export async function getRun(runId: number): Promise<Run> {
  const { state, tasks } = await request<RunResponse>('GET', `/jobs/runs/get?run_id=${runId}`);
  return {
    runId,
    lifeCycle: state.life_cycle_state,
    result: state.result_state ?? (DEAD.includes(state.life_cycle_state) ? 'FAILED' : undefined),
    message: state.state_message ?? '',
    taskRunId: tasks?.[0]?.run_id,
  };
}

/** Pergunta até acabar, cada vez mais devagar. @returns Como estava quando acabou, ou quando a paciência acabou. */
export async function waitForRun(runId: number, patienceMs: number): Promise<Run> {
  const deadline = performance.now() + patienceMs;
  for (let pause = 100; ; pause = Math.min(pause * 1.5, SLOWEST_POLL_MS)) {
    // Um span por pergunta encheria o trace: dele interessa quanto o job demorou, e não quantas vezes se olhou.
    const run = await context.with(suppressTracing(context.active()), () => getRun(runId));
    const left = deadline - performance.now();
    if (run.result !== undefined || left <= 0) return run;
    await delay(Math.min(pause, left));
  }
}

export interface Output {
  /** O que o notebook disse ao sair. */
  output?: string;
  /** Por que ele falhou, numa linha. */
  error?: string;
}

export async function getOutput(taskRunId: number): Promise<Output> {
  const path = `/jobs/runs/get-output?run_id=${taskRunId}`;
  const { notebook_output: output, error } = await request<{ notebook_output?: { result?: string }; error?: string }>(
    'GET',
    path,
  );
  return { output: output?.result, error };
}

/** Só pede: o job ainda leva um instante para parar. */
export async function cancel(runId: number): Promise<void> {
  await request('POST', '/jobs/runs/cancel', { run_id: runId });
}

/**
 * Um pedido, e as novas tentativas dele: a rede que caiu, e o 429.
 * @throws DatabricksError se a resposta é um erro; TypeError se não houve resposta.
 */
async function request<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await send(method, path, body);
      // #region 5.2 Quem pede calma diz quanto
      if (response.status === 429 && attempt < MAX_ATTEMPTS) {
        await delay(Number(response.headers.get('retry-after') ?? 1) * 1000);
        continue;
      }
      // #endregion
      return await answerOf<Answer>(response);
    } catch (error) {
      // Sem resposta não se sabe se o pedido chegou.
      if (error instanceof DatabricksError || attempt === MAX_ATTEMPTS) throw error;
      await delay(100 * 2 ** attempt);
    }
  }
}

function send(method: string, path: string, body?: object): Promise<Response> {
  return fetch(new URL(`/api/${settings.apiVersion}${path}`, settings.endpoint), {
    method,
    headers: { authorization: `Bearer ${settings.token}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(REQUEST_MS),
  });
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as Answer;
  const { error_code: code, message } = (answer ?? {}) as { error_code?: string; message?: string };
  throw new DatabricksError(
    response.status,
    String(code ?? response.status),
    message ?? `O Databricks respondeu ${response.status}, sem dizer por quê.`,
  );
}
