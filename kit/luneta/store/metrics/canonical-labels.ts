/** A forma em que os rótulos de uma série são guardados: em ordem de nome, sem repetição nem valor vazio (regra 1). */
import { compareText } from '../attribute-text.ts';
import type { Labels } from './metric-store.ts';

export function canonicalLabels(labels: Labels): Labels {
  if (isCanonical(labels)) return labels;
  const byName = new Map(labels);
  return [...byName].filter(([, value]) => value !== '').toSorted(([a], [b]) => compareText(a, b));
}

function isCanonical(labels: Labels): boolean {
  for (let i = 0; i < labels.length; i++) {
    if (labels[i][1] === '' || (i > 0 && compareText(labels[i - 1][0], labels[i][0]) >= 0)) return false;
  }
  return true;
}
