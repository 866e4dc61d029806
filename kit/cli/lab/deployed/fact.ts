/**
 * O que se confere além da telemetria: de um programa que roda fora daqui, se subiu, se responde, se o que o descreve serve; de um
 * Collector, se ele aceita o arquivo do aluno.
 */
import type { LabStep, Step } from '../../../course/manifest.ts';
import type { LabCheck } from '../assess.ts';
import { hintOf } from '../step-hint.ts';

const COMPOSE = ['compose_invalid', 'app_unreachable', 'app_differs', 'backend_unreachable'] as const;
const VM = [
  'vm_refused',
  'vm_open_to_world',
  'vm_size_differs',
  'vm_too_many',
  'vm_stays_on',
  'vm_runs_nothing',
] as const;
const COLLECTOR = ['collector_refused', 'collector_silent'] as const;
/** Uma VM roda o mesmo compose. */
const FACTS = { compose: COMPOSE, vm: [...VM, ...COMPOSE] } as const;

export type FactCode = (typeof FACTS)[keyof typeof FACTS][number] | (typeof COLLECTOR)[number];

export interface Fact {
  code: FactCode;
  passed: boolean;
  expected: string;
  observed: string;
  /** O que fazer, se não passou. */
  advice?: string;
}

/** As chaves de dica de cada um que pode faltar. */
export function factFailures({ deployed, collector }: Step): string[][] {
  const codes = [...(deployed === undefined ? [] : FACTS[deployed]), ...(collector === undefined ? [] : COLLECTOR)];
  return codes.map((code) => [code]);
}

export function factCheck({ step }: LabStep, { advice, ...fact }: Fact): LabCheck {
  const { code, passed } = fact;
  return { ...fact, stepId: step.id, finding: advice, hint: passed ? undefined : hintOf(step, [code]) };
}
