// A configuração, conferida toda de uma vez, antes de se atender alguém.

import './env';
import { LOCAL_JOB_ID, LOCAL_TOKEN } from '@lab-otel/05-notebooks/jobs/token';
import { z } from 'zod';

/** Um job de verdade espera uma máquina ligar: o padrão é de quem tem paciência. */
const PATIENCE_MS = 10 * 60_000;

/** Uma linha vazia do .env é o mesmo que não tê-la. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const environment = z
  .object({
    DATABRICKS_ENDPOINT: optional(z.url({ protocol: /^https$/, error: 'um endereço que comece com https://' })),
    DATABRICKS_TOKEN: optional(z.string().regex(/^\S+$/, 'um token sem espaços')),
    DATABRICKS_JOB_ID: optional(z.coerce.number('o número do job').int('o número do job').positive('o número do job')),
    DATABRICKS_JOBS_API: optional(z.enum(['2.2', '2.1'], '2.2 ou 2.1')),
    LOCAL_JOBS_URL: optional(z.url('um endereço, como http://127.0.0.1:5003')),
    NOTEBOOK_TIMEOUT_MS: optional(z.coerce.number('um número de milissegundos').int().positive()),
  })
  .refine(
    ({ DATABRICKS_ENDPOINT, DATABRICKS_TOKEN, DATABRICKS_JOB_ID }) =>
      new Set([DATABRICKS_ENDPOINT, DATABRICKS_TOKEN, DATABRICKS_JOB_ID].map((value) => value === undefined)).size ===
      1,
    {
      path: ['DATABRICKS_ENDPOINT, DATABRICKS_TOKEN, DATABRICKS_JOB_ID'],
      error: 'os três, para um workspace de verdade, ou nenhum, para o servidor local',
    },
  );

export interface Settings {
  endpoint: string;
  token: string;
  jobId: number;
  apiVersion: '2.2' | '2.1';
  /** Quanto se espera por um job, em milissegundos. */
  timeoutMs: number;
  isLocal: boolean;
}

/** @throws Error com todas as linhas que não servem, e nunca com o que elas dizem: uma delas é uma chave. */
function readSettings(): Settings {
  const { data, error } = environment.safeParse(process.env);
  if (error) throw new Error(complaints(error));
  const isLocal = data.DATABRICKS_ENDPOINT === undefined;
  return {
    endpoint: data.DATABRICKS_ENDPOINT ?? data.LOCAL_JOBS_URL ?? 'http://127.0.0.1:5003',
    token: data.DATABRICKS_TOKEN ?? LOCAL_TOKEN,
    jobId: data.DATABRICKS_JOB_ID ?? LOCAL_JOB_ID,
    apiVersion: data.DATABRICKS_JOBS_API ?? '2.2',
    timeoutMs: data.NOTEBOOK_TIMEOUT_MS ?? PATIENCE_MS,
    isLocal,
  };
}

function complaints({ issues }: z.ZodError): string {
  const lines = issues.map(({ path: where, message }) => `  ${where.join('.')}: ${message}`);
  return ['A configuração não serve. Confira o ambiente e o .env (o modelo é o .env.template):', ...lines].join('\n');
}

export const settings = readSettings();
