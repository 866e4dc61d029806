/** Durações do PromQL e do LogQL: `5m`, `1h30m`, `250ms`; unidades da maior para a menor, cada uma no máximo uma vez. */

const UNIT_MS: readonly (readonly [unit: string, ms: number])[] = [
  ['y', 365 * 24 * 3_600_000],
  ['w', 7 * 24 * 3_600_000],
  ['d', 24 * 3_600_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

const PATTERN = new RegExp(`^${UNIT_MS.map(([unit]) => `(?:(\\d+)${unit})?`).join('')}$`);

/** Milissegundos, ou `undefined` se não é uma duração. `0` sozinho é zero. */
export function parsePromDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const found = PATTERN.exec(text);
  if (!found || text === '') return undefined;
  const ms = UNIT_MS.reduce((sum, [, unitMs], i) => sum + Number(found[i + 1] ?? 0) * unitMs, 0);
  return Number.isSafeInteger(ms) ? ms : undefined;
}
