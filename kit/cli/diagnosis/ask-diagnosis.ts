/** Perguntar ao doutor da Luneta o que ela vê: os achados, e o caminho que os spans fazem. */
import { DIAGNOSIS_PATH } from '../../luneta/api/diagnosis-path.ts';
import type { Diagnosis } from '../../luneta/query/diagnosis/diagnose.ts';
import { jsonFields, readAnswer } from '../../read-answer.ts';

/** Um armazenamento cheio leva um tempo para ser examinado. */
const TIMEOUT_MS = 5000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** @returns `undefined` se ela não responde, ou responde outra coisa. Nunca rejeita. */
export async function askDiagnosis(lunetaUrl: string): Promise<Diagnosis | undefined> {
  try {
    const response = await fetch(`${lunetaUrl}${DIAGNOSIS_PATH}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const { findings, path } = jsonFields(await readAnswer(response, MAX_ANSWER_BYTES));
    return Array.isArray(findings) && Array.isArray(path) ? { findings, path } : undefined;
  } catch {
    return undefined;
  }
}
