/** O que, do que o doutor acha, explica uma telemetria que não veio. */
import { WORST_FIRST } from '../../luneta/query/diagnosis/finding.ts';
import { askDiagnosis } from './ask-diagnosis.ts';
import { diagnosisTexts } from './diagnosis-texts.ts';

/** Os achados sobre o que não chegou. Os outros são do que chegou, e numa Luneta de outros programas só confundiriam. */
export const ABOUT_ABSENCE: readonly string[] = [
  'nothing_arrived',
  'telemetry_on_ui_port',
  'compact_on_binary_port',
  'binary_on_compact_port',
  'grpc_on_http_port',
  'http_on_grpc_port',
  'wrong_path',
  'wrong_content_type',
  'truncated',
  'message_rejected',
];

/** O achado mais grave, numa frase com o endereço do guia; `undefined` se não há nenhum. Nunca rejeita. */
export async function explainAbsence(lunetaUrl: string): Promise<string | undefined> {
  const { findings = [] } = (await askDiagnosis(lunetaUrl)) ?? {};
  const [worst] = findings
    .filter(({ code }) => ABOUT_ABSENCE.includes(code))
    .toSorted((a, b) => WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity));
  return worst && diagnosisTexts.explains(worst);
}
