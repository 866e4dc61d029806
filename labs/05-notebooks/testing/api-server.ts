/** A API de verdade, como processo de um teste, numa porta livre; encerrada no fim dele. */
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { poll } from '../../../kit/poll.ts';
import { type NodeProcess, spawnNode } from '../../../kit/testing/node-process.ts';

const READY_MS = 20_000;
/** Sem o .env nem as variáveis de quem roda os testes. */
const NONE = {
  DATABRICKS_ENDPOINT: '',
  DATABRICKS_TOKEN: '',
  DATABRICKS_JOB_ID: '',
  DATABRICKS_JOBS_API: '',
  APPLICATIONINSIGHTS_CONNECTION_STRING: '',
};

export interface Answer {
  status: number;
  type: string;
  body: Record<string, unknown>;
}

export interface Api extends Pick<NodeProcess, 'stdout' | 'stderr'> {
  url: string;
  /** @param body Um texto vai como está; o resto, em JSON. */
  ask(method: string, route: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Encerra-a, e espera que entregue a telemetria. */
  stop(): Promise<void>;
}

export function spawnApi(env: Record<string, string>): NodeProcess {
  const started = spawnNode(['--require', 'tsx/cjs', 'app/api.ts'], {
    cwd: path.join(import.meta.dirname, '..'),
    env: { PORT: '0', ...NONE, ...env },
  });
  onTestFinished(async () => {
    started.child.kill('SIGKILL');
    await started.exit;
  });
  return started;
}

export async function startApi(env: Record<string, string>): Promise<Api> {
  const started = spawnApi(env);
  const line = await poll(() => /^\{.*\}$/m.exec(started.stdout())?.[0], { deadlineMs: READY_MS });
  if (line === undefined) throw new Error(`não ficou pronta: ${started.stdout()}${started.stderr()}`);
  const url = `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`;
  const ask: Api['ask'] = async (method, route, body, headers = {}) => {
    const sent = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const type: Record<string, string> = sent === undefined ? {} : { 'content-type': 'application/json' };
    const init: RequestInit = { method, headers: { ...type, ...headers }, body: sent };
    const response = await fetch(`${url}${route}`, init);
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? '',
      body: (text.startsWith('{') ? JSON.parse(text) : { text }) as Record<string, unknown>,
    };
  };
  const stop = async (): Promise<void> => {
    started.child.kill('SIGTERM');
    await started.exit;
  };
  return { ...started, url, ask, stop };
}
