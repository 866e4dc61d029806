/** As conferências do ambiente na tela: uma linha para cada, e o conserto logo abaixo. */
import type { Screen } from '../screen.ts';
import { paint, type Style, type Terminal } from '../terminal.ts';
import { sanitize } from '../text-width.ts';
import type { EnvironmentCheck } from './check.ts';

const STYLES: Readonly<Record<EnvironmentCheck['state'], Style>> = {
  ok: 'green',
  warning: 'yellow',
  missing: ['bold', 'red'],
};

export function showChecks(screen: Screen, checks: readonly EnvironmentCheck[]): void {
  const marks = marksOf(screen.terminal);
  for (const { state, found, fix } of checks) {
    screen.text(`${marks[state]} ${sanitize(found)}`, STYLES[state]);
    if (fix === undefined) continue;
    const [advice = '', ...commands] = fix.split('\n');
    screen.bullet(sanitize(advice));
    screen.raw(commands.map((line) => `      ${paint(screen.terminal, 'cyan', sanitize(line))}`));
  }
}

function marksOf({ drawing }: Terminal): Record<EnvironmentCheck['state'], string> {
  return drawing ? { ok: '✓', warning: '!', missing: '✗' } : { ok: 'ok', warning: '! ', missing: 'x ' };
}
