/** Perguntas a um Prometheus, para os testes. */

export interface Answered {
  metric: Record<string, string>;
  /** Segundos Unix, e o número como texto. */
  value: [number, string];
}

export interface Exemplar {
  labels: Record<string, string>;
  value: string;
}

/** Uma consulta neste instante. @param url Sem barra no fim. */
export async function instantQuery(url: string, query: string): Promise<Answered[]> {
  const { result } = await dataOf<{ result: Answered[] }>(`${url}/api/v1/query?${new URLSearchParams({ query })}`);
  return result;
}

/** Os exemplares dos últimos cinco minutos. @param selector As séries: `nome{rótulo="valor"}`. */
export async function recentExemplars(url: string, selector: string): Promise<Exemplar[]> {
  const now = Date.now() / 1000;
  const params = new URLSearchParams({ query: selector, start: String(now - 300), end: String(now + 60) });
  const series = await dataOf<{ exemplars: Exemplar[] }[]>(`${url}/api/v1/query_exemplars?${params}`);
  return series.flatMap(({ exemplars }) => exemplars);
}

/** @throws Error com o motivo que o Prometheus deu. */
async function dataOf<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`O Prometheus recusou ${url}: ${await response.text()}`);
  const { data } = (await response.json()) as { data: T };
  return data;
}
