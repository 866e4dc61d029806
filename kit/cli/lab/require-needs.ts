/** O que o passo precisa que esteja na máquina. */
import type { LabStep } from '../../course/manifest.ts';
import { UsageError } from '../../usage-error.ts';
import { checkEnvironment, type EnvironmentCheck } from '../environment/environment.ts';
import type { LabContext } from './context.ts';
import { deployedTexts } from './deployed/deployed-texts.ts';
import { EXIT, LabStop } from './exit-codes.ts';

export interface HowToCheck {
  /** O endereço de um backend: o que o passo pede já está lá. */
  backend?: string;
  /** Pela prova de quem não tem o que o passo pede. */
  offline?: boolean;
}

/**
 * Só olha a máquina se o passo pede algo dela: quem só roda um programa não espera por isso.
 * @throws LabStop com o que falta e como conseguir; UsageError se não há essa prova.
 */
export async function requireNeeds(
  context: LabContext,
  target: LabStep,
  { backend, offline }: HowToCheck = {},
): Promise<void> {
  const { step } = target;
  if (offline && step.deployed === undefined) throw new UsageError(deployedTexts.noOffline(step.id));
  if (offline || (step.deployed && backend !== undefined)) return;
  refuseMissing(await neededChecks(context, target), step.deployed && deployedTexts.proveOffline(target));
}

/**
 * O mesmo, de quem não disse como: um passo que roda fora daqui, e falta o que ele pede, confere-se pela prova.
 * @throws LabStop
 */
export async function howToCheck(context: LabContext, target: LabStep, backend?: string): Promise<HowToCheck> {
  if (target.step.deployed === undefined) await requireNeeds(context, target);
  else if (backend === undefined && missingOf(await neededChecks(context, target)).length > 0) return { offline: true };
  return { backend };
}

/** @param advice O que mais dizer. @throws LabStop com o que falta e como conseguir. */
export function refuseMissing(checks: readonly EnvironmentCheck[], advice?: string): void {
  const missing = missingOf(checks);
  if (missing.length === 0) return;
  const told = missing.map(({ found, fix = '' }) => `${found.replace(/\.?$/, '.')} ${fix}`.trim());
  throw new LabStop(EXIT.missing, [...told, ...(advice === undefined ? [] : [advice])].join('\n'));
}

async function neededChecks({ root, env }: LabContext, { step: { needs = [] } }: LabStep): Promise<EnvironmentCheck[]> {
  return needs.length > 0 ? checkEnvironment({ root, needs, env }) : [];
}

function missingOf(checks: readonly EnvironmentCheck[]): EnvironmentCheck[] {
  return checks.filter(({ state }) => state === 'missing');
}
