/** Contar à Luneta como vai o curso: é o que a página `/labs` mostra. */
import type { LabStep } from '../../course/manifest.ts';
import { LABS_PATH } from '../../luneta/api/course-body.ts';
import type { Backend } from '../backend/backend.ts';
import { timeLimit } from '../../time-limit.ts';
import type { Assessment } from './assess.ts';
import { type LabContext, progressOf, stopWith } from './context.ts';
import { checkupJson, courseJson } from './course-json.ts';

const TIMEOUT_MS = 2000;

/** Só uma Luneta tem essa página; e, se ela não puder receber, a conferência vale do mesmo jeito. */
export async function reportProgress(
  context: LabContext,
  target: LabStep,
  assessment: Assessment,
  backend: Backend | undefined,
  signal?: AbortSignal,
): Promise<void> {
  if (!backend?.isLuneta) return;
  const last = { ...checkupJson(target, assessment), ghosts: assessment.missing };
  try {
    await fetch(`${backend.url}${LABS_PATH}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...courseJson(context.labs, progressOf(context)), last }),
      signal: timeLimit(TIMEOUT_MS, stopWith(context, signal)),
    });
  } catch {
    // Uma Luneta de outra versão, ou que acaba de fechar.
  }
}
