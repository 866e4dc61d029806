/** O que está na tela de quem observa: tudo que `watch-view.ts` desenha. */
import type { LabStep } from '../../../course/manifest.ts';
import type { Diagnosis } from '../../../luneta/query/diagnosis/diagnose.ts';
import type { EnvironmentCheck } from '../../environment/environment.ts';
import type { Assessment } from '../assess.ts';

/** Uma dica que foi pedida. */
export interface ShownHint {
  stage: number;
  stages: number;
  text: string;
}

/** O que toma o lugar do resultado, até a próxima conferência. */
export type Panel =
  | { type: 'list' }
  | { type: 'output' }
  | { type: 'doctor'; checks: readonly EnvironmentCheck[]; diagnosis?: Diagnosis }
  | { type: 'all'; results: readonly { target: LabStep; passed: boolean }[] };

export interface WatchState {
  target: LabStep;
  isRunning: boolean;
  /** A última conferência do passo; ausente até a primeira. */
  assessment?: Assessment;
  /** Quando ela acabou. */
  checkedAt?: Date;
  /** O que impediu a conferência. */
  problem?: string;
  hint?: ShownHint;
  /** Uma frase de passagem. */
  notice?: string;
  panel?: Panel;
}
