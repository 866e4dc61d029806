/** Outra solução do passo 8: as mesmas contas, pensadas ao contrário. */
import type { Edit } from '../../../kit/course/edit.ts';

const STEP = { step: '06/8', file: 'plan.ts' };

export const planOthers: readonly Edit[] = [
  // Um megabit são 125.000 bytes.
  { ...STEP, replace: ['return (bytesPerSecond * 8) / 1e6;', 'return bytesPerSecond / 125_000;'] },
  // O que não se guarda é o que não deu erro nem foi sorteado.
  {
    ...STEP,
    replace: [
      'return errorShare + (1 - errorShare) * sampledShare;',
      'return 1 - (1 - errorShare) * (1 - sampledShare);',
    ],
  },
];
