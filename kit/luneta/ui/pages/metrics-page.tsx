/** `/metricas`: o resumo dos spans, e um gráfico por métrica, em grupos. */
import type { ComponentChildren, JSX } from 'preact';
import { serviceOf } from '../metrics-catalog.ts';
import { DERIVED_GROUP, OTHERS_GROUP } from '../metrics-groups.ts';
import type { MetricsList } from '../metrics-list.ts';
import { CHARTS_PER_PAGE, type MetricsForm, METRICS_PAGE, metricsUrl } from '../metrics-params.ts';
import type { MetricsDeps } from '../routes/metrics-routes.ts';
import { shownName } from '../shown.ts';
import { metricsTexts as t } from '../texts/metrics.ts';
import { Layout, type PageContext } from './layout.tsx';
import { LiveHead } from './live-head.tsx';
import { MetricCardView } from './metrics-card.tsx';
import { MetricsEmpty } from './metrics-empty.tsx';
import { MetricsFilter } from './metrics-filter.tsx';
import { MetricLimits } from './metrics-limits.tsx';
import { RedOverview } from './metrics-red.tsx';
import { ScrapeTargets } from './metrics-targets.tsx';
import { renderDocument, renderFragment } from './render.ts';

/** Colunas de gráficos numa tela larga; um grupo menor ocupa só as que usa, e outro cabe ao lado. */
const MAX_COLUMNS = 3;

/** Por onde começar quem quer escrever a sua: quantas séries tem cada métrica. */
const FIRST_QUERY = 'count by (__name__) ({__name__!=""})';

export interface MetricsPageModel {
  context: PageContext;
  form: MetricsForm;
  list: MetricsList;
  deps: MetricsDeps;
}

export function renderMetrics(model: MetricsPageModel, fragment: boolean): string {
  if (fragment) return renderFragment(<MetricsParts {...model} />);
  return renderDocument(
    <Layout title={t.title} context={model.context} section={METRICS_PAGE} island="metrics">
      <LiveHead title={t.title} intro={t.intro} />
      <p id="status" class="hidden" role="status" />
      {model.list.stored > 0 && <MetricsFilter form={model.form} entries={model.deps.catalog.read()} />}
      <MetricsParts {...model} />
    </Layout>,
  );
}

function MetricsParts({ form, list, deps }: MetricsPageModel): JSX.Element {
  const { matched, stored, own, groups, shown, left, red } = list;
  const stats = deps.metrics.getStats();
  const rejected = new Map(deps.metrics.getRejected().map((one) => [one.metric, one]));
  const filtered = matched < stored;
  return (
    <div class="metrics">
      <div data-live="head" class="metrics-head">
        {stored > 0 && <p>{filtered ? t.matched(matched, stored) : t.summary(stored, stats.series, stats.samples)}</p>}
        {groups.length > 1 && (
          <nav class="sorts" aria-label={t.groups.label}>
            <a href={metricsUrl({ ...form, prefix: '' })} aria-current={form.prefix === '' ? 'true' : undefined}>
              {t.groups.all}
            </a>
            {groups.map(({ key, members }) => (
              <a
                key={key}
                href={metricsUrl({ ...form, prefix: key, show: CHARTS_PER_PAGE })}
                aria-current={form.prefix === key ? 'true' : undefined}
              >
                {t.groups.title(groupName(key, form), members.length)}
              </a>
            ))}
          </nav>
        )}
        {stored > 0 && (
          <a class="free-query" href={metricsUrl({ query: FIRST_QUERY, range: form.range })}>
            {t.free}
          </a>
        )}
      </div>
      <Live name="notices">
        <MetricLimits rejected={[...rejected.values()]} stats={stats} entries={deps.catalog.read()} />
        <ScrapeTargets targets={deps.scrapeTargets()} />
      </Live>
      <Live name="red">
        {red && red.rows.length > 0 && <RedOverview red={red} form={form} colorsFor={deps.colorsFor} />}
      </Live>
      <Live name="list">
        {(matched === 0 || (own === 0 && form.prefix === '')) && (
          <MetricsEmpty {...{ form, stored, deps }} filtered={stored > 0 && matched === 0} />
        )}
        <div class="metric-groups">
          {shown.map(({ key, cards }) => (
            <section
              key={key}
              class={`metric-group span-${Math.min(cards.length, MAX_COLUMNS)}`}
              aria-label={groupName(key, form)}
            >
              <h2>{groupName(key, form)}</h2>
              <div class="metric-cards">
                {cards.map((card) => (
                  <MetricCardView
                    key={card.entry.name}
                    card={card}
                    form={form}
                    colorsFor={deps.colorsFor}
                    rejected={rejected.get(card.entry.name)}
                  />
                ))}
              </div>
            </section>
          ))}
        </div>
        {left > 0 && (
          <p class="after-list">
            <a class="button quiet" href={metricsUrl({ ...form, show: form.show + CHARTS_PER_PAGE })}>
              {t.more(Math.min(left, CHARTS_PER_PAGE))}
            </a>{' '}
            <span class="faint">{t.moreLeft(left)}</span>
          </p>
        )}
      </Live>
    </div>
  );
}

/** Uma parte que a ilha troca quando muda. */
export function Live({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return <div data-live={name}>{children}</div>;
}

function groupName(key: string, { groupBy }: MetricsForm): string {
  if (key === DERIVED_GROUP) return t.groups.derived;
  if (key === OTHERS_GROUP) return groupBy === 'service' ? t.groups.noService : t.groups.others;
  return shownName(groupBy === 'service' ? serviceOf(key) : key);
}
