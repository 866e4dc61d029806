/** Uma linha por aluno. Uma turma grande vira duas tabelas, lado a lado num projetor. */
import type { JSX } from 'preact';
import { formatCount, formatRelative } from '../../../format.ts';
import { groupBy } from '../../../group-by.ts';
import { INSTANCE_ATTRIBUTE, STUDENT_ATTRIBUTE } from '../../classroom/copy-attributes.ts';
import type { StepColumn, StudentFailure, StudentRow } from '../../classroom/overview.ts';
import { shownName, shownText } from '../shown.ts';
import { formatTags } from '../tags-text.ts';
import { classTexts } from '../texts/class.ts';
import { searchUrl } from '../urls.ts';
import { ExpectedObserved } from './expected-observed.tsx';

const t = classTexts.table;

/** Acima disto, duas tabelas. */
const MAX_SINGLE = 14;
/** Acima disto, as marcas ficam mais juntas; e, com o dobro, duas tabelas não caberiam lado a lado. */
const MANY_STEPS = 10;
/** Um dia de aula: o período da busca cobre a turma inteira. */
const LOOKBACK = '2d';

interface ClassTableProps {
  students: readonly StudentRow[];
  steps: readonly StepColumn[];
  names: boolean;
  nowMs: number;
}

export function ClassTable({ students, ...rest }: ClassTableProps): JSX.Element {
  const isLong = students.length > MAX_SINGLE && rest.steps.length < 2 * MANY_STEPS;
  const half = isLong ? Math.ceil(students.length / 2) : students.length;
  const parts = [students.slice(0, half), students.slice(half)].filter(({ length }) => length > 0);
  return (
    <div class={parts.length > 1 ? 'pupil-tables two' : 'pupil-tables'}>
      {parts.map((part, i) => (
        <PartTable key={i} students={part} from={i * half + 1} {...rest} />
      ))}
    </div>
  );
}

function PartTable({ students, from, steps, names, nowMs }: ClassTableProps & { from: number }): JSX.Element {
  const labs = [...groupBy(steps, ({ lab }) => lab).values()];
  return (
    <table class={steps.length > MANY_STEPS ? 'pupils many' : 'pupils'}>
      <caption class="hidden">{t.caption(from, from + students.length - 1)}</caption>
      <colgroup>
        <col class="who" />
        {steps.map(({ id }) => (
          <col key={id} class="step" />
        ))}
        <col />
        <col class="seen" />
        <col class="n" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col" rowSpan={2} class="who">
            {t.student}
          </th>
          {labs.map((own) => (
            <th key={own[0].lab} scope="colgroup" colSpan={own.length} class="lab-name">
              {shownName(own[0].labTitle)}
            </th>
          ))}
          <th scope="col" rowSpan={2} class="failure">
            {t.failure}
          </th>
          <th scope="col" rowSpan={2} class="seen">
            {t.seen}
          </th>
          <th scope="col" rowSpan={2} class="n">
            {t.spans}
          </th>
        </tr>
        <tr>
          {steps.map(({ id, title }) => (
            <th key={id} scope="col" class="step" title={`${shownName(id)} ${shownName(title)}`}>
              <span aria-hidden="true">{shownName(id.slice(id.indexOf('/') + 1))}</span>
              <span class="hidden">{shownName(id)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {students.map((row) => (
          <Row key={row.number} {...{ row, steps, names, nowMs }} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  row: StudentRow;
  steps: readonly StepColumn[];
  names: boolean;
  nowMs: number;
}

function Row({ row, steps, names, nowMs }: RowProps): JSX.Element {
  const { state, failure, lastUnixMs, isQuiet, spans } = row;
  return (
    <tr class={`is-${state}`}>
      <th scope="row" class="who">
        <Who row={row} names={names} />
      </th>
      {steps.map(({ id }) => (
        <StepCell key={id} status={row.steps[id]} isCurrent={id === row.current} />
      ))}
      <td class="failure">
        {failure ? (
          <Failure {...{ failure, nowMs }} id={row.number} />
        ) : (
          <span class="faint">{withoutFailure(state)}</span>
        )}
      </td>
      <td class={isQuiet ? 'seen quiet' : 'seen'}>
        {isQuiet && <span class="hidden">{t.quiet}, </span>}
        {ago(lastUnixMs, nowMs)}
      </td>
      <td class="n">{formatCount(spans)}</td>
    </tr>
  );
}

function Who({ row: { name, number, instance, sameName }, names }: { row: StudentRow; names: boolean }): JSX.Element {
  const shown = names ? shownName(name) : classTexts.masked(number);
  const tags: [string, string][] = [[STUDENT_ATTRIBUTE, name]];
  if (sameName) tags.push([INSTANCE_ATTRIBUTE, instance]);
  return (
    <>
      {names ? (
        <a href={searchUrl({ tags: formatTags(tags), lookback: LOOKBACK })} title={t.traces(shown)}>
          <bdi>{shown}</bdi>
        </a>
      ) : (
        <span>{shown}</span>
      )}
      {sameName && (
        <span class="badge warn" title={t.sameNameTitle}>
          {t.sameName}
        </span>
      )}
    </>
  );
}

/** O que cada marca quer dizer, à vista. */
export function MarksLegend(): JSX.Element {
  return (
    <ul class="marks" aria-label={t.legend}>
      {(['passed', 'failed', 'current', 'pending'] as const).map((status) => (
        <li key={status}>
          <Mark status={status} /> {t.statuses[status]}
        </li>
      ))}
    </ul>
  );
}

const MARKS = { passed: '✓', failed: '✕', current: '', pending: '', unknown: '' } as const;

function StepCell({ status, isCurrent }: { status: StudentRow['steps'][string]; isCurrent: boolean }): JSX.Element {
  const shown = status === undefined ? 'unknown' : status === 'pending' && isCurrent ? 'current' : status;
  return (
    <td class="step">
      <Mark status={shown} />
      <span class="hidden">{t.statuses[shown]}</span>
    </td>
  );
}

function Mark({ status }: { status: keyof typeof MARKS }): JSX.Element {
  return (
    <i class={`mark ${status}`} aria-hidden="true">
      {MARKS[status]}
    </i>
  );
}

function Failure({ failure, id, nowMs }: { failure: StudentFailure; id: number; nowMs: number }): JSX.Element {
  const { key, expected, observed, sinceUnixMs } = failure;
  return (
    <details data-key={`falha-${id}`}>
      <summary>
        <code>{shownName(key)}</code> <span class="words">{shownText(observed).shown}</span>
      </summary>
      <ExpectedObserved {...{ expected, observed }} />
      <p class="faint">{t.since(ago(sinceUnixMs, nowMs))}</p>
    </details>
  );
}

function withoutFailure(state: StudentRow['state']): string {
  if (state === 'waiting') return t.waiting;
  return state === 'done' ? t.done : '';
}

function ago(unixMs: number, nowMs: number): string {
  return formatRelative(BigInt(unixMs) * 1_000_000n, nowMs);
}
