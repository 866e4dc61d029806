/** O arquivo de regras do Prometheus que o aluno escreveu. */
import path from 'node:path';
import type { LabStep, Step } from '../../course/manifest.ts';
import { systemErrorCode, systemErrorReason } from '../../system-error.ts';
import type { RulesFile } from '../../verify/rules/rules-file.ts';
import { readSmallFile } from '../container/read-small-file.ts';
import type { LabContext } from './context.ts';
import { studentFolder } from './run-step.ts';

/**
 * O do passo ou, se é um anterior que o pede, o dele. `undefined` se nenhum pede regras. Nunca rejeita.
 * @param expected O que se vai conferir, com o passo que o pede.
 */
export async function readStepRules(
  context: Pick<LabContext, 'root'>,
  target: LabStep,
  expected: readonly { step: Pick<Step, 'rules'> }[],
): Promise<RulesFile | undefined> {
  const file = target.step.rules ?? expected.findLast(({ step }) => step.rules !== undefined)?.step.rules;
  if (file === undefined) return undefined;
  // O leitor de YAML só se carrega para quem precisa dele.
  const { readRulesFile, unreadRules } = await import('../../verify/rules/rules-file.ts');
  try {
    return readRulesFile(file, readSmallFile(path.join(studentFolder(context, target), file)));
  } catch (error) {
    const isGone = systemErrorCode(error) === 'ENOENT';
    return unreadRules(file, isGone ? 'que não está na sua pasta' : `que não se lê: ${systemErrorReason(error)}`);
  }
}
