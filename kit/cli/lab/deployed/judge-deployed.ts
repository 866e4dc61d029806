/** Conferir um programa que roda fora daqui: no ar, ou pela prova de quem não tem Docker, ou uma conta na AWS. */
import type { LabStep } from '../../../course/manifest.ts';
import type { Evidence } from '../../../verify/evidence.ts';
import type { Expectation } from '../../../verify/expectations.ts';
import type { Verdict } from '../../../verify/verdict.ts';
import type { Backend } from '../../backend/backend.ts';
import type { QueryAddresses } from '../../backend/query-addresses.ts';
import type { StudentRun } from '../../student-program.ts';
import type { LabContext } from '../context.ts';
import type { Fact } from './fact.ts';

export interface DeployedOptions {
  /** O Jaeger do programa, se não é o desta máquina. */
  deployedAt?: string;
  /** A Luneta que a prova põe no lugar do Jaeger. */
  backend?: Backend;
  signal: AbortSignal;
}

export interface DeployedRun {
  facts: readonly Fact[];
  /** Só se todos os fatos passaram: sem eles, a falta de spans não diria nada. */
  verdict?: Verdict;
  evidence?: Evidence;
  /** O que o programa escreveu, quando rodou aqui. */
  run?: StudentRun;
  /** A pasta em que ele rodou. */
  cwd?: string;
  /** O que explica a falta de spans. */
  finding?: string;
  /** Onde ver os traces. */
  shownAt?: QueryAddresses['spans'];
}

export type JudgeDeployed = (
  context: LabContext,
  target: LabStep,
  expectations: readonly Expectation[],
  options: DeployedOptions,
) => Promise<DeployedRun>;

/** @throws LabStop se falta o que a conferência pede. */
export const judgeDeployed: (
  ...args: [...Parameters<JudgeDeployed>, offline: boolean | undefined]
) => Promise<DeployedRun> = async (context, target, expectations, options, offline) => {
  // Cada uma só é carregada quando é a pedida: a do compose traz um leitor de YAML.
  if (!offline) return (await import('./live.ts')).judgeLive(context, target, expectations, options);
  const { proveCompose } = await import('./compose-proof.ts');
  if (target.step.deployed === 'compose') return proveCompose(context, target, expectations, options);
  return (await import('./vm-proof.ts')).proveVm(context, target, expectations, options);
};
