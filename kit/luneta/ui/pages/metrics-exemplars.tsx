/** Os exemplars em tabela: para quem não vê o desenho, e para ver de perto. */
import type { JSX } from 'preact';
import { formatDateTime } from '../../../format.ts';
import type { ExemplarMark } from '../charts/exemplar-marks.tsx';
import type { MetricEntry } from '../metrics-catalog.ts';
import { exemplarUrl } from '../metrics-exemplars.ts';
import { formatQuantity, quantityOf } from '../metrics-units.ts';
import { shorten } from '../shown.ts';
import { metricsTexts } from '../texts/metrics.ts';

const t = metricsTexts.detail;

export function MetricExemplars({
  entry,
  exemplars,
}: {
  entry: MetricEntry;
  exemplars: readonly ExemplarMark[];
}): JSX.Element {
  const quantity = quantityOf(entry.unit, entry.name);
  const labelled = exemplars.some(({ labels }) => labels.length > 0);
  const rows = exemplars.toReversed();
  return (
    <section class="metric-panel" aria-labelledby="exemplars">
      <h2 id="exemplars">{t.exemplars}</h2>
      <p class="faint">{t.exemplarsLead}</p>
      <div class="table-scroll short" role="group" aria-labelledby="exemplars" tabindex={0}>
        <table class="data">
          <thead>
            <tr>
              <th scope="col">{t.exemplarTime}</th>
              <th scope="col" class="n">
                {t.exemplarValue}
              </th>
              <th scope="col">{t.exemplarTrace}</th>
              {labelled && <th scope="col">{t.exemplarLabels}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map((exemplar, i) => (
              <tr key={i}>
                <td>{formatDateTime(BigInt(Math.round(exemplar.timestampMs)) * 1_000_000n)}</td>
                <td class="n">{formatQuantity(exemplar.value, quantity)}</td>
                <td>
                  <TraceLink exemplar={exemplar} />
                </td>
                {labelled && (
                  <td>
                    <code>{exemplar.labels.map(([name, value]) => shorten(`${name}=${value}`, 120)).join(' ')}</code>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function TraceLink({ exemplar }: { exemplar: ExemplarMark }): JSX.Element {
  const { traceId, stored } = exemplar;
  if (traceId === undefined) return <span class="faint">–</span>;
  if (!stored) {
    return (
      <>
        <code>{traceId}</code> <span class="faint">{t.gone}</span>
      </>
    );
  }
  return (
    <a href={exemplarUrl(exemplar)}>
      <code>{traceId}</code>
    </a>
  );
}
