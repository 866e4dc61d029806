/** RED por serviço: quanto se chama, quanto falha, quanto demora. */
import type { JSX } from 'preact';
import { Sparkline } from '../charts/sparkline.tsx';
import type { ChartLine } from '../metrics-charts.ts';
import { DERIVED_GROUP } from '../metrics-groups.ts';
import { type MetricsForm, metricsUrl } from '../metrics-params.ts';
import type { RedTable } from '../metrics-red.ts';
import { formatQuantity, type Quantity } from '../metrics-units.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { metricsTexts } from '../texts/metrics.ts';
import { searchUrl } from '../urls.ts';
import { CopyableQuery } from './metrics-query.tsx';

const t = metricsTexts.red;

interface RedOverviewProps {
  red: RedTable;
  form: MetricsForm;
  colorsFor: (services: readonly string[]) => ServiceColors;
}

export function RedOverview({ red, form, colorsFor }: RedOverviewProps): JSX.Element {
  const { rows, grid, quantities, queries, left, allKinds, metrics } = red;
  const colors = colorsFor(rows.map(({ service }) => service));
  return (
    <section class="red" aria-labelledby="red-titulo">
      <header>
        <h2 id="red-titulo">{t.title}</h2>
        <p class="faint">
          {t.lead} {allKinds && t.allKinds}
        </p>
      </header>
      <div class="table-scroll" role="group" aria-labelledby="red-titulo" tabindex={0}>
        <table class="data">
          <thead>
            <tr>
              {[t.service, t.calls, t.rate, t.errors, t.duration, t.traces].map((text) => (
                <th key={text} scope="col" class={text === t.calls ? 'n' : undefined}>
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ service, calls, rate, errors, duration }) => {
              const color = `c${colors(service)}`;
              return (
                <tr key={service}>
                  <th scope="row">
                    <a class={`service ${color}`} href={searchUrl({ service })}>
                      <i class="dot" />
                      <span>{shownName(service)}</span>
                    </a>
                  </th>
                  <td class="n">{calls === undefined ? t.none : formatQuantity(calls, quantities.calls)}</td>
                  <Cell line={rate} quantity={quantities.rate} {...{ grid, color }} />
                  <Cell line={errors} quantity={quantities.errors} color="failing" grid={grid} zero />
                  <Cell line={duration} quantity={quantities.duration} {...{ grid, color }} />
                  <td>
                    <a href={searchUrl({ service })} aria-label={t.seeOf(shownName(service))}>
                      {t.see}
                    </a>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <div class="red-foot">
        {left > 0 && <p class="faint">{t.more(left)}</p>}
        <details data-key="red-queries">
          <summary>{t.queries}</summary>
          {queries.map((text) => (
            <CopyableQuery key={text} text={text} />
          ))}
        </details>
        {form.prefix !== DERIVED_GROUP && (
          <a href={metricsUrl({ ...form, prefix: DERIVED_GROUP })}>{t.metrics(metrics)}</a>
        )}
      </div>
    </section>
  );
}

interface CellProps {
  line?: ChartLine;
  quantity: Quantity;
  grid: RedTable['grid'];
  color: string;
  /** Sem linha nenhuma, é zero: o serviço nunca falhou. */
  zero?: boolean;
}

function Cell({ line, quantity, grid, color, zero = false }: CellProps): JSX.Element {
  const value = line?.last ?? (zero ? 0 : undefined);
  const failing = zero && value !== undefined && value > 0;
  return (
    <td class={failing ? 'spark bad' : 'spark'}>
      <b>{value === undefined ? t.none : zero ? t.share(value) : formatQuantity(value, quantity)}</b>
      {line && <Sparkline chart={{ grid, quantity }} points={line.points} color={color} />}
    </td>
  );
}
