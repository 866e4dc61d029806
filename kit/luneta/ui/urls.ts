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

/** O trace num arquivo que qualquer porta OTLP/HTTP aceita de volta. */
export function traceOtlpUrl(traceId: string): string {
  return `/trace/${traceId}/otlp.json`;
}

const TRACE_ID = /^[0-9a-f]{1,32}$/i;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** O endereço de um trace, desta Luneta ou de um Jaeger, na página ou na API. */
const TRACE_ADDRESS = /\/traces?\/([0-9a-f-]{1,36})\/?(?:[?#]|$)/i;

/** Aceita ids curtos e em maiúsculas, com os hífens de um UUID, e o endereço do trace; `undefined` se não é nenhum. */
export function normalizeTraceId(text: string): string | undefined {
  const given = text.trim();
  const id = TRACE_ADDRESS.exec(given)?.[1] ?? given;
  const plain = UUID.test(id) ? id.replaceAll('-', '') : id;
  return TRACE_ID.test(plain) ? plain.toLowerCase().padStart(32, '0') : undefined;
}

export const DOCTOR_GUIDE_PATH = '/doutor/guia';

/** A seção do guia que trata de um achado. */
export function doctorGuideUrl(code: string): string {
  return `${DOCTOR_GUIDE_PATH}#${code}`;
}
