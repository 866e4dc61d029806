import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SlowLabsFirst } from './kit/testing/slow-labs-first.ts';

// `npm test` roda só os projetos "unit" e "pure": precisam apenas do Node.
// As suítes de capacidade (navegador etc.) rodam em `.ci/run`, com `vitest run --project browser`.
const exclude = ['**/node_modules/**', '**/dist/**'];
const capabilities =
  '**/*.{browser,class,docker,guides,iac,jupyter,mistakes,package,platform,provider,scale,senders,spark,steps,terminal,watch}.test.ts';

/** Quem fala com um provedor no dia a dia não quer pagar pelos testes: os passos do lab 03 usam o modelo local. */
const noProvider = { OPENAI_BASE_URL: '', OPENAI_API_KEY: '', LLM_MODEL: '' };

/** Entradas feitas para estragar: cada arquivo mede a memória e o tempo do seu processo. */
const hostile = '**/{hostile-*,*-hostile}.test.ts';

/**
 * Quem não muda nada do processo (ambiente, relógio, protótipos) nem mede a memória dele pode dividi-lo: um processo e
 * as importações de cada arquivo custariam mais que os testes.
 */
const pure = [
  'kit/{course,verify}/**/*.test.ts',
  'kit/luneta/{bench,classroom,query,store,ui,wire}/**/*.test.{ts,tsx}',
];

export default defineConfig({
  test: {
    // Muitos testes esperam por um processo ou por um prazo: um arquivo a mais que os núcleos ocupa essas esperas.
    maxWorkers: availableParallelism() + 1,
    // Quem usa `test.concurrent` roda programas, que esperam ainda mais: por um prazo, por um lote, por quem responde devagar.
    maxConcurrency: availableParallelism() + 2,
    sequence: { sequencer: SlowLabsFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{kit,exemplos,labs}/**/*.test.{ts,tsx}'],
          exclude: [...exclude, capabilities, hostile, ...pure],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'pure',
          include: pure,
          exclude: [...exclude, capabilities, hostile],
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['{kit,labs}/**/*.browser.test.ts'],
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
          // Apagar a cópia dos labs também demora.
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'guides',
          include: ['kit/**/*.guides.test.ts'],
          exclude,
          // Os comandos de um guia, um depois do outro.
          testTimeout: 120_000,
          // Apagar a cópia do projeto também demora.
          hookTimeout: 60_000,
          // Usam as portas de sempre, como quem segue o guia.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'package',
          include: ['{kit,labs}/**/*.package.test.ts'],
          exclude,
          // Baixa duas centenas de MB, se o cache do npm não os tem; cada teste roda um `npm ci`.
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'hostile',
          include: [`kit/${hostile}`],
          exclude,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'watch',
          include: ['kit/**/*.watch.test.ts'],
          exclude,
          // Cada teste salva, espera o veredito e salva de novo.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'steps',
          include: ['labs/**/*.steps.test.ts'],
          exclude,
          env: noProvider,
          // Um passo do lab 02 põe quatro ou cinco serviços no ar, e outros arquivos rodam ao lado: em dois núcleos, seis passos de uma vez.
          maxConcurrency: 2,
          testTimeout: 90_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'platform',
          include: ['{kit,labs}/**/*.platform.test.ts'],
          exclude,
          env: noProvider,
          // Servidores de verdade, de outros: o Prometheus, o Collector, o Zipkin.
          maxConcurrency: 3,
          testTimeout: 90_000,
          hookTimeout: 90_000,
          // Cada arquivo põe no ar uma JVM, um Collector e um Prometheus: dois ao mesmo tempo só se atrasariam.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'provider',
          include: ['labs/**/*.provider.test.ts'],
          exclude,
          // Um servidor de modelos que não é nosso, em Python: demora a começar.
          testTimeout: 120_000,
          hookTimeout: 90_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'spark',
          include: ['labs/**/*.spark.test.ts'],
          exclude,
          // Um Spark de verdade: uma JVM que demora a começar, e a primeira consulta mais ainda.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'scale',
          include: ['{kit,labs}/**/*.scale.test.ts'],
          exclude,
          // Três brokers, três nós e um Zipkin: numa máquina ocupada, só começar leva quase um minuto. Cada experiência traz mais três processos.
          maxConcurrency: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'jupyter',
          include: ['labs/**/*.jupyter.test.ts'],
          exclude,
          // Um kernel de verdade: cada execução carrega o Python, o IPython e o SDK.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'mistakes',
          include: ['labs/**/*.mistakes.test.ts'],
          exclude,
          env: noProvider,
          // Como os passos.
          maxConcurrency: 2,
          testTimeout: 90_000,
        },
      },
      {
        test: {
          name: 'iac',
          include: ['labs/**/*.iac.test.ts'],
          exclude,
          // Cada teste escreve o Terraform, com os pacotes de iac/, e roda o app: muita conta, e pouca espera.
          maxConcurrency: 2,
          testTimeout: 300_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'class',
          include: ['kit/**/*.class.test.ts'],
          exclude,
          // Quarenta alunos, cada um com a sua Luneta e os seus programas, numa máquina só.
          testTimeout: 150_000,
        },
      },
      {
        test: {
          name: 'docker',
          include: ['{exemplos,kit,labs}/**/*.docker.test.ts'],
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
