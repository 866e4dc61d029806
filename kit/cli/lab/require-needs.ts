/** O que o passo precisa que esteja na máquina. */
import type { LabStep } from '../../course/manifest.ts';
import { checkEnvironment, type EnvironmentCheck } from '../environment/environment.ts';
import type { LabContext } from './context.ts';
import { EXIT, LabStop } from './exit-codes.ts';

/** Só olha a máquina se o passo pede algo dela: quem só roda um programa não espera por isso. @throws LabStop */
export async function requireNeeds({ root, env }: LabContext, { step: { needs = [] } }: LabStep): Promise<void> {
  if (needs.length > 0) refuseMissing(await checkEnvironment({ root, needs, env }));
}

/** @throws LabStop com o que falta e como conseguir. */
export function refuseMissing(checks: readonly EnvironmentCheck[]): void {
  const missing = checks.filter(({ state }) => state === 'missing');
  if (missing.length === 0) return;
  throw new LabStop(EXIT.missing, missing.map(({ found, fix = '' }) => `${found} ${fix}`.trim()).join('\n'));
}
