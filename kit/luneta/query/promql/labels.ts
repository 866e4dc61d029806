/** Contas com conjuntos de rótulos; os pares estão sempre em ordem de nome, como no armazenamento. */
import { compareText } from '../../store/attribute-text.ts';
import { type Labels, METRIC_NAME } from '../../store/metrics/metric-store.ts';

export function labelValue(labels: Labels, name: string): string {
  for (const [each, value] of labels) if (each === name) return value;
  return '';
}

export function keepLabels(labels: Labels, names: ReadonlySet<string>): Labels {
  return labels.filter(([name]) => names.has(name));
}

export function dropLabels(labels: Labels, names: ReadonlySet<string>): Labels {
  return labels.some(([name]) => names.has(name)) ? labels.filter(([name]) => !names.has(name)) : labels;
}

export function dropName(labels: Labels): Labels {
  // Quase sempre é o primeiro: `_` vem antes das letras minúsculas.
  const at = labels[0]?.[0] === METRIC_NAME ? 0 : labels.findIndex(([name]) => name === METRIC_NAME);
  return at < 0 ? labels : at === 0 ? labels.slice(1) : labels.toSpliced(at, 1);
}

/** A ordem do Prometheus: par a par, e o mais curto antes. */
export function compareLabels(a: Labels, b: Labels): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareText(a[i][0], b[i][0]) || compareText(a[i][1], b[i][1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Como o Prometheus os escreve numa mensagem: `x{a="b"}`. */
export function formatLabels(labels: Labels): string {
  const pairs = labels
    .filter(([name]) => name !== METRIC_NAME)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const name = labelValue(labels, METRIC_NAME);
  return pairs.length > 0 || name === '' ? `${name}{${pairs.join(', ')}}` : name;
}
