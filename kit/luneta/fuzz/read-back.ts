/**
 * Depois de cada leva, o que a Luneta guardou é lido: uma mensagem hostil aceita na entrada ainda pode derrubar quem a
 * lê (um NaN num JSON, um ciclo de pais, um nome que é HTML). Todos os traces são lidos juntos; alguns, a cada leva de
 * um ponto diferente da lista, também sozinhos e de todas as maneiras.
 */
import { checkHttpAnswer } from './check-answer.ts';
import { FindingError } from './finding.ts';
import type { QueryClient } from './query-client.ts';

/** Um trace pode sair da memória entre a busca e a leitura; nada mais justifica um erro. */
const READ_STATUSES = new Set([200, 400, 404]);

/** Todos os tempos que um span pode ter, e mais. */
const WINDOW = 'query.start_time_min=1970-01-01T00:00:00Z&query.start_time_max=2600-01-01T00:00:00Z';
const V1_WINDOW = 'start=0&end=9223372036854775807';

/** O instante em que a maior parte das métricas sorteadas está, em segundos. */
const FUZZ_TIME_S = 1_795_253_474;

/** Traces novos relidos por leva: os mais recentes; a busca os dá primeiro. */
const NEWEST = 200;
/** Quantos deles são lidos de todas as maneiras. */
const READ_IN_FULL = 2;
/** E de quantos mais se pede a página. */
const PAGES = 3;
/** Quanto se anda na lista de uma leva para a outra. */
const STRIDE = 7;
/** Leituras ao mesmo tempo. */
const CONCURRENCY = 4;

interface JaegerTrace {
  spans: { spanID: string; operationName: string; tags: { key: string; value: unknown }[] }[];
  processes: Record<string, { serviceName: string }>;
}

export class ReadBack {
  readonly #client: QueryClient;
  readonly #seen = new Set<string>();
  #start = 0;
  #metric = 0;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  /** Traces já relidos. */
  get traces(): number {
    return this.#seen.size;
  }

