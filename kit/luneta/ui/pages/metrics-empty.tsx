/** Nenhuma métrica, ou só as que saem dos spans: o que chegou no lugar, por quê, e o que rodar. */
import type { JSX } from 'preact';
import { explainMissingMetrics } from '../../query/diagnosis/missing-metrics.ts';
import { type MetricsForm, metricsUrl } from '../metrics-params.ts';
import type { MetricsDeps } from '../routes/metrics-routes.ts';
import { list } from '../../../format.ts';
import type { SpanStore } from '../../store/store.ts';
import { shownName } from '../shown.ts';
import { metricsTexts } from '../texts/metrics.ts';
import { withCode } from './with-code.tsx';

const t = metricsTexts.empty;

interface MetricsEmptyProps {
  form: MetricsForm;
  /** Quantas há guardadas, sem filtro nenhum. */
  stored: number;
  /** Nenhuma passa pelos filtros. */
  filtered: boolean;
  deps: MetricsDeps;
}

export function MetricsEmpty({ form, stored, filtered, deps }: MetricsEmptyProps): JSX.Element {
  const { doors } = deps;
  if (filtered) {
    return (
      <div class="notice">
        <h2>{t.filtered.title}</h2>
        <p>{t.filtered.lead(stored)}</p>
        <p class="buttons">
          <a class="button" href={metricsUrl({ range: form.range, groupBy: form.groupBy })}>
            {t.filtered.clear}
          </a>
        </p>
      </div>
    );
  }
  const [before, link, after] = t.doctor;
  return (
    <div class="notice">
      <h2>{stored > 0 ? t.derivedOnly : t.title}</h2>
      <SeenInstead {...deps} />
      <p>{t.lead}</p>
      <ol class="steps">
        <li>
          <p>{t.env}</p>
          <pre class="command">{environment(doors.otlpHttp)}</pre>
          {doors.otlpHttp === undefined && <p class="hint">{t.closed}</p>}
        </li>
        <li>
          <p>{t.code}</p>
          <pre class="command">{READER_CODE}</pre>
          <p>{t.create}</p>
          <pre class="command">{COUNTER_CODE}</pre>
        </li>
        <li>
          <p>{t.scrape}</p>
          <pre class="command">npm start -- --scrape http://127.0.0.1:9464/metrics</pre>
        </li>
      </ol>
      <p class="faint">
        {before}
        <a href="/doutor">{link}</a>
        {after}
      </p>
    </div>
  );
}

/** O doutor diz por quê: a página não tem outra opinião. */
function SeenInstead({ store, logs, scrapeTargets, now }: MetricsDeps): JSX.Element | null {
  const services = [...new Set([...store.getServices(), ...logs.getServices()])].toSorted();
  const scrapes = scrapeTargets();
  if (services.length === 0 && scrapes.every(({ up }) => up !== false)) return null;
  const { title, explanation, fix } = explainMissingMetrics({
    service: services.length === 0 ? undefined : list(services.map(shownName)),
    sendsOthers: services.length > 0,
    sendingForMs: sendingForMs(store, now()),
    scrapes,
  });
  return (
    <div class="seen">
      <p>
        <b>{title}.</b> {withCode(explanation)}
      </p>
      <p>{withCode(fix)}</p>
    </div>
  );
}

/** Desde o primeiro span guardado; `undefined` se não há nenhum. */
function sendingForMs(store: SpanStore, nowMs: number): number | undefined {
  let firstMs: number | undefined;
  store.visitArrivals(0, ({ endMs }) => (firstMs = endMs), 1);
  return firstMs === undefined ? undefined : nowMs - firstMs;
}

function environment(otlpHttp = 'http://127.0.0.1:4318'): string {
  const variables = [
    'OTEL_SERVICE_NAME=loja',
    'OTEL_METRICS_EXPORTER=otlp',
    'OTEL_METRIC_EXPORT_INTERVAL=1000',
    `OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttp}`,
  ];
  return `${variables.join(' \\\n')} \\\nnode --import @opentelemetry/auto-instrumentations-node/register app.js`;
}

const READER_CODE = `metricReaders: [
  new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis: 1_000,
  }),
],`;

const COUNTER_CODE = `const pedidos = metrics.getMeter('loja').createCounter('loja.pedidos');
pedidos.add(1, { pagamento: 'pix' });`;
