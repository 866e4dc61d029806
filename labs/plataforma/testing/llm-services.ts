/** Os serviços do lab 03 de verdade, com a solução pronta: o servidor local de modelos, o moderation e o backend. */
import path from 'node:path';
import { poll } from '../../../kit/poll.ts';
import { findRepoRoot } from '../../../kit/repo-root.ts';
import { type NodeProcess, spawnNode } from '../../../kit/testing/node-process.ts';

const APP = path.join(findRepoRoot(), 'labs/03-llm/app');
/** O tsx traduz cada arquivo antes de o serviço atender, talvez numa máquina ocupada. */
const READY_MS = 30_000;

export interface LlmServices {
  /** Do backend, sem barra no fim. */
  url: string;
  /** Pergunta, e espera a resposta inteira. @returns O que o backend respondeu, seja qual for o status. */
  ask(question: string, model?: string): Promise<Record<string, unknown>>;
  /** O mesmo, aos pedaços. @returns O texto do stream, do primeiro evento ao último. */
  askStream(question: string): Promise<string>;
  /** Encerra todos: cada um entrega antes a telemetria que guardava. */
  close(): Promise<void>;
}

/**
 * @param otlpUrl A base, por HTTP: `http://127.0.0.1:4318`.
 * @param env Acrescentadas às do backend.
 * @throws Error com o que ele escreveu, se um não começa.
 */
export async function startLlmServices(
  otlpUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<LlmServices> {
  const started: NodeProcess[] = [];
  const start = async (entry: string, more: Readonly<Record<string, string>> = {}): Promise<string> => {
    const service = spawnNode(['--require', 'tsx/cjs', entry], {
      cwd: APP,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: otlpUrl,
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
        PORT: '0',
        // O provedor de quem roda os testes não entra neles.
        OPENAI_BASE_URL: '',
        LLM_MODEL: '',
        ...more,
      },
    });
    started.push(service);
    return `http://127.0.0.1:${await readyPort(entry, service)}`;
  };
  const close = async (): Promise<void> => {
    for (const { child, exit } of started.splice(0).toReversed()) {
      child.kill('SIGTERM');
      await exit;
    }
  };
  try {
    const [modelUrl, moderationUrl] = await Promise.all([start('model-server.ts'), start('moderation.ts')]);
    const url = await start('backend.ts', { MODEL_URL: modelUrl, MODERATION_URL: moderationUrl, ...env });
    const post = (where: string, body: object): Promise<Response> =>
      fetch(`${url}${where}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    return {
      url,
      ask: async (question, model = 'lab-1') =>
        (await (await post('/ask', { question, model })).json()) as Record<string, unknown>,
      askStream: async (question) => (await post('/ask/stream', { question })).text(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A porta que a linha de pronto diz. */
async function readyPort(entry: string, { child, stdout, stderr }: NodeProcess): Promise<number> {
  const port = await poll(
    () => {
      const [, said] = /"ready":true,"port":(\d+)/.exec(stdout()) ?? [];
      return said ?? (child.exitCode === null ? undefined : 'acabou');
    },
    { deadlineMs: READY_MS, intervalMs: 50 },
  );
  if (!Number(port)) throw new Error(`O ${entry} do lab 03 não começou. O que ele escreveu:\n${stdout()}${stderr()}`);
  return Number(port);
}
