/**
 * Visita páginas do Prometheus (`--scrape`), cada uma a cada segundo, e guarda o que elas têm, como o Prometheus faria:
 *
 *   GET ─> formato ─> famílias + job e instance ─> armazenamento de métricas
 *    └─ falhou: as séries do alvo acabam (marca de ausência) e `up` vale 0
 *
 * De cada alvo saem também `up`, `scrape_duration_seconds` e `scrape_samples_scraped`.
 */
import { startSlices } from '../http/slices.ts';
import {
  type Labels,
  METRIC_NAME,
  type MetricFamily,
  type MetricPoint,
  type MetricStore,
} from '../store/metrics/metric-store.ts';
import { STALE } from '../store/metrics/stale.ts';
import { type MetricTarget, withTarget } from '../wire/otlp-metric-resource.ts';
import { type CurrentSeries, pageTarget, scrapedSeries } from '../wire/prometheus-families.ts';
import type { PrometheusPage } from '../wire/prometheus-page.ts';
import { readPrometheusText } from '../wire/prometheus-text.ts';
import { WireError } from '../wire/wire-error.ts';
import { reportDefect } from './door.ts';
import { fetchPage, withoutUser } from './scrape-page.ts';

/** Um alvo, como está agora. */
export interface ScrapeTarget {
  /** Sem usuário nem senha. */
  readonly url: string;
  /** `undefined` até a primeira visita acabar. */
  readonly up: boolean | undefined;
  /** Por que a última visita falhou. */
  readonly lastError: string | undefined;
  /** Amostras da última visita. */
  readonly samples: number;
}

export interface Scraper {
  readonly targets: readonly ScrapeTarget[];
  /** Para de visitar; uma visita em andamento é cortada. */
  close(): Promise<void>;
}

export interface ScraperOptions {
  /** Já conferidos: `http:` ou `https:`. */
  urls: readonly (string | URL)[];
  store: Pick<MetricStore, 'append'>;
  /** Uma frase quando um alvo falha, e outra quando volta. */
  onWarning: (message: string) => void;
  /** De uma visita à seguinte; padrão: 1 s. */
  intervalMs?: number;
  /** Quanto uma visita pode demorar; padrão: 5 s. */
  timeoutMs?: number;
  /** Relógio em milissegundos Unix. */
  now?: () => number;
}

const INTERVAL_MS = 1_000;
const TIMEOUT_MS = 5_000;
/** O trabalho de quem não diz como se chama. */
const UNNAMED_JOB = 'scrape';
/** Famílias guardadas de uma vez. */
const FAMILIES_PER_BREATH = 50;

export function startScraper(options: ScraperOptions): Scraper {
  const addresses = options.urls.map((url) => new URL(url));
  const instances = instancesOf(addresses);
  const targets = addresses.map((address, i) => new Target(address, instances[i], options));
  for (const target of targets) target.start();
  return {
    targets,
    close: async () => {
      await Promise.all(targets.map((target) => target.close()));
    },
  };
}

