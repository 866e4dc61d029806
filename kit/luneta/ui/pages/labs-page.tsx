/** `/labs`: o progresso do curso e a última conferência. */
import type { JSX } from 'preact';
import type { ReceivedCourse } from '../../api/course.ts';
import type { CourseLab, CourseStep } from '../../classroom/course.ts';
import { formatRelative } from '../../../format.ts';
import { shownName } from '../shown.ts';
import { labsTexts as t } from '../texts/labs.ts';
import { LabsCheckup } from './labs-checkup.tsx';
import { Layout, type PageContext } from './layout.tsx';
import { LiveHead } from './live-head.tsx';
import { renderDocument, renderFragment } from './render.ts';

export interface LabsPageModel {
  context: PageContext;
  received: ReceivedCourse | undefined;
  nowMs: number;
}

export function renderLabsPage(model: LabsPageModel): string {
  return renderDocument(
    <Layout title={t.title} context={model.context} section="/labs" island="labs">
      <LiveHead title={t.title} intro={t.intro} />
      <LabsParts {...model} />
    </Layout>,
  );
}

/** Só o que muda, para a página que já está aberta. */
export function renderLabsFragment(model: LabsPageModel): string {
  return renderFragment(<LabsParts {...model} />);
}

function LabsParts({ received, nowMs }: LabsPageModel): JSX.Element {
  const course = received?.course;
  return (
    <div class="course">
      <p class="hidden" role="status" aria-live="polite" data-live="status">
        {course?.last && t.status(course.last.step, course.last.passed)}
      </p>
      <div data-live="checkup">{course?.last && <LabsCheckup checkup={course.last} />}</div>
      <div data-live="labs">{course && course.labs.length > 0 ? <Labs labs={course.labs} /> : <NothingYet />}</div>
      <p class="faint" data-live="when">
        {received && t.received(formatRelative(BigInt(received.atUnixMs) * 1_000_000n, nowMs))}
      </p>
    </div>
  );
}

function NothingYet(): JSX.Element {
  return (
    <div class="notice">
      <h2>{t.empty.title}</h2>
      <p>{t.empty.lead}</p>
      <pre class="command">npm run lab</pre>
      <p>{t.empty.after}</p>
    </div>
  );
}

function Labs({ labs }: { labs: readonly CourseLab[] }): JSX.Element {
  const course = labs.filter(({ exercises }) => !exercises);
  const next = course.flatMap(({ steps }) => steps).find(({ status }) => status === 'pending');
  return (
    <ol class="labs">
      {labs.map((lab) => (
        <LabCard key={lab.id} lab={lab} next={next} />
      ))}
    </ol>
  );
}

function LabCard({ lab: { id, title, steps }, next }: { lab: CourseLab; next: CourseStep | undefined }): JSX.Element {
  const passed = steps.filter(({ status }) => status === 'passed').length;
  const done = passed === steps.length && steps.length > 0;
  return (
    <li class={done ? 'lab done' : 'lab'}>
      <div class="lab-head">
        <div>
          <h2>{shownName(title)}</h2>
          <code class="faint">{shownName(id)}</code>
        </div>
        <p class="lab-count">
          {t.progress(passed, steps.length)}
          {done && <b class="badge good">{t.allDone}</b>}
        </p>
      </div>
      <progress max={Math.max(steps.length, 1)} value={passed} aria-label={t.progressLabel(title)} />
      <ol class="lab-steps">
        {steps.map((step) => (
          <StepItem key={step.id} step={step} isNext={step === next} />
        ))}
      </ol>
    </li>
  );
}

function StepItem({ step: { id, title, status, needs }, isNext }: { step: CourseStep; isNext: boolean }): JSX.Element {
  return (
    <li class={`lab-step ${status}${isNext ? ' next' : ''}`}>
      <span class="mark" aria-hidden="true">
        {status === 'passed' ? '✓' : ''}
      </span>
      <span class="hidden">{t.statuses[status]}: </span>
      <code>{shownName(id)}</code>
      <span class="step-title">{shownName(title)}</span>
      {isNext && <span class="badge warn">{t.next}</span>}
      {needs.length > 0 && status === 'pending' && <span class="faint">{t.needs(needs)}</span>}
    </li>
  );
}
