/** Uma métrica que tem séries: o que se sabe dela, as séries, e qual dos rótulos dela mais varia. */
import { METRIC_NAME, type MetricMetadata, type RejectedSeries } from './metric-store.ts';
import type { Series } from './series.ts';
import { SeriesList } from './series-list.ts';
import { ownText, textBytes } from './text-memory.ts';

/** O objeto, a entrada no mapa, a lista de séries. */
const BYTES_PER_METRIC = 400;
/** Um texto de ajuda sem fim seria memória que nenhum limite de amostras devolve. */
const MAX_HELP_LENGTH = 1000;
const MAX_UNIT_LENGTH = 100;

export class StoredMetric {
  metadata: MetricMetadata;
  /** Vazia até a primeira série. */
  series: SeriesList | undefined;

  constructor(metadata: MetricMetadata) {
    this.metadata = ownMetadata(metadata);
  }

  get bytes(): number {
    const { name, help, unit } = this.metadata;
    return BYTES_PER_METRIC + textBytes(name) + textBytes(help) + textBytes(unit);
  }

  get size(): number {
    return this.series?.size ?? 0;
  }

  add(series: Series): void {
    if (this.series) this.series.add(series);
    else this.series = new SeriesList(series);
  }

  /** `true` se mudou alguma coisa. */
  update(metadata: MetricMetadata): boolean {
    const known = this.metadata;
    const { type, help, unit, isDelta } = metadata;
    if (
      type === known.type &&
      isDelta === known.isDelta &&
      unit.slice(0, MAX_UNIT_LENGTH) === known.unit &&
      help.slice(0, MAX_HELP_LENGTH) === known.help
    ) {
      return false;
    }
    this.metadata = ownMetadata(metadata);
    return true;
  }

  /** O rótulo com mais valores diferentes entre as séries. */
  widestLabel(): RejectedSeries['widestLabel'] {
    const values = new Map<string, Set<string>>();
    for (const { labels } of this.series ?? []) {
      for (const [name, value] of labels) {
        const seen = values.get(name);
        if (seen) seen.add(value);
        else values.set(name, new Set([value]));
      }
    }
    values.delete(METRIC_NAME);
    let widest: RejectedSeries['widestLabel'];
    for (const [name, { size }] of values) if (!widest || size > widest.values) widest = { name, values: size };
    return widest;
  }
}

function ownMetadata({ name, type, help, unit, isDelta }: MetricMetadata): MetricMetadata {
  return Object.freeze({
    name: ownText(name),
    type,
    help: ownText(help.slice(0, MAX_HELP_LENGTH)),
    unit: ownText(unit.slice(0, MAX_UNIT_LENGTH)),
    isDelta,
  });
}
