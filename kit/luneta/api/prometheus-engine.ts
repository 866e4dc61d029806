/** O PromQL, carregado no primeiro pedido que precisa dele: a gramática custaria caro no início da Luneta. */
import type { LabelMatcher } from '../store/metrics/metric-store.ts';
import type * as promql from '../query/promql/promql.ts';
import { invalidParam, PrometheusError } from './prometheus-error.ts';

type Promql = typeof promql;

export function loadPromql(): Promise<Promql> {
  return import('../query/promql/promql.ts');
}

/** @param param O parâmetro que o erro menciona, nas rotas em que o Prometheus o menciona. @throws PrometheusError */
export async function parseQuery(text: string, param?: string): Promise<promql.PromqlExpr> {
  const { parsePromql } = await loadPromql();
  return attempt(() => parsePromql(text), param);
}

/** `match[]`, uma ou mais vezes: basta satisfazer um. @throws PrometheusError */
export async function parseMatchers(params: URLSearchParams, param?: string): Promise<(readonly LabelMatcher[])[]> {
  const { parseSeriesSelector } = await loadPromql();
  return params.getAll('match[]').map((text) => attempt(() => parseSeriesSelector(text).matchers, param));
}

function attempt<T>(parse: () => T, param: string | undefined): T {
  try {
    return parse();
  } catch (error) {
    throw toApiError(error, param);
  }
}

/** O erro do PromQL como a API o conta; os outros, como vieram. */
export function toApiError(error: unknown, param?: string): unknown {
  if (!isPromqlError(error)) return error;
  switch (error.kind) {
    case 'syntax':
      return param === undefined ? new PrometheusError('bad_data', error.message) : invalidParam(param, error.message);
    case 'timeout':
      return new PrometheusError('timeout', error.message);
    default:
      return new PrometheusError('execution', error.message);
  }
}

/** Sem a classe, que é do módulo que se carrega depois. */
function isPromqlError(error: unknown): error is InstanceType<Promql['PromqlError']> {
  return error instanceof Error && error.name === 'PromqlError';
}
