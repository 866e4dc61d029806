/** O relatório em Markdown: para ler, ou colar num comentário. */
import { formatDateTime } from '../../../format.ts';
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
  return row([`${step.id} ${step.title}`, reportTexts.status[step.status], total === 0 ? '' : `${passed}/${total}`]);
}

function stepSection({ id, title, reason, checks }: ReportedStep): string[] {
  const lines = [`### ${id} ${cell(title)}`, ''];
  if (reason !== null) lines.push(cell(reason));
  if (checks.length > 0) {
    lines.push(row(reportTexts.checkColumns), row(reportTexts.checkColumns.map(() => '---')), ...checks.map(checkRow));
  }
  return lines;
}

function checkRow({ passed, code, expected, observed, traceId, url }: ReportedCheck): string {
  const evidence = traceId === null ? '' : url === null ? traceId : `[${traceId}](${url})`;
  return row([passed ? '✓' : `✗ ${code}`, expected, observed, evidence]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Numa célula, nem quebra de linha, nem o que o Markdown ou o HTML leriam como deles. */
function cell(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\|<>`*_]/g, String.raw`\$&`);
}
