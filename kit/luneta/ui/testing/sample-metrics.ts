/**
 * As métricas da loja de `shop.ts`, sempre as mesmas: para as imagens e os testes das páginas. Um histograma com exemplars
 * que apontam os traces da loja, contadores, medidas, um summary, e uma métrica com um rótulo que não devia existir.
 */
import type {
  Exemplar,
  Labels,
  MetricFamily,
  MetricMetadata,
  MetricPoint,
  MetricStore,
  PointSample,
} from '../../store/metrics/metric-store.ts';
import { shopTraceId } from './shop.ts';

export interface SampleMetricsOptions {
  /** Até quando vão as amostras. */
  nowMs: number;
  /** Desde quando, antes disso. */
  lastMs?: number;
  everyMs?: number;
  /** Clientes diferentes no rótulo que não devia existir. */
  bombSeries?: number;
  /** As que a Luneta derivaria dos spans; numa Luneta de verdade, ela mesma as deriva. */
  derived?: boolean;
}

const BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const BOUNDS_MS = [2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1_000, 1_400, 2_000, 5_000, 10_000, 15_000];
const MB = 1_048_576;

/** Serviço, rota, pedidos por segundo, duração típica em ms, e a parte deles que falha. */
const ROUTES = [
  ['gateway', 'POST', '/comprar', 4, 60, 0.04],
  ['gateway', 'GET', '/catalogo', 11, 14, 0.004],
  ['pedidos', 'POST', '/pedidos', 3.6, 38, 0.03],
  ['pagamentos', 'POST', '/pagamentos', 3.2, 48, 0.09],
] as const;

const PAYMENTS = [
  ['pix', 2.2],
  ['cartao', 1.1],
  ['boleto', 0.3],
] as const;

/** Põe no armazenamento as amostras de um período inteiro, na ordem em que teriam chegado. */
export function fillSampleMetrics(store: MetricStore, options: SampleMetricsOptions): void {
  const { nowMs, lastMs = 1_200_000, everyMs = 5_000, bombSeries = 312, derived = true } = options;
  const shop = new SampleShop(nowMs - lastMs, bombSeries, derived);
  for (let at = nowMs - lastMs; at <= nowMs; at += everyMs) store.append(shop.export(at));
}

/** O programa que exporta: os contadores dele só crescem, de uma exportação para a outra. */
export class SampleShop {
  readonly #startMs: number;
  readonly #bombSeries: number;
  readonly #derived: boolean;
  readonly #totals = new Map<string, number>();
  readonly #histograms = new Map<string, number[]>();
  #lastMs: number;
  #seed = 42;

  constructor(startMs: number, bombSeries: number, derived: boolean) {
    this.#startMs = startMs;
    this.#lastMs = startMs;
    this.#bombSeries = bombSeries;
    this.#derived = derived;
  }

  export(nowMs: number): MetricFamily[] {
    const seconds = (nowMs - this.#lastMs) / 1_000;
    const since = this.#lastMs;
    this.#lastMs = nowMs;
    return [
      this.#httpDuration(nowMs, since, seconds),
      ...this.#business(nowMs, seconds),
      ...this.#runtime(nowMs, seconds),
      ...(this.#derived ? this.#spanMetrics(nowMs, seconds) : []),
    ];
  }

  #httpDuration(nowMs: number, since: number, seconds: number): MetricFamily {
    const name = 'http_server_request_duration_seconds';
    const points = ROUTES.flatMap(([service, method, route, perSecond, typicalMs, failing]) =>
      ['200', '500'].map((status) => {
        const share = status === '500' ? failing : 1 - failing;
        const labels = {
          job: service,
          instance: `${service}-1`,
          http_request_method: method,
          http_route: route,
          http_response_status_code: status,
        };
        const exemplars = service === 'gateway' && route === '/comprar' ? shopExemplars(since, nowMs, status) : [];
        const durations = this.#durations(perSecond * share * seconds * rush(nowMs), typicalMs, nowMs);
        return this.#histogram(
          name,
          labels,
          BOUNDS_S,
          durations.map((ms) => ms / 1_000),
          nowMs,
          exemplars,
        );
      }),
    );
    return family(name, 'histogram', 's', 'Duração dos pedidos que o servidor HTTP atendeu.', points);
  }

