/** Os enganos de um lab: cada solução errada, rodada de verdade, recebe a sua dica. São mais programas que todo o resto do lab. */
import { describe, expect, test } from 'vitest';
import { stepAfter } from '../../../course/derive.ts';
import { type Lab, type Step, stepMark, stepMarks } from '../../../course/manifest.ts';
import { applyEdit } from '../../../course/edit.ts';
import type { Mistake } from '../../../course/mistakes.ts';
import type { LabChecks } from '../lab-checks.ts';
import { isSelfContained } from './describe-lab.ts';
import { assessAt, failedIn } from './lab-bench.ts';

/** Um engano mal escrito também não daria telemetria. */
const BADLY_WRITTEN = /(?:Syntax|Reference|Type|Transform)Error/;

/** Os passos de uma VM precisam dos pacotes de `iac/`, os de um Collector, de um de verdade, e os da escala, dela: são suítes à parte. */
export function describeMistakes(lab: Lab, checks: LabChecks, mistakes: readonly Mistake[]): void {
  describeSteps(lab, checks, mistakes, isSelfContained);
}

export function describeScaleMistakes(lab: Lab, checks: LabChecks, mistakes: readonly Mistake[]): void {
  describeSteps(lab, checks, mistakes, ({ needs = [] }) => needs.includes('scale'));
}

export function describeCollectorMistakes(lab: Lab, checks: LabChecks, mistakes: readonly Mistake[]): void {
  describeSteps(lab, checks, mistakes, ({ collector }) => collector !== undefined);
}

export function describeVmMistakes(lab: Lab, checks: LabChecks, mistakes: readonly Mistake[]): void {
  describeSteps(lab, checks, mistakes, ({ deployed }) => deployed === 'vm');
}

function describeSteps(
  lab: Lab,
  checks: LabChecks,
  mistakes: readonly Mistake[],
  isHere: (step: Step) => boolean,
): void {
  describe.concurrent.each(lab.steps.filter(isHere).map((step) => [step.id, step] as const))('passo %s', (id, step) => {
    const own = mistakes.filter((mistake) => mistake.step === id);

    test.each(own.map((mistake, index) => ({ n: index + 1, code: mistake.code, mistake })))(
      'equívoco $n: $code',
      async ({ mistake }) => {
        const after = stepAfter(stepMarks(lab), stepMark(id));
        const wrong = await assessAt(lab, checks, after, step, ({ filesAt, write }) => {
          const solved = filesAt(after).find(({ name }) => name === mistake.file);
          write(mistake.file, applyEdit(solved?.text ?? '', mistake));
        });
        expect(wrong.output.stderr.text).not.toMatch(BADLY_WRITTEN);
        // A dica que o aluno lê é a da primeira que não passou.
        expect(failedIn(wrong)[0]?.hint?.key).toBe(mistake.code);
      },
    );

    test('há quatro equívocos ou mais', () => {
      expect(own.length).toBeGreaterThanOrEqual(4);
    });
  });
}
