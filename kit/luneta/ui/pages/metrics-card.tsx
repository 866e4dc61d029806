/** Uma métrica na lista: o nome, o valor de agora, o gráfico, e a consulta que o desenhou. */
import type { JSX } from 'preact';
import type { RejectedSeries } from '../../store/metrics/metric-store.ts';
import { LineChart } from '../charts/line-chart.tsx';
import type { Chart } from '../metrics-charts.ts';
import type { MetricCard } from '../metrics-list.ts';
import { type MetricsForm, metricsUrl } from '../metrics-params.ts';
import type { QueryPlan } from '../metrics-queries.ts';
import { formatQuantity, type Quantity, quantityOf } from '../metrics-units.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shorten, shownName } from '../shown.ts';
import { metricsTexts } from '../texts/metrics.ts';
import { ChartLegend } from './metrics-legend.tsx';
import { MetricQuery } from './metrics-query.tsx';

const t = metricsTexts.card;
const HEIGHT = 120;
/** Na legenda de um cartão; o resto está no gráfico e na página da métrica. */
const MAX_LEGEND = 4;

interface MetricCardProps {
  card: MetricCard;
  form: MetricsForm;
  colorsFor: (services: readonly string[]) => ServiceColors;
  rejected?: RejectedSeries;
}

export function MetricCardView({ card, form, rejected }: MetricCardProps): JSX.Element {
  const { entry, job, plan, chart, problem, exemplars } = card;
  const { name, type, help, unit, series, isDelta } = entry;
  const now = chart && headline(plan, chart);
  return (
    <article class="metric-card">
      <header>
        <h3>
          <a href={metricsUrl({ metric: name, range: form.range })}>{breakable(shownName(name))}</a>
        </h3>
        <p class="metric-now">
          {now ? (
            <>
              <b>{now.value}</b> <span>{now.what}</span>
            </>
          ) : (
            <span>{t.stopped}</span>
          )}
        </p>
      </header>
      <p class="metric-help">
        <span class={`metric-type ${type}`} title={metricsTexts.typeHints[type]}>
          {metricsTexts.types[type]}
        </span>{' '}
        {shorten(help, 160)}
      </p>
      {chart && (
        <>
          <LineChart
            chart={chart}
            height={HEIGHT}
            fromZero={startsAtZero(plan)}
            label={metricsTexts.chart.label(shownName(name), chart.lines.length, now?.value ?? '')}
            exemplars={exemplars}
            exemplarsOnScale={type === 'histogram'}
          />
          <ChartLegend chart={chart} most={MAX_LEGEND} exemplars={exemplars.length > 0} />
        </>
      )}
      {problem !== undefined && <p class="bad">{problem}</p>}
      <MetricQuery plan={plan} />
      <p class="metric-facts">
        {rejected && <span class="badge bad">{metricsTexts.limits.badge}</span>}
        <span>{t.series(entry.seriesOf.get(job) ?? series)}</span>
        {card.total !== undefined && <span>{t.total(type, totalText(card.total, card))}</span>}
        {unit !== '' && <code>{shorten(unit, 20)}</code>}
        {isDelta && <span>{t.delta}</span>}
      </p>
    </article>
  );
}

function totalText(total: number, { entry: { type, unit, name } }: MetricCard): string {
  return formatQuantity(total, quantityOf(type === 'counter' ? unit : '', type === 'counter' ? name : ''));
}

/** Uma medida pode variar longe do zero; uma taxa ou uma duração se compara com ele. */
export function startsAtZero({ kind }: QueryPlan): boolean {
  return kind !== 'value' && kind !== 'valueBy' && kind !== 'free';
}

/** O número que resume o gráfico agora, e o que ele é; `undefined` se nada vale agora. */
export function headline(
  { kind }: QueryPlan,
  { lines, total, quantity }: Chart,
): { value: string; what: string } | undefined {
  const known = lines.flatMap(({ label, last }) => (last === undefined ? [] : [{ label, last }]));
  if (known.length === 0) return undefined;
  const say = (value: number, what: string, shown: Quantity = quantity) => ({
    value: formatQuantity(value, shown),
    what,
  });
  if (kind === 'rate' && total === lines.length)
    return say(
      known.reduce((sum, { last }) => sum + last, 0),
      t.now.rate,
    );
  if (kind === 'quantiles') {
    const main = known.find(({ label }) => label === 'p95');
    return main && say(main.last, t.now.quantiles);
  }
  if (known.length === 1) return say(known[0].last, kind === 'mean' ? t.now.mean : t.now.value);
  return say(Math.max(...known.map(({ last }) => last)), t.now.largest);
}

/** Nomes compridos quebram nos sublinhados. */
export function breakable(name: string): (JSX.Element | string)[] {
  return name.split(/(?<=_)/).flatMap((piece, i) => (i === 0 ? [piece] : [<wbr key={i} />, piece]));
}
