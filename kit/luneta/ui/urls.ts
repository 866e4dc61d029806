/** Os endereços das páginas, num lugar só. São os do Jaeger: hábitos e links continuam valendo. */
import { DEFAULT_LIMIT, DEFAULT_LOOKBACK, type SearchForm } from './search-params.ts';

const DEFAULTS: Partial<SearchForm> = { lookback: DEFAULT_LOOKBACK, limit: String(DEFAULT_LIMIT), sort: 'recent' };

/** Só o que difere do padrão entra na URL. */
export function searchUrl(form: Partial<SearchForm>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    if (value !== '' && DEFAULTS[name as keyof SearchForm] !== value) params.set(name, value);
  }
  const query = params.toString();
  return query ? `/search?${query}` : '/search';
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