class Target implements ScrapeTarget {
  readonly url: string;
  readonly #address: URL;
  readonly #options: Required<Omit<ScraperOptions, 'urls'>>;
  readonly #closing = new AbortController();
  up: boolean | undefined;
  lastError: string | undefined;
  samples = 0;
  /** As séries que a última visita trouxe. */
  #current = new Map<string, CurrentSeries>();
  #identity: MetricTarget;
  /** O motivo de que já se avisou; de uma página mal escrita, só que o é: o texto muda com os valores dela. */
  #warned: string | undefined;
  /** Quanto se trabalhou na última visita, sem contar a espera pela resposta. */
  #workMs = 0;
  #visit: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    address: URL,
    instance: string,
    { intervalMs = INTERVAL_MS, timeoutMs = TIMEOUT_MS, now = Date.now, store, onWarning }: ScraperOptions,
  ) {
    this.#address = address;
    this.#options = { intervalMs, timeoutMs, now, store, onWarning };
    this.url = withoutUser(address);
    this.#identity = { job: UNNAMED_JOB, instance };
  }

  /** A seguinte só começa depois que esta acaba: um alvo lento é visitado menos vezes, e nunca duas ao mesmo tempo. */
  start(): void {
    this.#visit = this.#visitOnce().catch(reportDefect);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    await this.#visit;
  }

  async #visitOnce(): Promise<void> {
    const startedAt = performance.now();
    try {
      await this.#scrape();
    } finally {
      // Uma página enorme não ocupa o processo por mais que metade do tempo.
      const wait = Math.max(this.#workMs, this.#options.intervalMs - (performance.now() - startedAt));
      if (!this.#closing.signal.aborted) this.#timer = setTimeout(() => this.start(), wait).unref();
    }
  }

  async #scrape(): Promise<void> {
    const { now, timeoutMs } = this.#options;
    const timestampMs = now();
    const startedAt = performance.now();
    const seconds = (): number => (performance.now() - startedAt) / 1000;
    let workFrom = startedAt;
    try {
      const { body, format } = await fetchPage(this.#address, timeoutMs, this.#closing.signal);
      workFrom = performance.now();
      const page = await this.#read(body, format);
      if (this.#closing.signal.aborted) return;
      this.#identify(pageTarget(page, { ...this.#identity, job: UNNAMED_JOB }), timestampMs);
      const { families, current } = scrapedSeries(page, { timestampMs, target: this.#identity, format });
      await this.#store([...families, ...this.#vanished(current, timestampMs)]);
      this.#current = current;
      this.samples = page.samples;
      this.#became(undefined);
      this.#report(timestampMs, seconds());
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.samples = 0;
      await this.#store(this.#vanished(new Map(), timestampMs));
      this.#current = new Map();
      this.#became(error);
      this.#report(timestampMs, seconds());
    } finally {
      this.#workMs = workFrom === startedAt ? 0 : performance.now() - workFrom;
    }
  }

  async #read(body: Uint8Array, format: 'text' | 'openmetrics'): Promise<PrometheusPage> {
    const pause = startSlices();
    const reading = readPrometheusText(body, format);
    let step = reading.next();
    while (!step.done) {
      await pause();
      step = reading.next();
    }
    return step.value;
  }

  async #store(families: readonly MetricFamily[]): Promise<void> {
    const pause = startSlices();
    for (let i = 0; i < families.length; i += FAMILIES_PER_BREATH) {
      this.#options.store.append(families.slice(i, i + FAMILIES_PER_BREATH));
      await pause();
    }
  }

  /** Quem mudou de nome: o `up` do antigo acaba, e as outras séries dele somem da página sozinhas. */
  #identify(target: MetricTarget, timestampMs: number): void {
    if (target.job === this.#identity.job) return;
    if (this.up !== undefined) this.#options.store.append(this.#reports(timestampMs, [STALE, STALE, STALE]));
    this.#identity = target;
  }

  /** Marcas de ausência para as séries que a visita anterior trouxe e esta não. */
  #vanished(current: ReadonlyMap<string, CurrentSeries>, timestampMs: number): MetricFamily[] {
    const gone = [...this.#current].filter(([key]) => !current.has(key));
    return gone.map(([, { labels, metadata }]) => ({ metadata, points: [pointOf(labels, timestampMs, STALE)] }));
  }

  #report(timestampMs: number, seconds: number): void {
    this.#options.store.append(this.#reports(timestampMs, [this.up ? 1 : 0, seconds, this.samples]));
  }

  #reports(timestampMs: number, values: readonly [up: number, seconds: number, samples: number]): MetricFamily[] {
    return REPORTS.map(({ name, unit, help }, i) => ({
      metadata: { name, type: 'gauge', unit, help, isDelta: false },
      points: [pointOf(withTarget([[METRIC_NAME, name]], this.#identity), timestampMs, values[i])],
    }));
  }

  /** @param error `undefined` se a visita deu certo. */
  #became(error: unknown): void {
    const { onWarning } = this.#options;
    const reason = error instanceof Error ? error.message : error === undefined ? undefined : String(error);
    const kind = error instanceof WireError ? error.code : reason;
    if (reason === undefined && this.up === false) onWarning(`A página ${this.url} voltou a ser lida.`);
    if (reason !== undefined && kind !== this.#warned) {
      onWarning(`A página ${this.url} não pôde ser lida: ${/[.?!]$/.test(reason) ? reason : `${reason}.`}`);
    }
    this.#warned = kind;
    this.lastError = reason;
    this.up = reason === undefined;
  }
}

/** O que se diz de cada visita, com os nomes do Prometheus. */
const REPORTS = [
  { name: 'up', unit: '', help: 'Se a última visita à página deu certo: 1 ou 0.' },
  { name: 'scrape_duration_seconds', unit: 's', help: 'Quanto demorou a visita à página.' },
  { name: 'scrape_samples_scraped', unit: '', help: 'Amostras que a página tinha.' },
] as const;

function pointOf(labels: Labels, timestampMs: number, value: number): MetricPoint {
  return { timestampMs, isDelta: false, samples: [{ labels, value }] };
}

/** Duas páginas do mesmo servidor seriam o mesmo alvo, e as séries de uma se misturariam com as da outra: ganham o caminho. */
function instancesOf(addresses: readonly URL[]): string[] {
  const instances = addresses.map(instanceOf);
  return instances.map((instance, i) => {
    const isShared = instances.indexOf(instance) !== instances.lastIndexOf(instance);
    return isShared ? instance + addresses[i].pathname + addresses[i].search : instance;
  });
}

/** Como no Prometheus: com a porta, mesmo a que o endereço não escreve. */
function instanceOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
