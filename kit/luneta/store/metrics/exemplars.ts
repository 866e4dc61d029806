/** Os exemplars de uma série (regra 11). */
import { type Exemplar, MAX_EXEMPLARS_PER_SERIES } from './metric-store.ts';
import { ownText, textBytes } from './text-memory.ts';

/** O objeto, a lista de rótulos, o lugar na lista da série. */
const BYTES_PER_EXEMPLAR = 160;
const BYTES_PER_LABEL = 72;

/** A lista com `added` no fim; a de antes não muda, porque uma leitura pode tê-la. */
export function withExemplars(known: readonly Exemplar[], added: readonly Exemplar[]): Exemplar[] {
  const all = [...known];
  for (const exemplar of added.slice(-MAX_EXEMPLARS_PER_SERIES)) {
    // Uma página do Prometheus repete o mesmo exemplar a cada coleta, até que venha outro.
    if (!all.some((other) => isSame(other, exemplar))) all.push(ownExemplar(exemplar));
  }
  return all.slice(-MAX_EXEMPLARS_PER_SERIES);
}

export function exemplarBytes(exemplars: readonly Exemplar[] | undefined): number {
  let bytes = 0;
  for (const { labels } of exemplars ?? []) {
    bytes += BYTES_PER_EXEMPLAR;
    for (const [, value] of labels) bytes += BYTES_PER_LABEL + textBytes(value);
  }
  return bytes;
}

function isSame(a: Exemplar, b: Exemplar): boolean {
  return (
    a.timestampMs === b.timestampMs &&
    a.value === b.value &&
    a.labels.length === b.labels.length &&
    a.labels.every(([name, value], i) => name === b.labels[i][0] && value === b.labels[i][1])
  );
}

function ownExemplar({ labels, value, timestampMs }: Exemplar): Exemplar {
  return Object.freeze({
    labels: Object.freeze(labels.map(([name, text]) => Object.freeze([ownText(name), ownText(text)] as const))),
    value,
    timestampMs,
  });
}
