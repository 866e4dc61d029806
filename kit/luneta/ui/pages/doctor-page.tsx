/** `/doutor`: o que há de errado, por onde os spans passam e o que cada porta recebeu. */
import type { ComponentChildren, JSX } from 'preact';
import type { Diagnosis } from '../../query/diagnosis/diagnose.ts';
import { type Finding, WORST_FIRST } from '../../query/diagnosis/finding.ts';
import type { DoorView } from '../../query/diagnosis/snapshot.ts';
import { countProblems } from '../problem-count.ts';
import { doctorTexts as t } from '../texts/doctor.ts';
import { DoctorDoors } from './doctor-doors.tsx';
import { DoctorFinding } from './doctor-finding.tsx';
import { Healthy } from './doctor-healthy.tsx';
import { SpanPath } from './doctor-path.tsx';
import type { DoorUrls } from '../door-urls.ts';
import { Layout, type PageContext } from './layout.tsx';
import { LiveHead } from './live-head.tsx';
import { renderDocument, renderFragment } from './render.ts';

export interface DoctorPageModel {
  context: PageContext;
  diagnosis: Diagnosis;
  doorViews: readonly DoorView[];
  doors: DoorUrls;
  nowMs: number;
}

export function renderDoctorPage(model: DoctorPageModel): string {
  return renderDocument(
    <Layout title={t.title} context={model.context} section="/doutor" island="doctor">
      <LiveHead title={t.title} intro={`${t.intro} ${t.refreshed}`} />
      <DoctorParts {...model} />
    </Layout>,
  );
}

/** Só o que muda, para a página que já está aberta. */
export function renderDoctorFragment(model: DoctorPageModel): string {
  return renderFragment(<DoctorParts {...model} />);
}

function DoctorParts({ context, diagnosis, doorViews, doors, nowMs }: DoctorPageModel): JSX.Element {
  const findings = sortFindings(diagnosis.findings);
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length;
  return (
    <div class="doctor">
      {/* Só esta frase é lida em voz alta quando muda; o resto se lê quando se quer. */}
      <p class={`doctor-status${statusClass(findings)}`} role="status" aria-live="polite" data-live="status">
        {t.status(count('error'), count('warning'), count('info'))}
      </p>
      <Live name="path">
        <SpanPath path={diagnosis.path} />
      </Live>
      <Live name="findings">
        {countProblems(findings) === 0 && <Healthy stats={context.stats} doors={doors} />}
        {findings.length > 0 && (
          <section aria-labelledby="achados">
            <h2 id="achados" class="hidden">
              {t.finding.title}
            </h2>
            <ul class="findings">
              {findings.map((finding) => (
                <DoctorFinding key={finding.code} finding={finding} />
              ))}
            </ul>
          </section>
        )}
      </Live>
      <Live name="doors">
        <DoctorDoors {...{ doorViews, doors, nowMs }} />
      </Live>
    </div>
  );
}

/** Uma parte que a ilha troca inteira quando muda. */
function Live({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return <div data-live={name}>{children}</div>;
}

/** Os mais graves primeiro; entre iguais, o que aconteceu mais. */
function sortFindings(findings: readonly Finding[]): Finding[] {
  const place = ({ severity }: Finding): number => WORST_FIRST.indexOf(severity);
  return findings.toSorted((a, b) => place(a) - place(b) || b.count - a.count);
}

function statusClass([first]: readonly Finding[]): string {
  return first ? ` ${first.severity}` : '';
}
