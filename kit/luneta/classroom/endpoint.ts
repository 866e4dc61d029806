/** O relato de um aluno, que chega pela porta OTLP/HTTP. */
import type { SideEndpoint } from '../receivers/otlp-http.ts';
import { WireError } from '../wire/wire-error.ts';
import type { Classroom } from './classroom.ts';
import { CLASS_PATH, MAX_REPORT_BYTES, parseReport } from './report.ts';

export function classEndpoint(classroom: Classroom): SideEndpoint {
  return {
    path: CLASS_PATH,
    accept(content) {
      if (content.length > MAX_REPORT_BYTES) {
        throw new WireError('too_large', `Relato com ${content.length} bytes; o máximo é ${MAX_REPORT_BYTES}.`);
      }
      const parsed = parseReport(Buffer.from(content).toString('utf8'));
      if (!parsed.ok) throw new WireError('malformed', `Relato de um aluno: ${parsed.problem}`);
      classroom.report(parsed.value);
    },
  };
}
