/** A consulta que desenhou um gráfico, pronta para copiar, e o que ela quer dizer. */
import type { JSX } from 'preact';
import type { QueryPlan } from '../metrics-queries.ts';
import { metricsTexts } from '../texts/metrics.ts';

export function MetricQuery({ plan: { kind, text, window, by } }: { plan: QueryPlan }): JSX.Element {
  return (
    <div class="metric-query">
      <CopyableQuery text={text} />
      <p>{metricsTexts.explain(kind, window, by)}</p>
    </div>
  );
}

export function CopyableQuery({ text }: { text: string }): JSX.Element {
  return (
    <div class="copyable">
      <code>{text}</code>
      <button
        type="button"
        class="icon copy needs-js"
        data-copy
        aria-label={metricsTexts.card.copyOf(text)}
        title={metricsTexts.card.copy}
      />
    </div>
  );
}
