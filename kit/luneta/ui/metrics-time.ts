/** De quando são as amostras de uma métrica, e de quanto em quanto tempo chegam: vistas em poucas séries dela. */
import type { MetricStore } from '../store/metrics/metric-store.ts';
import type { MetricEntry } from './metrics-catalog.ts';
import { exactly } from './metrics-exemplars.ts';

export interface SampleTimes {
  firstMs?: number;
  lastMs?: number;
  /** O intervalo de costume entre duas amostras; 0 com menos de duas. */
  intervalMs: number;
}

export function readSampleTimes(
  store: MetricStore,
  { examples }: MetricEntry,
  minMs: number,
  maxMs: number,
): SampleTimes {
  let times: SampleTimes = { intervalMs: 0 };
  for (const labels of examples) {
    const matchers = labels.map(([name, value]) => exactly(name, value));
    for (const { timestampsMs } of store.select(matchers, minMs, maxMs)) {
      const [first, last] = [timestampsMs[0], timestampsMs[timestampsMs.length - 1]];
      if (first === undefined || last === undefined) continue;
      times = {
        firstMs: Math.min(first, times.firstMs ?? Infinity),
        lastMs: Math.max(last, times.lastMs ?? -Infinity),
        intervalMs: Math.max(times.intervalMs, usualGap(timestampsMs)),
      };
    }
  }
  return times;
}

const MAX_GAPS = 20;

/** A mediana dos últimos: um programa que ficou parado uma hora não passou a exportar de hora em hora. */
function usualGap(timestampsMs: Float64Array): number {
  const recent = timestampsMs.slice(-MAX_GAPS - 1);
  const gaps = recent.subarray(1).map((at, i) => at - recent[i]);
  return gaps.length === 0 ? 0 : gaps.toSorted()[Math.floor(gaps.length / 2)];
}
