/**
 * O que, do que o doutor acha, explica uma telemetria que não veio. O que ele já achava antes da execução é de outra, e
 * mandaria procurar no lugar errado.
 */
import type { Diagnosis } from '../../luneta/query/diagnosis/diagnose.ts';
import { type Finding, WORST_FIRST } from '../../luneta/query/diagnosis/finding.ts';
import { explainMissingMetrics } from '../../luneta/query/diagnosis/missing-metrics.ts';
import type { Signal } from '../../verify/sources/source.ts';
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
  'scrape_failing',
];

/**
 * Antes de o programa começar. A função devolvida dá, no fim, o achado mais grave desta execução, numa frase com o endereço
 * do guia; `undefined` se não há nenhum. Nunca rejeitam.
 */
export function watchFindings(lunetaUrl: string): () => Promise<string | undefined> {
  const asked = askDiagnosis(lunetaUrl);
  return async () => {
    const before = absencesOf(await asked);
    const [worst] = absencesOf(await askDiagnosis(lunetaUrl))
      .filter((finding) => isNews(finding, before))
      .toSorted((a, b) => WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity));
    return worst && diagnosisTexts.explains(worst);
  };
}

/**
 * O mais provável, quando um sinal não veio e o doutor não tem o que dizer: de fora, um programa que não manda métricas não tem
 * defeito. `undefined` se não se sabe.
 */
export function explainSilence(signal: Signal): string | undefined {
  switch (signal) {
    case 'metrics':
      return diagnosisTexts.likely(explainMissingMetrics({ sendsOthers: true }));
    case 'logs':
      return diagnosisTexts.likelyNoLogs;
    case 'spans':
      return undefined;
  }
}

function absencesOf(diagnosis: Diagnosis | undefined): Finding[] {
  return (diagnosis?.findings ?? []).filter(({ code }) => ABOUT_ABSENCE.includes(code));
}

/** Que nada tenha chegado continua a ser verdade de uma execução à outra; os outros achados se contam. */
function isNews({ code, count }: Finding, before: readonly Finding[]): boolean {
  const earlier = before.find((finding) => finding.code === code);
  return earlier === undefined || code === 'nothing_arrived' || count > earlier.count;
}
