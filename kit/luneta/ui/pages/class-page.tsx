/** `/turma`: onde está cada aluno, e o que mais não passa. */
import type { JSX } from 'preact';
import type { ClassOverview, StudentRow } from '../../classroom/overview.ts';
import { type ClassForm, classPageUrl, CLASS_PAGE } from '../class-params.ts';
import { classTexts as t } from '../texts/class.ts';
import { ClassSummary } from './class-summary.tsx';
import { ClassTable, MarksLegend } from './class-table.tsx';
import { Layout, type PageContext } from './layout.tsx';
import { LiveHead } from './live-head.tsx';
import { renderDocument, renderFragment } from './render.ts';

export interface ClassPageModel {
  context: PageContext;
  overview: ClassOverview;
  form: ClassForm;
  /** Os endereços que os alunos usam; vazio: ninguém de fora chega aqui. */
  addresses: readonly string[];
  nowMs: number;
}

export function renderClassPage(model: ClassPageModel): string {
  return renderDocument(
    <Layout title={t.title} context={model.context} section={CLASS_PAGE} island="class">
      <LiveHead title={t.title} intro={t.intro} />
      <ClassParts {...model} />
    </Layout>,
  );
}

/** Só o que muda, para a página que já está aberta. */
export function renderClassFragment(model: ClassPageModel): string {
  return renderFragment(<ClassParts {...model} />);
}

/** A quem a pede de outra máquina. */
export function renderForeignClass(context: PageContext): string {
  return renderDocument(
    <Layout title={t.foreign.title} context={context} section={CLASS_PAGE}>
      <div class="notice bad alone">
        <h1>{t.foreign.title}</h1>
        <p>{t.foreign.lead}</p>
        <p>{t.foreign.labs}</p>
      </div>
    </Layout>,
  );
}

function ClassParts({ overview, form, addresses, nowMs }: ClassPageModel): JSX.Element {
  const { students, steps, done, waiting } = overview;
  const inState = (state: StudentRow['state']): number => students.filter((row) => row.state === state).length;
  return (
    <div class="class">
      <p class="class-status" role="status" aria-live="polite" data-live="status">
        {students.length > 0 && t.status(students.length, inState('failing'), inState('working'), done, waiting)}
      </p>
      <div data-live="summary">{students.length > 0 && <ClassSummary {...overview} />}</div>
      <div data-live="students">
        {students.length > 0 ? (
          <>
            <Choices form={form} />
            <ClassTable students={students} steps={steps} names={form.names} nowMs={nowMs} />
          </>
        ) : (
          <NobodyYet addresses={addresses} />
        )}
      </div>
      <p class="class-foot faint" data-live="join">
        {students.length > 0 && <Late addresses={addresses} />}
      </p>
    </div>
  );
}

function Choices({ form }: { form: ClassForm }): JSX.Element {
  const { sorts, sort } = t.table;
  return (
    <div class="class-choices">
      <nav class="sorts" aria-label={sort}>
        {(Object.keys(sorts) as (keyof typeof sorts)[]).map((key) => (
          <a
            key={key}
            href={classPageUrl({ ...form, sort: key })}
            aria-current={key === form.sort ? 'true' : undefined}
          >
            {sorts[key]}
          </a>
        ))}
      </nav>
      <MarksLegend />
      <a class="names" href={classPageUrl({ ...form, names: !form.names })}>
        {form.names ? t.hideNames : t.showNames}
      </a>
    </div>
  );
}

function NobodyYet({ addresses }: { addresses: readonly string[] }): JSX.Element {
  const [first, ...others] = addresses;
  return (
    <div class="notice">
      <h2>{t.join.title}</h2>
      {first === undefined && (
        <>
          <p>{t.join.closed}</p>
          <pre class="command">{t.join.open}</pre>
        </>
      )}
      <p>{t.join.lead}</p>
      <pre class="command">{t.join.command(first ?? 'http://SEU_IP:4318')}</pre>
      {others.length > 0 && <p class="faint">{t.join.others(others)}</p>}
      <p>{t.join.after}</p>
      <p class="faint">{t.privacy}</p>
    </div>
  );
}

function Late({ addresses: [first] }: { addresses: readonly string[] }): JSX.Element {
  return (
    <>
      {first !== undefined && (
        <>
          {t.join.late} <code>{t.join.command(first)}</code>.{' '}
        </>
      )}
      {t.privacy}
    </>
  );
}
