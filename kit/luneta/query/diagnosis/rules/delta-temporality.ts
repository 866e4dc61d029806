import type { Rule, Sighting } from '../finding.ts';
import { METRIC_NAME } from '../../../store/metrics/metric-store.ts';
import { familyOf, labelOf, recentLabels, SERIES_PER_BREATH } from '../metric-facts.ts';

export const rule: Rule = {
  code: 'delta_temporality',
  severity: 'info',
  title: 'Métricas que chegam como delta',
  explanation:
    'O programa manda o que se acrescentou desde a exportação anterior, e não o total. A Luneta soma, e as consultas dão certo ' +
    'aqui; um Prometheus espera o total (cumulative), e recusa ou descarta o delta.',
  fix:
    'Se as métricas vão para um Prometheus, tire do ambiente `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta` (ou ' +
    'ponha `cumulative`), ou a `temporalityPreference` do exporter. Se vão para quem pede delta, está certo.',
  *find({ metrics, nowMs }): Generator<Sighting | undefined> {
    if (!metrics) return;
    const deltas = new Set(
      metrics
        .getMetadata()
        .filter(({ isDelta }) => isDelta)
        .map(({ name }) => name),
    );
    if (deltas.size === 0) return;
    const told = new Set<string>();
    let seen = 0;
    for (const labels of recentLabels(metrics, nowMs)) {
      if (++seen % SERIES_PER_BREATH === 0) yield;
      const metric = familyOf(labelOf(labels, METRIC_NAME), deltas);
      const service = labelOf(labels, 'job');
      const story = JSON.stringify([metric, service]);
      if (!deltas.has(metric) || told.has(story)) continue;
      told.add(story);
      yield { ...(service === '' ? {} : { service }), detail: metric };
    }
  },
};
