/** O que as expressões de um arquivo de regras dão agora, perguntado à API do Prometheus, só com o que é de uma tentativa. */
import { fieldsOf, jsonFields } from '../../read-answer.ts';
import type { Labels } from '../labels.ts';
import type { BackendAnswer, BackendClient } from '../sources/backend-client.ts';
import type { Rule } from './rules-file.ts';
import { comparisonIn, namesIn, type PromqlScope, ScopeError, scopePromql } from './scope-promql.ts';

/** Uma série do resultado; de um número só, sem rótulos. */
export interface RuleSeries {
  readonly labels: Labels;
  readonly value: number;
}

/** Uma por regra, na ordem do arquivo. */
export type RuleAnswer =
  /** Nenhuma métrica traz o id da tentativa: não há de quem perguntar. */
  | { readonly kind: 'no_attempt' }
  /** Não se avalia: a frase é de quem a recusou. */
  | { readonly kind: 'invalid'; readonly message: string }
  | {
      readonly kind: 'series';
      readonly series: readonly RuleSeries[];
      /** De uma comparação que não deu nada: a condição, e o que se comparou. */
      readonly unmet?: { readonly condition: string; readonly series: readonly RuleSeries[] };
      /** As métricas que a expressão cita. */
      readonly names: readonly string[];
    };

/** @throws SourceError se o backend não responde. */
export async function askRules(
  client: BackendClient,
  rules: readonly Rule[],
  { instances, ageMs }: Pick<PromqlScope, 'instances' | 'ageMs'>,
  signal?: AbortSignal,
): Promise<RuleAnswer[]> {
  if (instances?.length === 0) return rules.map(() => ({ kind: 'no_attempt' }));
  const records = new Map(rules.filter(({ kind }) => kind === 'record').map(({ name, expr }) => [name, expr]));
  const ask = (expr: string): Promise<RuleSeries[]> =>
    instantQuery(client, scopePromql(expr, { instances, ageMs, records }), signal);
  return Promise.all(
    rules.map(async ({ expr }): Promise<RuleAnswer> => {
      try {
        const series = await ask(expr);
        const comparison = series.length === 0 ? comparisonIn(expr) : undefined;
        const unmet = comparison && { condition: comparison.condition, series: await ask(comparison.compared) };
        return { kind: 'series', series, ...(unmet && { unmet }), names: namesIn(expr, records) };
      } catch (error) {
        if (!(error instanceof ScopeError)) throw error;
        return { kind: 'invalid', message: (await refusal(client, expr, signal)) ?? error.message };
      }
    }),
  );
}

/** O que o backend diz do texto do aluno, que é o que ele conhece. */
async function refusal(client: BackendClient, expr: string, signal?: AbortSignal): Promise<string | undefined> {
  try {
    await instantQuery(client, expr, signal);
    return undefined;
  } catch (error) {
    if (error instanceof ScopeError) return error.message;
    throw error;
  }
}

/** @throws ScopeError se ele recusa a expressão, SourceError se não responde. */
async function instantQuery(client: BackendClient, query: string, signal?: AbortSignal): Promise<RuleSeries[]> {
  const params = new URLSearchParams({ query, time: String(Date.now() / 1000) });
  const answer = await client.get(`/api/v1/query?${params}`, signal);
  const { status, data, error } = jsonFields(answer.text);
  if (status === 'error' && isOfQuery(answer)) throw new ScopeError(String(error));
  if (status !== 'success') throw client.failed(answer);
  const { resultType, result } = fieldsOf(data);
  if (resultType === 'scalar') return [{ labels: {}, value: valueIn(result) }];
  if (resultType !== 'vector' || !Array.isArray(result)) {
    throw new ScopeError(
      'ela dá vários instantes de cada série, e uma regra precisa de um número: falta uma função, como rate',
    );
  }
  return result.map((item: unknown) => {
    const { metric, value } = fieldsOf(item);
    return { labels: toLabels(metric), value: valueIn(value) };
  });
}

/** Do que se perguntou, e não de quem responde: não se lê, ou não se sabe calcular. */
function isOfQuery({ status }: BackendAnswer): boolean {
  return status === 400 || status === 422;
}

/** O que se mostra do resultado: a instância é a da tentativa, e já se sabe. */
function toLabels(metric: unknown): Labels {
  const entries = Object.entries(fieldsOf(metric)).filter(([key]) => key !== '__name__' && key !== 'instance');
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

function valueIn(pair: unknown): number {
  const text = String(Array.isArray(pair) ? (pair as unknown[])[1] : undefined);
  if (text === '+Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}
