/** Quem lia a saída foi embora antes da primeira linha (`lab list | true`): o código é o do comando, sem pilha nenhuma. */
import { expect, test } from 'vitest';
import { labRoot, startLab } from './testing/lab-root.ts';

test.each([
  [['--help'], 0, 'stdout'],
  [['list'], 0, 'stdout'],
  [['nada'], 2, 'stderr'],
] as const)('%j: %i', async (args, code, closed) => {
  const lab = startLab(labRoot({ packages: false }), args);
  lab.child[closed]?.destroy();
  expect(await lab.exit).toBe(code);
  expect(lab.stderr()).toBe('');
});
