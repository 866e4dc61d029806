/**
 * Um serviço que exporta métricas de 60 em 60 segundos, o padrão do SDK. Só com repetição se sabe: um programa que acabou
 * exporta uma vez, no shutdown, e um que roda de minuto em minuto recomeça do zero a cada vez.
 */
import { METRIC_NAME, type SeriesSamples } from '../../../store/metrics/metric-store.ts';
import type { Rule, Sighting } from '../finding.ts';
import { isDerived, labelOf, recentLabels, recentSeriesOf, SERIES_PER_BREATH } from '../metric-facts.ts';

const DEFAULT_MS = 60_000;
/** O relógio do programa não é exato, e a coleta demora. */
const TOLERANCE_MS = 3_000;
/** Com três exportações há dois intervalos; um só pode ser acaso. */
const ENOUGH = 3;
/** Sem exportar há mais que isto, o programa acabou: o intervalo já não importa. */
const ALIVE_MS = DEFAULT_MS + 30_000;
/** Amostras mais próximas que isto são da mesma exportação. */
const SAME_MS = 1_000;
/** Séries olhadas de cada processo: todas saem juntas. */
const MAX_SERIES = 200;

export const rule: Rule = {
  code: 'metrics_interval_60s',
  severity: 'info',
  title: 'Métricas que chegam de minuto em minuto',
  explanation:
    'O PeriodicExportingMetricReader exporta a cada 60 segundos se ninguém lhe diz outra coisa: o que se vê pode ter até um ' +
    'minuto, e um pico curto some entre duas exportações. Em produção é o comum; na aula parece que as métricas não chegam.',
  fix:
    'Na aula, `OTEL_METRIC_EXPORT_INTERVAL=5000` (com o NodeSDK), ou `exportIntervalMillis: 5000` no ' +
    'PeriodicExportingMetricReader.',
  *find({ metrics, nowMs }): Generator<Sighting | undefined> {
    if (!metrics) return;
    const services = new Set<string>();
    let seen = 0;
    for (const labels of recentLabels(metrics, nowMs)) {
      if (!isDerived(labelOf(labels, METRIC_NAME))) services.add(labelOf(labels, 'job'));
      if (++seen % SERIES_PER_BREATH === 0) yield;
    }
    for (const service of services) {
      if (service === '') continue;
      const processes = new Map<string, SeriesSamples[]>();
      for (const one of recentSeriesOf(metrics, nowMs, service)) {
        if (isDerived(labelOf(one.labels, METRIC_NAME))) continue;
        const instance = labelOf(one.labels, 'instance');
        const same = processes.get(instance) ?? [];
        processes.set(instance, same);
        if (same.length < MAX_SERIES) same.push(one);
      }
      for (const series of processes.values()) {
        if (exportsByDefault(series, nowMs)) {
          yield { service, detail: `${service}: as últimas exportações vieram a 60 s uma da outra` };
          break;
        }
        yield;
      }
    }
  },
};

function exportsByDefault(series: readonly SeriesSamples[], nowMs: number): boolean {
  const exports = exportTimes(series);
  const last = exports.at(-1);
  if (last === undefined || exports.length < ENOUGH || nowMs - last > ALIVE_MS) return false;
  const gaps = exports.slice(1).map((time, i) => time - exports[i]);
  return gaps.every((gap) => Math.abs(gap - DEFAULT_MS) <= TOLERANCE_MS) && isOneProcess(series);
}

function exportTimes(series: readonly SeriesSamples[]): number[] {
  const all = series.flatMap(({ timestampsMs }) => [...timestampsMs]).toSorted((a, b) => a - b);
  return all.filter((time, i) => i === 0 || time - all[i - 1] > SAME_MS);
}

/** Alguma conta subiu e nenhuma caiu: quem recomeça a cada minuto volta ao mesmo valor, ou a um menor. */
function isOneProcess(series: readonly SeriesSamples[]): boolean {
  const counts = series.filter(({ labels }) => /_(total|count|bucket)$/.test(labelOf(labels, METRIC_NAME)));
  const fell = counts.some(({ values }) => values.some((value, i) => i > 0 && value < values[i - 1]));
  return !fell && counts.some(({ values }) => values.length > 1 && values[values.length - 1] > values[0]);
}
