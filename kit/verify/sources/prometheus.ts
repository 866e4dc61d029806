/**
 * A API de consulta do Prometheus como fonte de métricas: serve a qualquer backend que a fale. Pede as amostras como chegaram:
 * uma consulta por instante traria de volta as de uma execução anterior.
 */
import { fieldsOf, jsonFields } from '../../read-answer.ts';
import { ATTEMPT_ATTRIBUTE } from '../attempt.ts';
import { labelOf, type Labels } from '../labels.ts';
import type { ReadSeries } from '../metrics/series.ts';
import { BackendClient, type BackendSourceOptions, baseOf, isAnotherApi, SourceError } from './backend-client.ts';
import { readSeries } from './prometheus-series.ts';
import type { Reading, TelemetrySource } from './source.ts';

const TOO_MUCH =
  'Há séries demais desde o começo da tentativa: um atributo que tem um valor diferente a cada medida cria uma série para cada um?';
/** Um relógio adiantado do lado de quem manda não esconde a amostra; uma janela grande demais não é uma consulta barata. */
const AHEAD_MS = 60_000;
/** O que um backend conta dos spans que recebe, ou das próprias visitas, e o que as regras dele calculam: nada é de um programa. */
const NOT_FROM_PROGRAMS =
  'target_info|otel_scope_info|up|scrape_.+|traces_span_?metrics_.+|traces_service_graph_.+|ALERTS.*|.+:.+';

/** O que a plataforma mede de si mesma, pelos nomes que ela se dá. */
const OWN_JOBS = 'alertmanager|collector|grafana|jaeger.*|loki|luneta|otel-?col.*|prometheus|tempo|zipkin';
const OWN_JOB = new RegExp(`^(?:${OWN_JOBS})$`);

/** @param baseUrl Onde está a API, com o caminho base se houver: `http://localhost:9090`. */
export function prometheusSource(baseUrl: string, options: BackendSourceOptions = {}): TelemetrySource {
  const base = baseOf(baseUrl);
  return {
    signal: 'metrics',
    shows: [],
    async read({ sinceUs, services = [], rules, exemplars, attemptId }, signal) {
      const client = new BackendClient(base, { signal: 'metrics', tooMuch: TOO_MUCH }, options);
      const untilMs = Date.now() + AHEAD_MS;
      const window = `[${Math.max(1, Math.ceil(untilMs - sinceUs / 1000))}ms]`;
      const samples = (selector: string): Promise<unknown> => {
        const params = new URLSearchParams({ query: `${selector}${window}`, time: String(untilMs / 1000) });
        return dataOf(client, `/api/v1/query?${params}`, signal);
      };
      try {
        const [targets, metadata, ...series] = await Promise.all([
          samples('target_info'),
          dataOf(client, '/api/v1/metadata', signal),
          samples(fromPrograms(`job!~"${OWN_JOBS}"`)),
          // Um programa que se espera pode ter um destes nomes.
          ...services
            .filter((name) => OWN_JOB.test(name))
            .map((name) => samples(fromPrograms(`job=${JSON.stringify(name)}`))),
        ]);
        const told = exemplars ? await exemplarsOf(client, sinceUs, untilMs, signal) : undefined;
        const metrics = readAll({ targets, series, metadata, exemplars: told }, sinceUs);
        if (!rules) return { spans: [], metrics, problems: [] };
        const scope = { instances: instancesOf(resultOf(targets), attemptId), ageMs: Date.now() - sinceUs / 1000 };
        // A gramática do PromQL só se carrega para quem precisa dela.
        const { askRules } = await import('../rules/ask-rules.ts');
        return { spans: [], metrics, rules: await askRules(client, rules, scope, signal), problems: [] };
      } catch (error) {
        return unread(error);
      }
    },
  };
}

/** Os de todas as séries dos programas. */
async function exemplarsOf(
  client: BackendClient,
  sinceUs: number,
  untilMs: number,
  signal: AbortSignal | undefined,
): Promise<readonly unknown[]> {
  const [start, end] = [sinceUs / 1e6, untilMs / 1000].map(String);
  const params = new URLSearchParams({ query: fromPrograms(`job!~"${OWN_JOBS}"`), start, end });
  const data = await dataOf(client, `/api/v1/query_exemplars?${params}`, signal);
  return Array.isArray(data) ? data : [];
}

function fromPrograms(jobs: string): string {
  return `{__name__=~".+",__name__!~"${NOT_FROM_PROGRAMS}",${jobs}}`;
}

/** @param series As respostas, uma por seletor. */
function readAll(
  {
    targets,
    series,
    metadata,
    exemplars,
  }: Record<'targets' | 'metadata', unknown> & { series: readonly unknown[]; exemplars?: readonly unknown[] },
  sinceUs: number,
): ReadSeries[] {
  return readSeries(
    { targets: resultOf(targets), series: series.flatMap(resultOf), metadata: fieldsOf(metadata), exemplars },
    sinceUs,
  );
}

function resultOf(data: unknown): unknown[] {
  const { result } = fieldsOf(data);
  return Array.isArray(result) ? result : [];
}

/** Os `instance` de quem diz, no recurso, que é desta tentativa: não importa em que serviço. */
function instancesOf(targets: readonly unknown[], attemptId: string | undefined): string[] | undefined {
  if (attemptId === undefined) return undefined;
  const labels = targets.map((target) => fieldsOf(fieldsOf(target).metric) as Labels);
  const own = labels.filter((each) => labelOf(each, ATTEMPT_ATTRIBUTE) === attemptId);
  return [...new Set(own.map(({ instance = '' }) => instance))];
}

/** Quem não fala a API não mostra métricas; de quem a fala e não respondeu, não veio nenhuma. */
function unread(error: unknown): Reading {
  if (!(error instanceof SourceError)) throw error;
  const problems = [error.problem];
  return error.problem.code === 'not_prometheus' ? { spans: [], problems } : { spans: [], metrics: [], problems };
}

/** O campo `data` da resposta. @throws SourceError */
async function dataOf(client: BackendClient, path: string, signal?: AbortSignal): Promise<unknown> {
  const answer = await client.get(path, signal);
  const { status, data } = jsonFields(answer.text);
  if (status === 'success') return data;
  if (status === 'error' || !isAnotherApi(answer)) throw client.failed(answer);
  throw new SourceError(
    'not_prometheus',
    `Métricas não são observáveis aqui: quem atende em ${client.base} não responde como a API do Prometheus ` +
      `(status ${answer.status}). O endereço certo é o de um Prometheus, que costuma ser a porta 9090, ou o de uma Luneta.`,
    'metrics',
  );
}
