/** Uma chave de texto igual para rótulos iguais, e só para eles: os tamanhos separam o que os textos poderiam confundir. */
import type { Labels } from '../store/metrics/metric-store.ts';

/** @param labels Em ordem de nome. */
export function labelsKey(labels: Labels): string {
  let key = '';
  for (const [name, value] of labels) key += `${name.length}:${name}${value.length}:${value}`;
  return key;
}
