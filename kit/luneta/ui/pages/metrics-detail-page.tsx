/** Uma métrica, ou uma consulta: o gráfico grande, o que o divide, o mapa de calor, os exemplars e as séries. */
import type { JSX } from 'preact';
import { HeatmapChart } from '../charts/heatmap.tsx';
import { LineChart } from '../charts/line-chart.tsx';
import { RANGES } from '../charts/time-grid.ts';
import type { MetricEntry } from '../metrics-catalog.ts';
import type { MetricDetail } from '../metrics-detail.ts';
import { matchEntries } from '../metrics-groups.ts';
import { type MetricsForm, METRICS_PAGE, metricsUrl, parseMetricsForm } from '../metrics-params.ts';
import { formatQuantity, quantityOf } from '../metrics-units.ts';
import type { MetricsDeps } from '../routes/metrics-routes.ts';
import { shorten, shownName, shownText } from '../shown.ts';
import { metricsTexts } from '../texts/metrics.ts';
import { Layout, type PageContext } from './layout.tsx';
import { LiveHead } from './live-head.tsx';
import { breakable, headline, startsAtZero } from './metrics-card.tsx';
import { MetricExemplars } from './metrics-exemplars.tsx';
import { ChartLegend } from './metrics-legend.tsx';
import { MetricLimits } from './metrics-limits.tsx';
import { Live } from './metrics-page.tsx';
import { QueryForm, QueryProblem } from './metrics-query-form.tsx';
import { CopyableQuery } from './metrics-query.tsx';
import { MetricSeries } from './metrics-series.tsx';
import { renderDocument, renderFragment } from './render.ts';

const t = metricsTexts.detail;
const HEIGHT = 300;
const MAX_LEGEND = 20;
const MAX_SIMILAR = 10;

export interface MetricPageModel {
  context: PageContext;
  form: MetricsForm;
  detail: MetricDetail;
  deps: MetricsDeps;
}

export function renderMetric(model: MetricPageModel, fragment: boolean): string {
  if (fragment) return renderFragment(<MetricParts {...model} />);
  const { context, form, detail } = model;
  const { entry } = detail;
  const title = entry ? shownName(entry.name) : t.free;
  const help = entry ? shownText(entry.help).shown : t.freeLead;
  return renderDocument(
    <Layout title={title} context={context} section={METRICS_PAGE} island="metrics">
      <a class="back" href={metricsUrl({ range: form.range })}>
        ← {t.back}
      </a>
      <div class={entry ? 'metric-title named' : 'metric-title'}>
        <LiveHead title={breakable(title)} intro={help} />
      </div>
      <p id="status" class="hidden" role="status" />
      <div class="metric-tools">
        <nav class="sorts" aria-label={t.range}>
          <span class="tool-name">{t.range}</span>
          {RANGES.map((range) => (
            <a
              key={range}
              href={metricsUrl({ ...form, range })}
              aria-current={range === form.range ? 'true' : undefined}
              title={metricsTexts.rangeNames[range]}
            >
              {metricsTexts.ranges[range]}
            </a>
          ))}
        </nav>
        <GroupBy {...model} />
      </div>
      <MetricParts {...model} />
    </Layout>,
  );
}

function GroupBy({ form, detail: { labels, entry } }: MetricPageModel): JSX.Element | null {
  if (!entry || entry.type === 'summary' || labels.length === 0) return null;
  const free = form.query !== '';
  return (
    <nav class="sorts" aria-label={t.by}>
      <span class="tool-name">{t.by}</span>
      <a href={metricsUrl({ ...form, by: '', query: '' })} aria-current={form.by === '' && !free ? 'true' : undefined}>
        {entry.type === 'counter' ? t.byJob : t.byNone}
      </a>
      {labels
        .filter(({ name }) => !(entry.type === 'counter' && name === 'job'))
        .map(({ name, values }) => (
          <a
            key={name}
            href={metricsUrl({ ...form, by: name, query: '' })}
            aria-current={form.by === name && !free ? 'true' : undefined}
            title={t.values(values)}
          >
            {shownName(name)}
          </a>
        ))}
    </nav>
  );
}