  #business(nowMs: number, seconds: number): MetricFamily[] {
    const orders = PAYMENTS.map(([payment, perSecond]) =>
      this.#counter(
        'loja_pedidos_total',
        { job: 'pedidos', pagamento: payment },
        perSecond * seconds * rush(nowMs),
        nowMs,
      ),
    );
    const visits = Array.from({ length: this.#bombSeries }, (_, i) =>
      this.#counter(
        'loja_visitas_total',
        { job: 'gateway', cliente_id: `c-${1_000 + i}` },
        (seconds * rush(nowMs + i * 9_000) * 3) / (i + 4),
        nowMs,
      ),
    );
    const carts = 38 + 14 * Math.sin(nowMs / 160_000) + this.#random() * 6;
    const freight = ['0.5', '0.9', '0.99'].map((quantile, i) =>
      sample(
        'loja_frete_calculo_seconds',
        { job: 'estoque', quantile },
        [0.012, 0.031, 0.082][i] * (0.9 + this.#random() * 0.2),
      ),
    );
    return [
      family('loja_pedidos_total', 'counter', '{pedido}', 'Pedidos confirmados, por forma de pagamento.', orders),
      family('loja_visitas_total', 'counter', '{visita}', 'Visitas ao catálogo.', visits),
      family('loja_carrinhos_abertos', 'gauge', '{carrinho}', 'Carrinhos com algum item, agora.', [
        point(nowMs, [sample('loja_carrinhos_abertos', { job: 'carrinho' }, Math.round(carts))]),
      ]),
      family('loja_frete_calculo_seconds', 'summary', '', 'Tempo do cálculo do frete.', [point(nowMs, freight)]),
    ];
  }

  #runtime(nowMs: number, seconds: number): MetricFamily[] {
    const services = ['gateway', 'pedidos', 'pagamentos', 'catalogo'];
    const gauges = (name: string, valueOf: (index: number) => number): MetricPoint[] =>
      services.map((job, i) => point(nowMs, [sample(name, { job, instance: `${job}-1` }, valueOf(i))]));
    // A memória sobe em dente de serra: o coletor de lixo a derruba de tempos em tempos.
    const sawtooth = (i: number): number => ((nowMs / 1_000 + i * 37) % (90 + i * 20)) / (90 + i * 20);
    const cpu = services.map((job, i) =>
      this.#counter(
        'process_cpu_time_seconds_total',
        { job, instance: `${job}-1` },
        seconds * (0.06 + i * 0.05) * rush(nowMs),
        nowMs,
      ),
    );
    return [
      family(
        'process_memory_usage_bytes',
        'gauge',
        'By',
        'Memória física em uso.',
        gauges('process_memory_usage_bytes', (i) => (72 + i * 21 + 24 * sawtooth(i)) * MB),
      ),
      family('process_cpu_time_seconds_total', 'counter', 's', 'Tempo de processador gasto.', cpu),
      family(
        'nodejs_eventloop_utilization_ratio',
        'gauge',
        '1',
        'Parte do tempo em que o laço de eventos trabalha.',
        gauges('nodejs_eventloop_utilization_ratio', (i) =>
          Math.min((0.05 + 0.04 * i) * rush(nowMs) + this.#random() * 0.02, 1),
        ),
      ),
      family(
        'nodejs_eventloop_delay_p99_seconds',
        'gauge',
        's',
        'Atraso do laço de eventos, percentil 99.',
        gauges('nodejs_eventloop_delay_p99_seconds', (i) => 0.011 + 0.003 * i + this.#random() * 0.004),
      ),
    ];
  }

  #spanMetrics(nowMs: number, seconds: number): MetricFamily[] {
    const calls: MetricPoint[] = [];
    const durations: MetricPoint[] = [];
    for (const [service, method, route, perSecond, typicalMs, failing] of ROUTES) {
      for (const status of ['STATUS_CODE_UNSET', 'STATUS_CODE_ERROR']) {
        const amount = perSecond * seconds * rush(nowMs) * (status === 'STATUS_CODE_ERROR' ? failing : 1 - failing);
        const labels = {
          job: service,
          service_name: service,
          span_name: `${method} ${route}`,
          span_kind: 'SPAN_KIND_SERVER',
          status_code: status,
        };
        calls.push(this.#counter('traces_span_metrics_calls_total', labels, amount, nowMs));
        const spent = this.#durations(amount, typicalMs, nowMs);
        durations.push(
          this.#histogram('traces_span_metrics_duration_milliseconds', labels, BOUNDS_MS, spent, nowMs, []),
        );
      }
    }
    return [
      family('traces_span_metrics_calls_total', 'counter', '', '', calls),
      family('traces_span_metrics_duration_milliseconds', 'histogram', 'ms', '', durations),
    ];
  }

  /** Um número inteiro de durações que, na média, dá `amount`; em alguns minutos, o banco responde devagar. */
  #durations(amount: number, typicalMs: number, nowMs: number): number[] {
    const slow = nowMs % 420_000 < 70_000 ? 1.7 : 1;
    const length = Math.floor(amount + this.#random());
    return Array.from({ length }, () => typicalMs * slow * (0.45 + this.#random() * 0.7 + this.#random() ** 14 * 2.4));
  }

  #counter(name: string, labels: Record<string, string>, increase: number, nowMs: number): MetricPoint {
    const key = name + JSON.stringify(labels);
    const total = (this.#totals.get(key) ?? 0) + increase;
    this.#totals.set(key, total);
    return {
      ...point(nowMs, [sample(name, labels, name.includes('seconds') ? total : Math.floor(total))]),
      startMs: this.#startMs,
    };
  }

  #histogram(
    name: string,
    labels: Record<string, string>,
    bounds: readonly number[],
    values: readonly number[],
    nowMs: number,
    exemplars: readonly Exemplar[],
  ): MetricPoint {
    const key = name + JSON.stringify(labels);
    // Um por balde, o último sem limite, e a soma.
    const counts = this.#histograms.get(key) ?? Array.from({ length: bounds.length + 2 }, () => 0);
    this.#histograms.set(key, counts);
    for (const value of values) {
      const at = bounds.findIndex((bound) => value <= bound);
      counts[at < 0 ? bounds.length : at]++;
      counts[bounds.length + 1] += value;
    }
    let below = 0;
    const samples = [...bounds, Infinity].map((bound, i): PointSample => {
      below += counts[i];
      const least = i === 0 ? -Infinity : bounds[i - 1];
      return {
        ...sample(`${name}_bucket`, { ...labels, le: bound === Infinity ? '+Inf' : String(bound) }, below),
        exemplars: exemplars.filter(({ value }) => value > least && value <= bound),
      };
    });
    samples.push(sample(`${name}_sum`, labels, counts[bounds.length + 1]), sample(`${name}_count`, labels, below));
    return { ...point(nowMs, samples), startMs: this.#startMs };
  }

  /** Congruência linear: a loja é sempre a mesma. */
  #random(): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32;
  }
}

/** O movimento da loja vai e vem. */
function rush(nowMs: number): number {
  return 1 + 0.45 * Math.sin(nowMs / 210_000) + 0.1 * Math.sin(nowMs / 23_000);
}

/** Um exemplar a cada minuto, do trace que a loja fez perto daquele instante: eles terminam de 20 em 20 segundos. */
function shopExemplars(since: number, nowMs: number, status: string): Exemplar[] {
  if (Math.floor(since / 60_000) === Math.floor(nowMs / 60_000)) return [];
  const index = (Math.floor(nowMs / 60_000) * 3) % 60;
  const failed = index % 9 === 8;
  if (failed !== (status === '500')) return [];
  const labels: Labels = [
    ['span_id', (index * 100 + 1).toString(16).padStart(16, '0')],
    ['trace_id', shopTraceId(index)],
  ];
  return [{ labels, value: (40 + ((index * 37) % 90)) / 1_000, timestampMs: nowMs - 800 }];
}

function family(
  name: string,
  type: MetricMetadata['type'],
  unit: string,
  help: string,
  points: readonly MetricPoint[],
): MetricFamily {
  return { metadata: { name, type, unit, help, isDelta: false }, points };
}

function point(timestampMs: number, samples: readonly PointSample[]): MetricPoint {
  return { timestampMs, isDelta: false, samples };
}

function sample(name: string, labels: Record<string, string>, value: number): PointSample {
  const named: [string, string][] = [['__name__', name], ...Object.entries(labels)];
  return { labels: named.toSorted(([a], [b]) => (a < b ? -1 : 1)), value };
}
