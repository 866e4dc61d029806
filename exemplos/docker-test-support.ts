// Apoio dos testes de contêiner: o cliente docker de verdade, contra o motor que a máquina tiver.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { until } from './test-support';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '..');

/** A imagem dos testes, com nome próprio para não trocar a de quem desenvolve. */
export const IMAGE = 'lab-otel/sample:test';

/** Roda o docker na raiz do projeto e devolve o que ele escreveu. Falha com a saída de erro dele. */
export async function docker(args: string[], env: Record<string, string> = {}) {
  const { stdout, stderr } = await run('docker', args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
  });
  return { stdout: stdout.trim(), stderr: stderr.trim() };
}

export async function inspect<T>(format: string, target: string): Promise<T> {
  return JSON.parse((await docker(['inspect', '--format', `{{json ${format}}}`, target])).stdout) as T;
}

/** Como `until`, com o prazo de quem espera contêineres: as sondas vêm de 5 em 5 segundos. */
export function eventually<T>(what: string, attempt: () => Promise<T | undefined>): Promise<T> {
  return until(what, attempt, 60_000);
}

/** Visita o app. O Docker aceita a conexão mesmo quando ninguém a atende lá dentro: daí o prazo. */
export async function visit(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  return `${response.status} ${await response.text()}`;
}

interface JaegerTrace {
  spans: { operationName: string }[];
}

/** Os nomes dos spans de cada trace de service_example que o Jaeger deste endereço conhece. */
export async function sampleTraces(jaegerUrl: string): Promise<string[][]> {
  const response = await fetch(`${jaegerUrl}/api/traces?service=service_example&lookback=1h&limit=100`);
  const { data } = (await response.json()) as { data: JaegerTrace[] | null };
  return (data ?? []).map(({ spans }) => spans.map(({ operationName }) => operationName).toSorted());
}
