/** O progresso de um aluno no curso, como o comando `lab` o conta. */

export const STEP_STATUSES = ['pending', 'passed'] as const;

export interface Course {
  labs: CourseLab[];
  last?: CourseCheckup;
}

export interface CourseLab {
  id: string;
  title: string;
  /** Fica ao lado do caminho: o próximo passo nunca é daqui. */
  exercises?: boolean;
  steps: CourseStep[];
}

export interface CourseStep {
  id: string;
  title: string;
  status: (typeof STEP_STATUSES)[number];
  /** O que precisa estar na máquina. */
  needs: string[];
}

/** A última conferência de um passo. */
export interface CourseCheckup {
  step: string;
  passed: boolean;
  checks: CourseCheck[];
  /** Os spans que se esperavam e não vieram. */
  ghosts: CourseGhost[];
}

export interface CourseCheck {
  code: string;
  /** De que span, e de que parte dele, ou ausentes. */
  span?: string;
  field?: string;
  passed: boolean;
  expected: string;
  observed: string;
  hint: string;
  /** 32 dígitos minúsculos, ou ausente. */
  traceId?: string;
  /** Um endereço `http(s)` ou um caminho desta porta, ou ausente. */
  url?: string;
}

export interface CourseGhost {
  name: string;
  /** Vazios quando não se sabe. */
  parent: string;
  service: string;
}
