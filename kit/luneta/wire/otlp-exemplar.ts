/** Exemplars do OTLP: um valor medido, e em que span; é por eles que se vai de um gráfico a um trace. */
import { type Exemplar, type Labels, MAX_EXEMPLARS_PER_SERIES } from '../store/metrics/metric-store.ts';
import { withLabel } from './metric-labels.ts';
import { EXEMPLAR, PointReader } from './otlp-metric-point.ts';
import { attributeLabels } from './otlp-metric-resource.ts';

/** Com os atributos que o filtro guardou além disto, eles ficam de fora: o limite do OpenMetrics. */
const MAX_LABEL_CHARACTERS = 128;
/** De um ponto; um histograma de 15 baldes traz, no SDK, 15. */
const MAX_EXEMPLARS_PER_POINT = 16 * MAX_EXEMPLARS_PER_SERIES;
const ONLY_ZEROS = /^0*$/;

const reader = new PointReader(EXEMPLAR);

/** Os exemplars do campo `field` de um ponto; um sem valor não conta. Sem instante, vale o do ponto. */
export function readExemplars(point: PointReader, field: number): Exemplar[] {
  const exemplars: Exemplar[] = [];
  point.visitList(field, (start, end) => {
    if (exemplars.length === MAX_EXEMPLARS_PER_POINT) return;
    reader.read(point.bytes, start, end);
    const value = reader.number(3, 6);
    if (value === undefined) return;
    exemplars.push({ labels: exemplarLabels(), value, timestampMs: reader.timeMs(2) || point.timeMs() });
  });
  return exemplars;
}

function exemplarLabels(): Labels {
  let ids: Labels = [];
  const spanId = hexField(4);
  const traceId = hexField(5);
  if (!ONLY_ZEROS.test(spanId)) ids = withLabel(ids, 'span_id', spanId);
  if (!ONLY_ZEROS.test(traceId)) ids = withLabel(ids, 'trace_id', traceId);
  if (reader.attributeCount === 0 || reader.attributesEnd - reader.attributesStart > 8 * MAX_LABEL_CHARACTERS)
    return ids;
  let all: Labels = attributeLabels(reader.attributes()).labels;
  for (const [name, value] of ids) all = withLabel(all, name, value);
  const characters = all.reduce((total, [name, value]) => total + name.length + value.length, 0);
  return characters <= MAX_LABEL_CHARACTERS ? all : ids;
}

function hexField(field: number): string {
  return reader.has(field) ? reader.bytes.toString('hex', reader.startOf(field), reader.endOf(field)) : '';
}
