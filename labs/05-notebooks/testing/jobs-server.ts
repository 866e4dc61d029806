/** O servidor de jobs de verdade, como processo de um teste, numa porta livre; encerrado no fim dele. */
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { poll } from '../../../kit/poll.ts';
import { type NodeProcess, spawnNode } from '../../../kit/testing/node-process.ts';
import { LOCAL_TOKEN } from '../jobs/token.ts';

const READY_MS = 20_000;
const RUN_MS = 20_000;

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

export interface JobsServer extends Pick<NodeProcess, 'child' | 'exit' | 'stdout' | 'stderr'> {
  url: string;
  /** Com um corpo, um POST. */
  ask(route: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Pergunta até a execução acabar. @returns A resposta de runs/get. */
  untilOver(runId: unknown): Promise<Record<string, unknown>>;
}

/** @param env NOTEBOOK_FILE, JOBS_TIMEOUT_SECONDS… */
export async function startJobs(env: Record<string, string> = {}): Promise<JobsServer> {
  const lab = path.join(import.meta.dirname, '..');
  const started = spawnNode(['--require', 'tsx/cjs', 'app/jobs-server.ts'], {
    cwd: lab,
    env: { PORT: '0', NOTEBOOK_FILE: 'testing/tiny-notebook.ts', ...env },
  });
  onTestFinished(async () => {
    started.child.kill('SIGTERM');
    await started.exit;
  });
  const line = await poll(() => /^\{.*\}$/m.exec(started.stdout())?.[0], { deadlineMs: READY_MS });
  if (line === undefined) throw new Error(`não ficou pronto: ${started.stdout()}${started.stderr()}`);
  const url = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`;

  async function ask(route: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${url}${route}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${LOCAL_TOKEN}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  }

  async function untilOver(runId: unknown): Promise<Record<string, unknown>> {
    const over = await poll(
      async () => {
        const { body } = await ask(`/api/2.2/jobs/runs/get?run_id=${String(runId)}`);
        return (body.state as { life_cycle_state: string }).life_cycle_state === 'TERMINATED' ? body : undefined;
      },
      { deadlineMs: RUN_MS },
    );
    if (!over) throw new Error(`a execução não acabou: ${started.stdout()}${started.stderr()}`);
    return over;
  }

  return { ...started, url, ask, untilOver };
}
