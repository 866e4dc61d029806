/** As perguntas que o Grafana faz às três APIs de consulta, e as respostas só com o que interessa a um teste. */

export interface Answer {
  labels: Readonly<Record<string, string>>;
  /** O último valor da série. */
  value: number;
}

interface Series {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

interface Body {
  status?: string;
  error?: string;
  data: { resultType: string; result: Series[] };
}

/** @throws Error com o que o servidor disse, se ele recusou. */
async function getJson<T>(url: string, params: Readonly<Record<string, string>>): Promise<T> {
  const response = await fetch(`${url}?${new URLSearchParams(params)}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} de ${url} a ${JSON.stringify(params)}: ${text}`);
  return JSON.parse(text) as T;
}

/** Como um painel pergunta: num instante (stat, tabela, alerta), ou em passos (gráfico). */
export interface PromqlQuestion {
  expr: string;
  instant?: boolean;
}

export async function askPromql(baseUrl: string, { expr, instant = false }: PromqlQuestion): Promise<Answer[]> {
  const nowS = Date.now() / 1000;
  const time: Record<string, string> = instant
    ? { time: String(nowS) }
    : { start: String(nowS - 60), end: String(nowS), step: '5' };
  const path = instant ? 'query' : 'query_range';
  const { data } = await getJson<Body>(`${baseUrl}/api/v1/${path}`, { query: expr, ...time });
  return answersOf(data.result);
}

/** Um 0/0 não é resposta: no Grafana, é um ponto que falta. */
function answersOf(result: readonly Series[]): Answer[] {
  return result
    .map(({ metric, value, values }) => ({ labels: metric, value: Number((value ?? values?.at(-1))?.[1]) }))
    .filter(({ value }) => !Number.isNaN(value));
}

/** Uma consulta de métrica (`sum(count_over_time(…))`) ou de linhas. De linhas, uma resposta por stream: quantas são. */
export async function askLogql(
  baseUrl: string,
  { expr, queryType }: { expr: string; queryType?: string },
): Promise<Answer[]> {
  const instant = queryType === 'instant';
  const time: Record<string, string> = instant
    ? {}
    : { start: `${Date.now() - 900_000}000000`, end: `${Date.now() + 1000}000000`, step: '60s' };
  const { data } = await getJson<{ data: { resultType: string; result: (Series & { stream: Series['metric'] })[] } }>(
    `${baseUrl}/loki/api/v1/${instant ? 'query' : 'query_range'}`,
    { query: expr, limit: '1000', ...time },
  );
  if (data.resultType !== 'streams') return answersOf(data.result);
  return data.result.map(({ stream, values = [] }) => ({ labels: stream, value: values.length }));
}

/** Os valores que uma variável do tipo `label_values` lista. */
export async function askLabelValues(baseUrl: string, label: string, metric: string): Promise<string[]> {
  const { data } = await getJson<{ data: string[] }>(`${baseUrl}/api/v1/label/${label}/values`, { 'match[]': metric });
  return data;
}

/** Os ids dos traces com exemplar nas séries da consulta, nos últimos minutos. */
export async function askExemplars(baseUrl: string, expr: string): Promise<string[]> {
  const nowS = Date.now() / 1000;
  const { data } = await getJson<{ data: { exemplars: { labels: Record<string, string> }[] }[] }>(
    `${baseUrl}/api/v1/query_exemplars`,
    { query: expr, start: String(nowS - 300), end: String(nowS + 1) },
  );
  return data.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id));
}

export interface JaegerQuestion {
  service: string;
  minDuration?: string;
  /** Em logfmt, como no editor do Grafana: `error=true`. */
  tags?: string;
  limit?: number;
}

/** Os ids dos traces que uma busca acha. */
export async function askJaeger(
  baseUrl: string,
  { service, tags, minDuration, limit }: JaegerQuestion,
): Promise<string[]> {
  const { data } = await getJson<{ data: { traceID: string }[] }>(`${baseUrl}/api/traces`, {
    service,
    lookback: 'custom',
    start: String((Date.now() - 900_000) * 1000),
    end: String((Date.now() + 1000) * 1000),
    ...(minDuration && { minDuration }),
    ...(limit && { limit: String(limit) }),
    ...(tags && { tags: JSON.stringify(Object.fromEntries(tags.split(' ').map((tag) => tag.split('=')))) }),
  });
  return data.map(({ traceID }) => traceID);
}