  /** Lê o que chegou desde a última vez. @throws FindingError */
  async readNew(): Promise<void> {
    const path = `/api/v3/trace-summaries?${WINDOW}&query.search_depth=${NEWEST}`;
    const { summaries } = (await this.#json(path)) as { summaries: { traceId: string }[] };
    const fresh = summaries.map(({ traceId }) => traceId).filter((id) => !this.#seen.has(id));
    for (const id of fresh) this.#seen.add(id);
    this.#start += STRIDE;
    const from = fresh.length === 0 ? 0 : this.#start % fresh.length;
    const [one, ...others] = [...fresh.slice(from), ...fresh.slice(0, from)].slice(0, READ_IN_FULL + PAGES);
    const jobs = others.map((id, i) => async () => {
      if (i < READ_IN_FULL - 1) await this.#readInFull(id, false);
      else await this.#page(`/trace/${id}`);
    });
    if (one !== undefined) jobs.push(() => this.#readInFull(one, true));
    if (fresh.length > 0) jobs.push(() => this.#readTogether(fresh));
    const worker = async (): Promise<void> => {
      for (let job = jobs.pop(); job; job = jobs.pop()) await job();
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    await this.#json('/api/services');
    await this.#json('/api/dependencies?endTs=9223372036854775&lookback=9223372036854775');
    await this.#page('/search');
    await this.#readSignals();
  }

  /** As métricas e os logs, de todas as maneiras: o que entrou tem de caber em JSON, em SVG e em HTML. */
  async #readSignals(): Promise<void> {
    const everything = encodeURIComponent('{__name__!=""}');
    const streams = encodeURIComponent('{service_name=~".+"}');
    const window = 'start=0&end=9223372036854775807';
    await this.#json('/api/v1/metadata');
    const { data } = (await this.#json('/api/v1/label/__name__/values')) as { data: string[] };
    await this.#json(`/api/v1/query?query=${everything}&time=${FUZZ_TIME_S}`);
    await this.#json(
      `/api/v1/query?query=${encodeURIComponent('sum by (job) (rate({__name__!=""}[1h]))')}&time=${FUZZ_TIME_S}`,
    );
    await this.#json(`/api/v1/series?match[]=${everything}`);
    await this.#json(`/api/v1/query_exemplars?query=${everything}`);
    await this.#json(`/loki/api/v1/query_range?query=${streams}&${window}`);
    await this.#json(`/loki/api/v1/query_range?query=${encodeURIComponent('{service_name=~".+"} | json')}&${window}`);
    await this.#json(`/loki/api/v1/series?${window}`);
    await this.#page('/metricas');
    await this.#page('/logs');
    this.#metric++;
    if (data.length > 0) await this.#page(`/metricas?metric=${encodeURIComponent(data[this.#metric % data.length])}`);
  }

  /** Vários traces numa resposta só. */
  async #readTogether(ids: readonly string[]): Promise<void> {
    const traceIds = ids.map((id) => `traceID=${id}`).join('&');
    await this.#json(`/api/traces?${traceIds}`);
    await this.#json(`/api/v3/traces?${WINDOW}&query.search_depth=${NEWEST}`);
  }

  async #readInFull(id: string, search: boolean): Promise<void> {
    const [v1] = await Promise.all([
      this.#json(`/api/traces/${id}`),
      this.#json(`/api/traces/${id}?raw=true`),
      this.#json(`/api/traces/${id}?prettyPrint=true`),
      this.#json(`/api/v3/traces/${id}`),
      this.#json(`/api/v3/traces/${id}?raw_traces=true`),
      this.#json(`/trace/${id}/find?uiFind=a`),
      this.#page(`/trace/${id}?uiFind=error`),
    ]);
    const page = await this.#page(`/trace/${id}`);
    const spanPages = new Set([...page.matchAll(/\/trace\/[0-9a-f]{32}\/span\/[^"'?#&]+/g)].map(([path]) => path));
    for (const path of [...spanPages].slice(0, 3)) {
      await Promise.all([this.#page(path), this.#read(`${path}?fragment=1`)]);
    }
    const [trace] = (v1 as { data: JaegerTrace[] | null }).data ?? [];
    if (trace && search) await this.#searchFor(trace);
  }

  /** As buscas que achariam este trace. */
  async #searchFor({ spans, processes }: JaegerTrace): Promise<void> {
    const [span] = spans;
    const service = encodeURIComponent(Object.values(processes)[0]?.serviceName ?? '');
    const operation = encodeURIComponent(span?.operationName ?? '');
    const tags = span?.tags.slice(0, 3).map(({ key, value }): [string, string] => [key, String(value)]) ?? [];
    const json = encodeURIComponent(JSON.stringify(Object.fromEntries(tags)));
    const [[key, value] = ['a', 'b']] = tags;
    const tag = encodeURIComponent(`${key}:${value}`);
    await this.#json(`/api/services/${service}/operations`);
    await this.#json(`/api/operations?service=${service}`);
    await this.#json(`/api/v3/operations?service=${service}`);
    await this.#json(`/api/traces?service=${service}&operation=${operation}&limit=5&${V1_WINDOW}`);
    await this.#json(`/api/traces?service=${service}&tags=${json}&tag=${tag}&limit=5&${V1_WINDOW}`);
    await this.#json(
      `/api/v3/traces?${WINDOW}&query.service_name=${service}&query.attributes=${json}&query.search_depth=5`,
    );
    await this.#page(`/search?service=${service}&operation=${operation}&tags=${json}&limit=20&lookback=1h`);
  }

  async #json(path: string): Promise<unknown> {
    const text = (await this.#read(path)).toString('utf8');
    try {
      return JSON.parse(text) as unknown;
    } catch {
      throw new FindingError('bad_answer', `${path.slice(0, 300)} não respondeu JSON: ${text.slice(0, 200)}`);
    }
  }

  async #page(path: string): Promise<string> {
    const text = (await this.#read(path)).toString('utf8');
    if (/^\s*<!doctype html>/i.test(text) && /<\/html>\s*$/i.test(text)) return text;
    throw new FindingError(
      'bad_answer',
      `${path.slice(0, 300)} não respondeu uma página inteira: ${text.slice(0, 200)}`,
    );
  }

  async #read(path: string): Promise<Buffer> {
    const answer = await this.#client.get(path);
    try {
      checkHttpAnswer(answer, READ_STATUSES);
    } catch (error) {
      if (!(error instanceof FindingError)) throw error;
      throw new FindingError(error.code, `${path.slice(0, 300)}: ${error.message}`);
    }
    return answer.body;
  }
}
