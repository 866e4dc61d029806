/** Os parâmetros de `/dependencies`: `service`, `lookback` (como na busca) e `sort`, a ordem da tabela. */
import { DEFAULT_LOOKBACK, lookbackNs } from './search-params.ts';

export const LINK_SORTS = ['calls', 'errors', 'share', 'parent', 'child'] as const;
export type LinkSort = (typeof LINK_SORTS)[number];

export interface DependenciesForm {
  service: string;
  lookback: string;
  sort: LinkSort;
}

export interface DependenciesRequest {
  form: DependenciesForm;
  /** Desde quando, em nanossegundos Unix; ausente se o período não é válido. */
  startTimeMin?: bigint;
}

export function parseDependencies(params: URLSearchParams, nowUnixNano: bigint): DependenciesRequest {
  const lookback = (params.get('lookback') ?? '').trim() || DEFAULT_LOOKBACK;
  const form: DependenciesForm = {
    service: (params.get('service') ?? '').trim(),
    lookback,
    sort: LINK_SORTS.find((known) => known === params.get('sort')) ?? 'calls',
  };
  const length = lookbackNs(lookback);
  return length === undefined ? { form } : { form, startTimeMin: nowUnixNano - length };
}

const DEFAULTS: Partial<DependenciesForm> = { lookback: DEFAULT_LOOKBACK, sort: 'calls' };

/** Só o que difere do padrão entra na URL. */
export function dependenciesUrl(form: Partial<DependenciesForm>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (value !== '' && DEFAULTS[name as keyof DependenciesForm] !== value) params.set(name, value);
  }
  const query = params.toString();
  return query ? `/dependencies?${query}` : '/dependencies';
}

/** Os traces em que `parent` chama `child`. */
export function callsUrl(parent: string, child: string, lookback: string): string {
  const params = new URLSearchParams({ parent, child });
  if (lookback !== DEFAULT_LOOKBACK) params.set('lookback', lookback);
  return `/dependencies/calls?${params.toString()}`;
}
