/** O relatório em Markdown: para ler, ou colar num comentário. */
import { formatDateTime } from '../../../format.ts';
import { sanitize } from '../../../text-width.ts';
import { type CourseReport, type ReportedCheck, type ReportedStep, scoreOf } from './course-report.ts';
import { reportTexts } from './report-texts.ts';

export function toMarkdown({ generatedAt, node, platform, labs }: CourseReport): string {
  const lines = [
    `# ${reportTexts.title}`,
    '',
    reportTexts.made(formatDateTime(BigInt(Date.parse(generatedAt)) * 1_000_000n), node, platform),
    '',
  ];
  for (const { id, title, passed, total, steps } of labs) {
    lines.push(`## ${id}: ${cell(title)} (${reportTexts.stepsPassed(passed, total)})`, '');
    lines.push(row(reportTexts.stepColumns), row(reportTexts.stepColumns.map(() => '---')));
    lines.push(...steps.map(stepRow), '');
    for (const step of steps.filter(({ checks, reason }) => checks.length > 0 || reason !== null)) {
      lines.push(...stepSection(step), '');
    }
  }
  return lines.join('\n');
}

function stepRow(step: ReportedStep): string {
  const { passed, total } = scoreOf(step);
  const score = total === 0 ? '' : `${passed}/${total}`;
  return row([`${step.id} ${step.title}`, reportTexts.status[step.status], score].map(cell));
}

function stepSection({ id, title, reason, passedLive, checks }: ReportedStep): string[] {
  const lines = [`### ${id} ${cell(title)}`, ''];
  if (reason !== null) lines.push(cell(reason));
  if (checks.length > 0 && passedLive !== undefined) {
    lines.push(passedLive ? reportTexts.passedLive : reportTexts.onlyProved, '');
  }
  if (checks.length > 0) {
    lines.push(row(reportTexts.checkColumns), row(reportTexts.checkColumns.map(() => '---')), ...checks.map(checkRow));
  }
  return lines;
}

function checkRow({ passed, code, expected, observed, traceId, url }: ReportedCheck): string {
  const evidence = traceId === null ? '' : url === null ? traceId : `[${traceId}](${url})`;
  return row([...[passed ? '✓' : `✗ ${code}`, expected, observed].map(cell), evidence]);
}

/** @param cells Já sem o que o Markdown leria como dele. */
function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Numa célula, nem quebra de linha, nem controles de um terminal, nem o que o Markdown ou o HTML leriam como deles. */
function cell(text: string): string {
  return sanitize(text.replaceAll(/[\r\n]+/g, ' ')).replaceAll(/[\\|<>`*_[\]!&~]/g, String.raw`\$&`);
}
