/** `lab report [json|junit|md] [endereço]`: o que o professor recebe. O relatório vai para stdout; o andamento, para stderr. */
import type { Command, ReportFormat } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { type CourseReport, reportCourse } from '../report/course-report.ts';
import { reportTexts } from '../report/report-texts.ts';

/** Cada formato só é carregado quando é o pedido. */
const FORMATS: Readonly<Record<ReportFormat, (report: CourseReport) => Promise<string>>> = {
  json: async (report) => JSON.stringify(report, null, 2),
  junit: async (report) => (await import('../report/junit.ts')).toJunit(report),
  md: async (report) => (await import('../report/markdown.ts')).toMarkdown(report),
};

export const command: Command = async (context, { json, format = json ? 'json' : 'md', backend }) => {
  const report = await reportCourse(context, backend, (id) => context.errors.text(reportTexts.checking(id), 'dim'));
  const write = FORMATS[format];
  context.stdout.write(`${(await write(report)).trimEnd()}\n`);
  return report.passed ? EXIT.passed : EXIT.failed;
};
