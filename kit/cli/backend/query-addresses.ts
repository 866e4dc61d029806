/** Onde se lê cada sinal, e por qual API. */
import { traceUrl } from '../../jaeger-backend.ts';
import { jaegerSource } from '../../verify/sources/jaeger.ts';
import { lokiSource } from '../../verify/sources/loki.ts';
import { prometheusSource } from '../../verify/sources/prometheus.ts';
import type { TelemetrySource } from '../../verify/sources/source.ts';
import { tempoSource } from '../../verify/sources/tempo.ts';
import { zipkinSource, zipkinTraceUrl } from '../../verify/sources/zipkin.ts';

/** As que mostram spans. */
export type SpansApi = 'jaeger' | 'zipkin' | 'tempo';
export type QueryApi = SpansApi | 'prometheus' | 'loki';

/** Endereços sem barra no fim. */
export interface QueryAddresses {
  spans: { api: SpansApi; url: string };
  /** Da API do Prometheus. */
  metrics: string;
  /** Da API do Loki. */
  logs: string;
}

/** Uma Luneta, ou um Jaeger: tudo no mesmo endereço. */
export function allAt(url: string): QueryAddresses {
  return { spans: { api: 'jaeger', url }, metrics: url, logs: url };
}

/** Tudo que se pode perguntar a eles. */
export function sourcesOf({ spans: { api, url }, metrics, logs }: QueryAddresses): TelemetrySource[] {
  const sources = { jaeger: jaegerSource, zipkin: zipkinSource, tempo: tempoSource };
  return [sources[api](url), prometheusSource(metrics), lokiSource(logs)];
}

/** Onde se vê o trace; `undefined` se a API não tem tela: a do Tempo é o Grafana, que pode estar em qualquer lugar. */
export function traceUrlAt({ api, url }: QueryAddresses['spans'], traceId: string): string | undefined {
  switch (api) {
    case 'jaeger':
      return traceUrl(url, traceId);
    case 'zipkin':
      return zipkinTraceUrl(url, traceId);
    case 'tempo':
      return undefined;
  }
}
