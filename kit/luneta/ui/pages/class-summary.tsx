/** O que o professor diria à sala: quantos estão em cada passo, e do que mais alunos não passam. */
import type { JSX } from 'preact';
import { formatCount } from '../../../format.ts';
import type { ClassOverview, SharedFailure, StepColumn } from '../../classroom/overview.ts';
import { shownName, shownText } from '../shown.ts';
import { classTexts as t } from '../texts/class.ts';

/** As que cabem ao lado dos passos. */
const MAX_FAILURES = 4;

export function ClassSummary({ students, steps, failures }: ClassOverview): JSX.Element {
  return (
    <div class="class-summary">
      <section aria-labelledby="passos">
        <h2 id="passos">{t.steps.title}</h2>
        <ol class="step-tiles">
          {steps.map((step) => (
            <StepTile key={step.id} step={step} students={students.length} />
          ))}
        </ol>
      </section>
      <section aria-labelledby="falhas">
        <h2 id="falhas">{t.failures.title}</h2>
        {failures.length === 0 ? (
          <p class="faint">{t.failures.none}</p>
        ) : (
          <ol class="shared-failures">
            {failures.slice(0, MAX_FAILURES).map((failure) => (
              <FailureItem key={failure.key} failure={failure} />
            ))}
          </ol>
        )}
        {failures.length > MAX_FAILURES && <p class="faint">{t.failures.more(failures.length - MAX_FAILURES)}</p>}
      </section>
    </div>
  );
}

function StepTile({ step, students }: { step: StepColumn; students: number }): JSX.Element {
  const { id, title, passed, current, failing } = step;
  return (
    <li class={current > 0 ? 'step-tile here' : 'step-tile'} title={shownName(title)}>
      <p>
        <b>{shownName(id)}</b>
        <span class="hidden"> {shownName(title)}:</span>
        <span class="faint" aria-hidden="true">
          ✓ {formatCount(passed)}
        </span>
        <span class="hidden">{t.steps.passed(passed, students)}</span>
      </p>
      <p>
        <span>
          <b class="tile-count">{formatCount(current)}</b> {t.steps.here}
        </span>
        {failing > 0 && (
          <span class="tile-failing">
            <span aria-hidden="true">✕{formatCount(failing)}</span>
            <span class="hidden">{t.steps.failing(failing)}</span>
          </span>
        )}
      </p>
      <progress max={Math.max(students, 1)} value={passed} aria-label={t.steps.bar(shownName(id))} />
    </li>
  );
}

function FailureItem({ failure: { key, expected, students } }: { failure: SharedFailure }): JSX.Element {
  return (
    <li>
      <b class="badge bad">{t.failures.students(students)}</b> <code>{shownName(key)}</code>
      <span class="words">{shownText(expected).shown}</span>
    </li>
  );
}
