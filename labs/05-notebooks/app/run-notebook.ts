// Um notebook, do pedido ao resultado: manda rodar o job, espera que ele acabe, e busca o que ele disse.

import { randomUUID } from 'node:crypto';
import { context, metrics, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { cancel, getOutput, getRun, type Output, type Run, runNow, waitForRun } from './databricks';
import { ProblemError } from './problem';
import { settings } from './settings';

/** Depois de cancelar, quanto se espera que o job pare. */
const CANCEL_MS = 10_000;

const tracer = trace.getTracer('orchestration-api');
const meter = metrics.getMeter('orchestration-api');

// #region 8 Quantas execuções, e quanto demoram, por resultado
const runs = meter.createCounter('notebook.runs', { unit: '{run}', description: 'Execuções do notebook.' });
const durations = meter.createHistogram('notebook.run.duration', {
  unit: 's',
  description: 'Do pedido ao resultado.',
  advice: { explicitBucketBoundaries: [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600] },
});
// #endregion

export interface RunRequest {
  dataset: string;
  /** De quem pediu, se ele mandou uma; até 64 caracteres. */
  idempotencyKey?: string;
}

export interface NotebookRun {
  runId: number;
  state: 'SUCCESS';
  /** O que o notebook devolveu. */
  result: object;
}

/** @throws ProblemError se o job não acabou bem; DatabricksError se nem o quiseram; TypeError se ninguém respondeu. */
export async function runNotebook(request: RunRequest): Promise<NotebookRun> {
  const startedMs = performance.now();
  // #region 3 Um span de quem pede, do pedido ao resultado
  const run = await tracer.startActiveSpan('run_notebook', { kind: SpanKind.CLIENT }, async (span) => {
    try {
      const finished = await execute(request);
      span.setAttributes({
        'databricks.job.id': settings.jobId,
        'databricks.run.id': finished.runId,
        'databricks.run.result_state': finished.outcome,
      });
      // #region 5.1 Um job que falha não lança nada: é preciso olhar como ele acabou
      if (finished.outcome !== 'SUCCESS') {
        span.setStatus({ code: SpanStatusCode.ERROR, message: finished.error ?? finished.message });
        span.setAttribute('error.type', 'job_failed');
      }
      // #endregion
      // #region 5.2 Quem desistiu fomos nós
      if (finished.gaveUp) span.setAttribute('error.type', 'timeout');
      // #endregion
      return finished;
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      span.end();
    }
  });
  // #problema
  // const run = await execute(request);
  // #endregion
  // #region 8 Conte, e meça, por resultado
  const attributes = { 'databricks.run.result_state': run.outcome };
  runs.add(1, attributes);
  durations.record((performance.now() - startedMs) / 1000, attributes);
  // #endregion
  return outcomeOf(run);
}

interface FinishedRun extends Run, Output {
  /** Como acabou. */
  outcome: string;
  /** O prazo acabou antes do job. */
  gaveUp: boolean;
}

async function execute({ dataset, idempotencyKey }: RunRequest): Promise<FinishedRun> {
  const parameters: Record<string, string> = { dataset };
  // #region 4.2 Um job não tem cabeçalhos: o contexto vai nos parâmetros
  propagation.inject(context.active(), parameters);
  // #endregion
  // #region 5.4 Uma chave para este pedido, a mesma em todas as tentativas
  const runId = await runNow({ parameters, idempotencyKey: idempotencyKey ?? randomUUID() });
  // #problema
  // const runId = await runNow({ parameters, idempotencyKey });
  // #endregion
  // #region 5.2 Uma paciência com fim; e quem desiste cancela, que um job esquecido continua custando
  let run = await waitForRun(runId, settings.timeoutMs);
  const gaveUp = run.result === undefined;
  if (gaveUp) {
    await cancel(runId);
    run = await waitForRun(runId, CANCEL_MS);
  }
  // #problema
  // const run = await waitForRun(runId, Infinity);
  // const gaveUp = false;
  // #endregion
  const output = run.taskRunId === undefined || gaveUp ? {} : await getOutput(run.taskRunId);
  return { ...run, ...output, outcome: run.result ?? run.lifeCycle, gaveUp };
}

/** O que o job devolveu. @throws ProblemError */
function outcomeOf({ runId, outcome, message, output, error, gaveUp }: FinishedRun): NotebookRun {
  if (gaveUp) {
    throw new ProblemError({
      status: 504,
      code: 'job_timeout',
      title: 'O job demorou demais, e foi cancelado.',
      detail: `A paciência era de ${settings.timeoutMs / 1000} s.`,
      runId,
    });
  }
  if (outcome !== 'SUCCESS') {
    const code = outcome === 'CANCELED' ? 'job_canceled' : 'job_failed';
    throw new ProblemError({ status: 502, code, title: 'O job não acabou bem.', detail: error ?? message, runId });
  }
  return { runId, state: outcome, result: readResult(output) };
}

/** @returns O que o notebook disse ao sair, se é um objeto em JSON. */
function readResult(text = ''): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Não é um JSON: diz-se abaixo.
  }
  throw new ProblemError({
    status: 502,
    code: 'invalid_result',
    title: 'O notebook não devolveu um resultado que se possa ler.',
    detail: 'Ele sai com dbutils.notebook.exit(…), e um objeto em JSON.',
  });
}

export interface RunState {
  runId: number;
  state: string;
  message?: string;
}

export async function runState(runId: number): Promise<RunState> {
  const { result, lifeCycle, message } = await getRun(runId);
  return { runId, state: result ?? lifeCycle, message };
}

export async function cancelRun(runId: number): Promise<void> {
  await cancel(runId);
}
