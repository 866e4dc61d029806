/** As conferências do ambiente na tela: uma linha para cada, e o conserto logo abaixo. */
import type { Screen } from '../screen.ts';
import { type Mark, MARK_STYLES, marks, paint } from '../terminal.ts';
import { sanitize } from '../../text-width.ts';
import type { EnvironmentCheck } from './check.ts';

type Judged = Exclude<EnvironmentCheck['state'], 'not_needed'>;

const MARKS: Readonly<Record<Judged, Mark>> = {
  ok: 'passed',
  warning: 'warning',
  missing: 'failed',
};

export function showChecks(screen: Screen, checks: readonly EnvironmentCheck[]): void {
  for (const { state, found, fix } of checks) {
    if (state === 'not_needed') {
      // Sem marca nem conserto, que pareceriam pedir algo ao aluno; quando um passo precisar, a conferência o diz.
      screen.text(`${'·'.padEnd(marks(screen.terminal).passed.length)} ${sanitize(found)}`, 'dim');
      continue;
    }
    const mark = MARKS[state];
    screen.text(`${marks(screen.terminal)[mark]} ${sanitize(found)}`, MARK_STYLES[mark]);
    if (fix === undefined) continue;
    const [advice = '', ...commands] = fix.split('\n');
    screen.bullet(sanitize(advice));
    screen.raw(commands.map((line) => `      ${paint(screen.terminal, 'cyan', sanitize(line))}`));
  }
}
