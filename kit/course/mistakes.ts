/** Os enganos de um lab: trocas pequenas na solução que cada conferência precisa apanhar pelo código. */
import type { Edit } from './edit.ts';

export interface Mistake extends Edit {
  /** O código de defeito que a conferência responde. */
  readonly code: string;
}
