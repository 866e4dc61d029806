/** O contrato de toda fonte: o mesmo programa e as mesmas expectativas dão o mesmo veredito, venha a telemetria de onde vier. */
import { describe, expect, test } from 'vitest';
import { CAPABILITIES, type Capability } from '../capabilities.ts';
import type { Expectation } from '../expectations.ts';
import { failuresOf } from '../failures.ts';
import type { FailureCode, Verdict } from '../verdict.ts';

/** Nem todo backend guarda o tipo e a unidade de uma métrica. */
export type Need = Capability | 'metric_metadata';

/** O que falta aqui não se vê de todo, e é dito; do resto vê-se a metade, e por ela se julga. */
const UNSEEN: readonly Need[] = ['links', 'scope', 'event_attributes', 'event_lists'];

export interface ContractCase {
  code: FailureCode;
  title: string;
  expectations: readonly Expectation[];
  /** Um programa que falha com `code`, e com ele só. */
  gives: string;
  /** Quase o mesmo programa, que passa. */
  nearMiss: string;
  /** O que a mensagem da falha diz. */
  observed: RegExp;
  field?: string;
  /** Sem isto, a fonte não distingue os dois programas, e nenhum deles falha. */
  needs?: Need;
}

/**
 * @param verdictOf Roda o programa e julga o que a fonte viu dele.
 * @param shows O que a fonte mostra; padrão: tudo.
 */
export function sourceContract(
  source: string,
  cases: readonly ContractCase[],
  verdictOf: (program: string, expectations: readonly Expectation[]) => Promise<Verdict>,
  shows: readonly Need[] = [...CAPABILITIES, 'metric_metadata'],
): void {
  const isShown = ({ needs }: ContractCase): boolean => needs === undefined || shows.includes(needs);
  const expectPassed = async (program: string, expectations: readonly Expectation[]): Promise<Verdict> => {
    const verdict = await verdictOf(program, expectations);
    expect(verdict.checks.filter((check) => !check.passed)).toEqual([]);
    expect(verdict.problems).toEqual([]);
    expect(verdict.checks.length).toBeGreaterThan(0);
    return verdict;
  };
  describe(`contrato das fontes: ${source}`, () => {
    test.each(cases.filter(isShown))('$code: $title', async (item) => {
      const { code, expectations, gives, nearMiss, observed, field } = item;
      const failed = await verdictOf(gives, expectations);
      const wrong = failed.checks.filter(({ passed }) => !passed);
      expect(wrong.map((check) => ({ code: check.code, field: check.field }))).toEqual([{ code, field }]);
      expect(wrong[0].observed).toMatch(observed);
      expect(wrong[0].hintKeys.at(-1)).toBe(code);
      expect(expectations.flatMap(failuresOf)).toContainEqual(wrong[0].hintKeys);
      expect(failed.passed).toBe(false);
      expect(await expectPassed(nearMiss, expectations)).toMatchObject({ passed: true });
    });

    test.each(cases.filter((item) => !isShown(item)))(
      'sem $needs, ninguém é reprovado: $code: $title',
      async (item) => {
        const failed = await expectPassed(item.gives, item.expectations);
        const isUnseen = UNSEEN.some((need) => need === item.needs);
        expect(failed.notObservable).toBeGreaterThanOrEqual(isUnseen ? 1 : 0);
        await expect(expectPassed(item.nearMiss, item.expectations)).resolves.toBeDefined();
      },
    );
  });
}