function MetricParts({ form, detail, deps }: MetricPageModel): JSX.Element {
  const { entry, plan, chart, problem, heatmap, exemplars, series } = detail;
  const rejected = deps.metrics.getRejected().filter(({ metric }) => metric === entry?.name);
  const now = chart && headline(plan, chart);
  const onScale = entry?.type === 'histogram' && plan.kind !== 'free';
  return (
    <div class="metric-detail">
      <Live name="limits">
        <MetricLimits rejected={rejected} stats={deps.metrics.getStats()} entries={entry ? [entry] : []} />
      </Live>
      <section class="metric-main" aria-label={t.chart}>
        <Live name="facts">
          <p class="metric-facts">
            {entry && (
              <span class={`metric-type ${entry.type}`} title={metricsTexts.typeHints[entry.type]}>
                {metricsTexts.types[entry.type]}
              </span>
            )}
            {now && (
              <span class="metric-now">
                <b>{now.value}</b> {now.what}
              </span>
            )}
            {entry && <span>{metricsTexts.card.series(entry.series)}</span>}
            {entry?.unit && (
              <span>
                {t.unit} <code>{shorten(entry.unit, 20)}</code>
              </span>
            )}
            {entry?.isDelta && <span>{metricsTexts.card.delta}</span>}
          </p>
        </Live>
        <Live name="chart">
          {chart && (
            <>
              <LineChart
                chart={chart}
                height={HEIGHT}
                fromZero={startsAtZero(plan)}
                label={metricsTexts.chart.label(
                  entry ? shownName(entry.name) : t.free,
                  chart.lines.length,
                  now?.value ?? '',
                )}
                exemplars={exemplars}
                exemplarsOnScale={onScale}
              />
              <ChartLegend chart={chart} most={MAX_LEGEND} exemplars={exemplars.length > 0} />
            </>
          )}
          {problem && <QueryProblem problem={problem} query={plan.text} />}
        </Live>
        <QueryForm form={form} plan={plan} />
      </section>
      <Live name="heatmap">
        {heatmap && entry && (
          <section class="metric-panel" aria-labelledby="calor">
            <h2 id="calor">{t.heatmap}</h2>
            <p class="faint">{t.heatmapLead}</p>
            <HeatmapChart heatmap={heatmap} quantity={quantityOf(entry.unit, entry.name)} />
            <div class="metric-query">
              <CopyableQuery text={heatmap.query} />
              <p>{t.heatmapMost(formatQuantity(heatmap.most, quantityOf('', '')))}</p>
            </div>
          </section>
        )}
      </Live>
      <Live name="exemplars">
        {entry && exemplars.length > 0 && <MetricExemplars entry={entry} exemplars={exemplars} />}
      </Live>
      <Live name="series">{entry && series && <MetricSeries entry={entry} series={series} />}</Live>
    </div>
  );
}

/** O nome não é de nenhuma métrica guardada: as parecidas. */
export function renderUnknownMetric(context: PageContext, name: string, entries: readonly MetricEntry[]): string {
  const words = name.split(/[^a-z0-9]+/i).filter((word) => word.length > 2);
  const similar = words.flatMap((q) => matchEntries(entries, { ...parseMetricsForm(new URLSearchParams()), q }));
  const counts = new Map<string, number>();
  for (const entry of similar) counts.set(entry.name, (counts.get(entry.name) ?? 0) + 1);
  const names = [...counts].toSorted(([, a], [, b]) => b - a).map(([known]) => known);
  return renderDocument(
    <Layout title={t.unknown.title(shorten(name))} context={context} section={METRICS_PAGE}>
      <div class="notice alone">
        <h1>{t.unknown.title(shownName(shorten(name, 120)))}</h1>
        <p>{t.unknown.lead}</p>
        {names.length > 0 && (
          <>
            <p>{t.unknown.like}</p>
            <ul class="inline">
              {names.slice(0, MAX_SIMILAR).map((known) => (
                <li key={known}>
                  <a href={metricsUrl({ metric: known })}>
                    <code>{shownName(known)}</code>
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
        <p class="buttons">
          <a class="button" href={METRICS_PAGE}>
            {t.back}
          </a>
        </p>
      </div>
    </Layout>,
  );
}
