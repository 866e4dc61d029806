import { defineConfig } from 'vitest/config';

// `npm test` roda só o projeto "unit": precisa apenas do Node.
// As suítes de capacidade (navegador etc.) rodam em `.ci/run`, com `vitest run --project browser`.
const exclude = ['**/node_modules/**', '**/dist/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{kit,exemplos}/**/*.test.{ts,tsx}'],
          exclude: [...exclude, '**/*.browser.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['kit/**/*.browser.test.ts'],
          exclude,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
