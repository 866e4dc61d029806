/** O pacote pronto (`kit/dist`, feito por `build.mjs`) existe, e é mais novo que todas as fontes de que foi feito? */
import { readFileSync, statSync } from 'node:fs';

const INPUTS = new URL('./dist/inputs.json', import.meta.url);

/** @returns {'fresh' | 'stale' | 'absent'} */
export function bundleState() {
  const builtAt = modifiedAt(INPUTS);
  if (builtAt === undefined) return 'absent';
  /** @type {string[]} */
  const sources = JSON.parse(readFileSync(INPUTS, 'utf8'));
  const isNewer = (source) => (modifiedAt(new URL(`../${source}`, import.meta.url)) ?? Infinity) > builtAt;
  return sources.some(isNewer) ? 'stale' : 'fresh';
}

function modifiedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
