// A validação: antes de gastar um job, pergunta a quem sabe se ele pode rodar.

import { SpanStatusCode, trace } from '@opentelemetry/api';

/** Sem os endereços, não há a quem perguntar: vale o contrato. */
const { SERVICE_A_URL, SERVICE_B_URL } = process.env;
const PATIENCE_MS = 5000;

const tracer = trace.getTracer('orchestration-api');

export interface Validation {
  valid: boolean;
  /** Por que não pode, uma frase de cada serviço. */
  problems: string[];
  /** Quantas linhas o conjunto tem, se o A o conhece. */
  rows?: number;
}

export async function validate(dataset: string): Promise<Validation> {
  // #region 2 Um span para a validação inteira
  return tracer.startActiveSpan('validate', async (span) => {
    try {
      const validation = await askServices(dataset);
      span.setAttributes({ 'validation.dataset': dataset, 'validation.valid': validation.valid });
      return validation;
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
  // #problema
  // return askServices(dataset);
  // #endregion
}

async function askServices(dataset: string): Promise<Validation> {
  // #region 2 Uma pergunta não depende da resposta da outra: as duas ao mesmo tempo
  const [catalog, quota] = await Promise.all([askA(dataset), askB(dataset)]);
  // #problema
  // const catalog = await askA(dataset);
  // const quota = await askB(dataset);
  // #endregion
  const problems = [catalog.problem, quota.problem].filter((problem) => problem !== undefined);
  return { valid: problems.length === 0, problems, rows: catalog.rows };
}

interface Opinion {
  problem?: string;
  rows?: number;
}

/** O catálogo: este conjunto existe? */
async function askA(dataset: string): Promise<Opinion> {
  if (!SERVICE_A_URL) return {};
  const response = await ask(new URL(`/datasets/${encodeURIComponent(dataset)}`, SERVICE_A_URL));
  if (response.status === 404) return { problem: `O serviço A não conhece "${dataset}".` };
  if (!response.ok) return { problem: `O serviço A respondeu ${response.status}.` };
  return (await response.json()) as { rows: number };
}

/** A cota: cabe mais um job hoje? */
async function askB(dataset: string): Promise<Opinion> {
  if (!SERVICE_B_URL) return {};
  const response = await ask(new URL(`/quota?dataset=${encodeURIComponent(dataset)}`, SERVICE_B_URL));
  if (!response.ok) return { problem: `O serviço B respondeu ${response.status}.` };
  const { allowed } = (await response.json()) as { allowed: boolean };
  return allowed ? {} : { problem: 'O serviço B diz que a cota de hoje acabou.' };
}

function ask(url: URL): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
}
