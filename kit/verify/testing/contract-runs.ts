/** Os programas do contrato, cada um rodado uma vez só: quantas fontes se quiser leem depois o que ele deixou. */
import { type Attempt, attemptEnv, beginAttempt } from '../attempt.ts';
import type { Expectation } from '../expectations.ts';
import type { RulesFile } from '../rules/rules-file.ts';
import type { TelemetrySource } from '../sources/source.ts';
import { type GroundedVerdict, waitForVerdict } from '../wait.ts';
import type { ContractCase } from './contract.ts';
import { outputsOf, type ProgramToRun } from './programs.ts';

export type Program = Omit<ProgramToRun, 'env'>;

export interface ContractRun {
  attempt: Attempt;
  stdout: string;
}

export function programsOf(cases: readonly ContractCase[], hasSignals = false): Program[] {
  const bodies = new Set(cases.flatMap(({ gives, nearMiss }) => [gives, nearMiss]));
  return [...bodies].map((body) => ({ body, hasSignals }));
}

export class ContractRuns {
  readonly #runs: ReadonlyMap<string, ContractRun>;

  private constructor(runs: ReadonlyMap<string, ContractRun>) {
    this.#runs = runs;
  }

  /** @param env Para onde eles mandam. */
  static async of(programs: readonly Program[], env: Readonly<Record<string, string>>): Promise<ContractRuns> {
    const attempts = programs.map(() => beginAttempt());
    const outputs = await outputsOf(
      programs.map((program, i) => ({ ...program, env: { ...env, ...attemptEnv(attempts[i]) } })),
    );
    return new ContractRuns(
      new Map(programs.map((program, i) => [keyOf(program), { attempt: attempts[i], stdout: outputs[i] }])),
    );
  }

  get all(): ContractRun[] {
    return [...this.#runs.values()];
  }

  /** @param sourcesOf De onde ler o que este programa deixou. */
  verdict(
    program: Program,
    expectations: readonly Expectation[],
    sourcesOf: (run: ContractRun) => readonly TelemetrySource[],
    rules?: RulesFile,
  ): Promise<GroundedVerdict> {
    const run = this.#runs.get(keyOf(program))!;
    return waitForVerdict({
      expectations,
      sources: sourcesOf(run),
      attempt: run.attempt,
      rules,
      done: Promise.resolve(),
      quietMs: 60,
      intervalMs: 10,
      deadlineMs: 20_000,
    });
  }
}

function keyOf({ body, hasSignals = false }: Program): string {
  return `${hasSignals} ${body}`;
}
