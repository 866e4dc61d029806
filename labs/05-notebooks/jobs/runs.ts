/** As execuções: cada uma com o seu notebook, do pedido ao fim. Cabem poucas ao mesmo tempo; as outras esperam a vez. */
import { LOCAL_JOB_ID } from './token';
import { type NotebookEnd, type RunningNotebook, startNotebook } from './start-notebook';

/** Quantas rodam ao mesmo tempo. */
const MAX_RUNNING = 10;
/** De quantas se lembra. */
const MAX_KEPT = 1000;

export type LifeCycle = 'PENDING' | 'RUNNING' | 'TERMINATED';
export type Result = 'SUCCESS' | 'FAILED' | 'TIMEDOUT' | 'CANCELED';

export interface JobRun {
  readonly runId: number;
  /** O da única tarefa do job: é por ele que se busca o resultado. */
  readonly taskRunId: number;
  readonly number: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly startedMs: number;
  endedMs?: number;
  lifeCycle: LifeCycle;
  result?: Result;
  message: string;
  end?: NotebookEnd;
}

export interface RunsOptions {
  notebookFile: string;
  /** Quanto um notebook pode demorar, em milissegundos. */
  timeoutMs: number;
}

export interface Runs {
  readonly jobId: number;
  readonly notebookFile: string;
  /** @param token O mesmo, outra vez, é a mesma execução. */
  start(parameters: Readonly<Record<string, string>>, token?: string): JobRun;
  find(runId: number): JobRun | undefined;
  /** Pelo id da tarefa. */
  findTask(taskRunId: number): JobRun | undefined;
  cancel(run: JobRun): void;
  /** Encerra todas. */
  stop(): void;
}

export function createRuns({ notebookFile, timeoutMs }: RunsOptions): Runs {
  const kept = new Map<number, JobRun>();
  const byToken = new Map<string, number>();
  const waiting: JobRun[] = [];
  const running = new Map<JobRun, RunningNotebook>();
  // Números de verdade não se repetem, nem depois de o servidor recomeçar.
  let nextId = Date.now();

  function start(parameters: Readonly<Record<string, string>>, token?: string): JobRun {
    const known = token === undefined ? undefined : kept.get(byToken.get(token) ?? -1);
    if (known) return known;
    const runId = nextId++;
    const taskRunId = nextId++;
    const run: JobRun = {
      runId,
      taskRunId,
      number: runId,
      // O job declara este parâmetro com o valor {{job.run_id}}.
      parameters: { run_id: String(runId), ...parameters },
      startedMs: Date.now(),
      lifeCycle: 'PENDING',
      message: 'Waiting for cluster.',
    };
    kept.set(runId, run);
    if (token !== undefined) byToken.set(token, runId);
    forgetOldest();
    waiting.push(run);
    startWaiting();
    return run;
  }

  function startWaiting(): void {
    while (running.size < MAX_RUNNING) {
      const run = waiting.shift();
      if (!run) return;
      begin(run);
    }
  }

  function begin(run: JobRun): void {
    const notebook = startNotebook(notebookFile, run.parameters);
    running.set(run, notebook);
    run.lifeCycle = 'RUNNING';
    run.message = 'In run';
    void follow(run, notebook);
  }

  async function follow(run: JobRun, { ended }: RunningNotebook): Promise<void> {
    const limit = setTimeout(() => settle(run, 'TIMEDOUT', 'Run timed out.'), timeoutMs);
    const end = await ended;
    clearTimeout(limit);
    running.delete(run);
    run.end = end;
    run.endedMs = Date.now();
    run.lifeCycle = 'TERMINATED';
    // Quem foi encerrado já tem o seu resultado.
    if (run.result === undefined) {
      run.result = end.exitCode === 0 ? 'SUCCESS' : 'FAILED';
      run.message = end.exitCode === 0 ? '' : 'Workload failed, see run output for details.';
    }
    startWaiting();
  }

  /** O resultado fica dito; o fim é de quando o processo acaba. */
  function settle(run: JobRun, result: Result, message: string): void {
    if (run.result !== undefined || run.lifeCycle === 'TERMINATED') return;
    run.result = result;
    run.message = message;
    const notebook = running.get(run);
    if (notebook) {
      notebook.kill();
      return;
    }
    waiting.splice(waiting.indexOf(run), 1);
    run.endedMs = Date.now();
    run.lifeCycle = 'TERMINATED';
  }

  function forgetOldest(): void {
    for (const [runId, { lifeCycle }] of kept) {
      if (kept.size <= MAX_KEPT) break;
      if (lifeCycle === 'TERMINATED') kept.delete(runId);
    }
    for (const [token, runId] of byToken) {
      if (byToken.size <= MAX_KEPT) break;
      if (!kept.has(runId)) byToken.delete(token);
    }
  }

  return {
    jobId: LOCAL_JOB_ID,
    notebookFile,
    start,
    find: (runId) => kept.get(runId),
    findTask: (taskRunId) => {
      // O da tarefa vem logo depois do da execução.
      const run = kept.get(taskRunId - 1);
      return run?.taskRunId === taskRunId ? run : undefined;
    },
    cancel: (run) => settle(run, 'CANCELED', 'Run cancelled.'),
    stop: () => {
      waiting.length = 0;
      for (const notebook of running.values()) notebook.kill();
    },
  };
}
