import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// `npm test` roda só os projetos "unit" e "pure": precisam apenas do Node.
// As suítes de capacidade (navegador etc.) rodam em `.ci/run`, com `vitest run --project browser`.
const exclude = ['**/node_modules/**', '**/dist/**'];
const capabilities = '**/*.{browser,docker,senders,terminal}.test.ts';

/**
 * Quem não muda nada do processo (ambiente, relógio, protótipos) nem mede a memória dele pode dividi-lo: um processo e
 * as importações de cada arquivo custariam mais que os testes. Os `-hostile` medem a memória.
 */
const pure = [
  'kit/{course,verify}/**/*.test.ts',
  'kit/luneta/{bench,query,store,ui,wire}/**/!(*-hostile).test.{ts,tsx}',
];

export default defineConfig({
  test: {
    // Muitos testes esperam por um processo ou por um prazo: um arquivo a mais que os núcleos ocupa essas esperas.
    maxWorkers: availableParallelism() + 1,
    // Quem usa `test.concurrent` roda programas: mais deles que núcleos só os faria demorar mais.
    maxConcurrency: availableParallelism(),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{kit,exemplos,labs}/**/*.test.{ts,tsx}'],
          exclude: [...exclude, capabilities, ...pure],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'pure',
          include: pure,
          exclude: [...exclude, capabilities],
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['kit/**/*.browser.test.ts'],
          exclude,
          // Numa máquina ocupada, o script de uma página demora a começar.
          expect: { poll: { timeout: 10_000 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'senders',
          include: ['kit/**/*.senders.test.ts'],
          exclude,
          // Cada teste roda um programa de outra linguagem até o fim.
          testTimeout: 90_000,
        },
      },
      {
        test: {
          name: 'terminal',
          include: ['kit/**/*.terminal.test.ts'],
          exclude,
          // O npm, o tsx e a Luneta, dentro de um bash, dentro de um pty.
          testTimeout: 90_000,
        },
      },
      {
        test: {
          name: 'docker',
          include: ['exemplos/**/*.docker.test.ts'],
          exclude,
          // Montar a imagem baixa dependências; o compose espera os dois contêineres ficarem prontos.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Um arquivo por vez: os dois montam a mesma imagem.
          fileParallelism: false,
        },
      },
    ],
  },
});
