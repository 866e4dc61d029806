/** A última conferência de um passo: esperado × emitido, e o trace com os fantasmas. */
import type { JSX } from 'preact';
import type { CourseCheck, CourseCheckup } from '../../classroom/course.ts';
import { shownName, shownText } from '../shown.ts';
import { labsTexts } from '../texts/labs.ts';
import { traceUrl } from '../urls.ts';
import { ExpectedObserved } from './expected-observed.tsx';

const t = labsTexts.last;

export function LabsCheckup({ checkup }: { checkup: CourseCheckup }): JSX.Element {
  const { step, passed, checks, ghosts } = checkup;
  const good = checks.filter((check) => check.passed).length;
  return (
    <section class={passed ? 'checkup passed' : 'checkup'} aria-labelledby="conferencia">
      <div class="checkup-head">
        <div>
          <h2 id="conferencia">{t.title}</h2>
          <p class="faint">{t.step(shownName(step))}</p>
        </div>
        <p>
          <b class={passed ? 'badge good' : 'badge bad'}>{passed ? t.passed : t.failed}</b>{' '}
          {t.score(good, checks.length)}
        </p>
      </div>
      {checks.length > 0 && (
        <ul class="checks" aria-label={t.caption}>
          {/* O que falta vem antes do que já está pronto. */}
          {[...checks.filter((check) => !check.passed), ...checks.filter((check) => check.passed)].map((check, i) => (
            <CheckItem key={i} check={check} />
          ))}
        </ul>
      )}
      {ghosts.length > 0 && (
        <div class="ghosts">
          <p>{t.ghosts(ghosts.length)}</p>
          <ul class="chips">
            {ghosts.map(({ name, parent }, i) => (
              <li key={i} class="ghost">
                {t.ghost(shownName(name), parent && shownName(parent))}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function CheckItem({ check }: { check: CourseCheck }): JSX.Element {
  const { code, passed, expected, observed, hint, traceId, url } = check;
  // A página do trace já sabe o que faltou: lê a mesma conferência.
  const href = traceId === undefined ? url : traceUrl(traceId);
  return (
    <li class={passed ? 'check passed' : 'check failed'}>
      <p class="check-head">
        <span class="mark" aria-hidden="true">
          {passed ? '✓' : '✕'}
        </span>
        <b>{t.marks[passed ? 'passed' : 'failed']}</b> <code class="faint">{shownName(code)}</code>
        {href !== undefined && <a href={href}>{t.trace}</a>}
      </p>
      <ExpectedObserved {...{ expected, observed }} />
      {!passed && hint !== '' && (
        <p class="hint">
          <b>{t.hint}:</b> {shownText(hint).shown}
        </p>
      )}
    </li>
  );
}
