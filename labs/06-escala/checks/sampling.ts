/**
 * A telemetria exigida nos passos 2 e 3: quantos traces sobram, e quais.
 *
 * Um sorteio não dá o mesmo número duas vezes. As margens são largas a ponto de uma solução certa quase nunca cair fora delas: menos
 * de uma vez num bilhão.
 */
import { type Expectation, span } from '../../../kit/verify/expectations.ts';
import { between } from '../../../kit/verify/matchers.ts';
import { CHARGE, ORDER, PUBLISH, REFUSED, SLOW, SLOW_MS } from './shop.ts';

/** De 800, a 10 %: a média é 80. */
const TENTH = between(30, 140);
/** Dos 764 que nem falham nem demoram, a 5 %: a média é 38. */
const FEW = between(5, 91);

export const samplingChecks = {
  // Um trace é guardado inteiro, ou não é: o último span dele não some sem a raiz.
  '06/2': [span(ORDER).count(TENTH), span(PUBLISH).childOf(ORDER).count(TENTH)],
  '06/3': [
    span(ORDER).status('ERROR').count(REFUSED, 'errors'),
    span(ORDER).durationAtLeast(SLOW_MS).count(SLOW, 'slow'),
    span(ORDER).status('UNSET').duration(between(0, SLOW_MS)).count(FEW, 'some'),
    span(CHARGE).childOf(ORDER).status('ERROR').event('exception').count(REFUSED, 'errors'),
  ],
} satisfies Record<string, readonly Expectation[]>;
