/** Anota `count` passos, um de cada vez: `progress-writer.ts PASTA PREFIXO QUANTOS`. */
import { updateProgress } from '../progress.ts';

const [, , root = '', prefix = '', count = '0'] = process.argv;
const now = new Date('2026-03-04T05:06:07.000Z');
for (let index = 0; index < Number(count); index++) {
  updateProgress(root, now, ({ steps }) => {
    steps[`${prefix}/${index}`] = { passedAt: now.toISOString() };
  });
}
