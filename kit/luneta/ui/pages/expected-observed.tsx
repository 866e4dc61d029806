/** Esperado × emitido: o que uma conferência queria, e o que veio. */
import type { JSX } from 'preact';
import { shownText } from '../shown.ts';
import { expectedObservedTexts as t } from '../texts/expected-observed.ts';

interface ExpectedObservedProps {
  expected: string;
  /** Vazio se nada veio. */
  observed: string;
}

export function ExpectedObserved({ expected, observed }: ExpectedObservedProps): JSX.Element {
  return (
    <dl>
      <div>
        <dt>{t.expected}</dt>
        <dd>{shownText(expected).shown}</dd>
      </div>
      <div>
        <dt>{t.observed}</dt>
        <dd class="observed">{observed === '' ? <span class="faint">{t.nothing}</span> : shownText(observed).shown}</dd>
      </div>
    </dl>
  );
}
