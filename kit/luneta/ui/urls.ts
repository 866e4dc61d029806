/** Os endereços das páginas, num lugar só. São os do Jaeger: hábitos e links continuam valendo. */
import { DEFAULT_LIMIT, DEFAULT_LOOKBACK, type SearchForm } from './search-params.ts';

const DEFAULTS: Partial<SearchForm> = {
  lookback: DEFAULT_LOOKBACK,
  limit: String(DEFAULT_LIMIT),
  sort: 'recent',
  scale: 'linear',
  live: '1',
};

export function searchUrl(form: Partial<SearchForm>): string {
  return `/search${searchQuery(form)}`;
}

/** Os traces da mesma busca, num arquivo só. */
export function searchJsonUrl(form: Partial<SearchForm>): string {
  return `/search/traces.json${searchQuery(form)}`;
}

/** Só o que difere do padrão entra na URL. */
function searchQuery(form: Partial<SearchForm>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (value !== '' && DEFAULTS[name as keyof SearchForm] !== value) params.set(name, value);
  }
  const query = params.toString();
  return query ? `?${query}` : '';
}

/** O endereço do Jaeger para comparar dois traces; `only=diff` esconde o que não mudou. */
export function compareUrl(left: string, right: string, onlyDifferences = false): string {
  return `/trace/${left}...${right}${onlyDifferences ? '?only=diff' : ''}`;
}

export function traceUrl(traceId: string): string {
  return `/trace/${traceId}`;
}

export function spanUrl(traceId: string, key: string): string {
  return `/trace/${traceId}/span/${key}`;
}

/** O trace com um span já aberto e à vista; `uiFind` é o nome que o Jaeger usa. */
export function spanInTraceUrl(traceId: string, key: string): string {
  return `/trace/${traceId}?uiFind=${key}#span-${key}`;
}

export function traceJsonUrl(traceId: string): string {
  return `/api/traces/${traceId}?prettyPrint=true`;
}

const TRACE_ID = /^[0-9a-f]{1,32}$/i;

/** Aceita ids curtos e em maiúsculas; `undefined` quando não é um id. */
export function normalizeTraceId(text: string): string | undefined {
  const id = text.trim();
  return TRACE_ID.test(id) ? id.toLowerCase().padStart(32, '0') : undefined;
}
