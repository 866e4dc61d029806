/** A plataforma que cabe em processos comuns: o Collector na frente; atrás dele um Zipkin, um Prometheus e uma Luneta. */
import { startLuneta } from '../../luneta/start.ts';
import { ANY_PORTS } from '../../luneta/testing/any-ports.ts';
import { type Collector, type CollectorOptions, startCollector } from './collector.ts';
import { type Prometheus, startPrometheus } from './prometheus.ts';
import { prometheusConfig } from './prometheus-config.ts';
import { startZipkin, type Zipkin } from './zipkin.ts';

export interface Platform {
  collector: Collector;
  zipkin: Zipkin;
  prometheus: Prometheus;
  /** Faz as vezes do Jaeger, do Tempo e do Loki. Bases da tela (e das APIs deles). */
  luneta: { url: string };
  close(): Promise<void>;
}

/** @throws Error se um deles não fica pronto: os outros são encerrados. */
export async function startPlatform(options: Pick<CollectorOptions, 'env' | 'args'> = {}): Promise<Platform> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    // Primeiro quem manda: não haveria para onde.
    for (const one of opened.splice(0).toReversed()) await one.close();
  };
  const keep = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    opened.push(started);
    return started;
  };
  const starting = [
    keep(startZipkin()),
    keep(startPrometheus({ config: prometheusConfig() })),
    keep(startLuneta({ ports: ANY_PORTS })),
  ] as const;
  // Um que falha não pode deixar os outros começando sozinhos.
  await Promise.allSettled(starting);
  try {
    const [zipkin, prometheus, luneta] = await Promise.all(starting);
    const lunetaOtlp = luneta.urls.otlpHttp ?? '';
    const collector = await keep(
      startCollector({
        ...options,
        zipkinSpans: zipkin.spansUrl,
        prometheusWrite: prometheus.writeUrl,
        jaegerOtlp: lunetaOtlp,
        lokiOtlp: lunetaOtlp,
      }),
    );
    // Só agora se sabe em que porta ele conta de si.
    await prometheus.reload(prometheusConfig(new URL(collector.metricsUrl).host, new URL(prometheus.url).host));
    return { collector, zipkin, prometheus, luneta: { url: luneta.urls.ui ?? '' }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
