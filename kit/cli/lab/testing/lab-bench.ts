/** Um projeto que só tem um lab, em que um teste faz o que o aluno faria: muda os arquivos e confere. */
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Backend, openBackend } from '../../backend/backend.ts';
import { ANY_PORT_ENV } from '../../backend/testing/any-port-env.ts';
import { COLLECTOR_VARIABLE } from '../../collector/find-collector.ts';
import { installed } from '../../../testing/platform/installed.ts';
import { assess, type Assessment } from '../assess.ts';
import type { LabChecks } from '../lab-checks.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { Screen } from '../../screen.ts';
import { toLf } from '../../../course/line-endings.ts';
import { labFiles } from '../../../course/lab-files.ts';
import { labFolder, MY_LAB, sourcePath } from '../../../course/lab-paths.ts';
import type { Lab, Step } from '../../../course/manifest.ts';
import { createWorkspace } from '../../../course/workspace.ts';

const ROOT = findRepoRoot();
const SILENT = new Screen({ write: () => true }, { columns: 80, color: false, drawing: true, utf8: true });

export interface LabBench {
  /** A pasta do aluno. */
  folder: string;
  /** Os arquivos dele, como estão no começo de um passo (como os marcadores o escrevem), ou em `DONE`. */
  filesAt(mark: string): { name: string; text: string }[];
  write(name: string, text: string): void;
  /** O que o aluno leria, com os arquivos como estão. */
  assess(step: Step): Promise<Assessment>;
  close(): Promise<void>;
}

/** O texto de um arquivo de `labs/NN-nome/`, em LF. */
export function readLabFile(lab: Lab, name: string): string {
  return toLf(readFileSync(path.join(ROOT, labFolder(lab), name), 'utf8'));
}

export async function openLabBench(lab: Lab, checks: LabChecks): Promise<LabBench> {
  const root = takeFolder();
  const sources = lab.steps.flatMap(({ files }) => files).map((file) => (typeof file === 'string' ? file : file.from));
  for (const name of [
    'tsconfig.json',
    `${labFolder(lab)}/tsconfig.json`,
    ...sources.map((file) => sourcePath(lab, file)),
  ]) {
    cpSync(path.join(ROOT, name), path.join(root, name), { recursive: true });
  }
  if (lab.steps.some(({ deployed }) => deployed !== undefined)) copyImage(root);
  // Com os pacotes dela, se estão instalados: copiá-los demoraria.
  if (lab.steps.some(({ deployed }) => deployed === 'vm'))
    symlinkSync(path.join(ROOT, 'iac'), path.join(root, 'iac'), 'junction');
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'), 'junction');
  const now = new Date();
  createWorkspace(root).openStep(lab, lab.steps.at(-1)?.id ?? '', now);
  let opened: Promise<Backend> | undefined;
  const backendFor = ({ telemetry }: Step): Promise<Backend> | undefined =>
    telemetry === 'backend' ? (opened ??= openBackend({ env: ANY_PORT_ENV })) : undefined;
  const folder = path.join(root, MY_LAB, lab.id);
  const context = {
    root,
    labs: [lab],
    now,
    env: {},
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    out: SILENT,
    errors: SILENT,
    stop: new AbortController().signal,
    checksOf: async () => checks,
  };
  return {
    folder,
    filesAt: (mark) =>
      labFiles(root, lab).map((file) => ({
        name: path.posix.relative(lab.id, file.path),
        text: toLf(file.contentAt(mark).toString()),
      })),
    write: (name, text) => writeFileSync(path.join(folder, name), text),
    assess: async (step) =>
      assess(
        { ...context, env: { ...(await collectorEnv(step)), ...scaleEnv(step) } },
        { lab, step },
        // O que roda num contêiner, ou numa VM, confere-se aqui pela prova de quem não tem nem um nem outra.
        { backend: await backendFor(step), links: false, offline: step.deployed !== undefined },
      ),
    async close() {
      await (await opened)?.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/**
 * A primeira pasta livre de uma fila de nomes: o tsx e o Node guardam o que compilaram pelo caminho do arquivo, e numa pasta de nome
 * sorteado cada programa se compilaria de novo. Criá-la é o que a toma: outros processos tomam as seguintes.
 */
function takeFolder(): string {
  for (let turn = 1; ; turn += 1) {
    const folder = path.join(tmpdir(), `lab-${turn}`);
    try {
      mkdirSync(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** De um passo que põe um Collector no meio: o que se disse, ou o que o roteiro de instalação deixou pronto. @throws Error se não há. */
async function collectorEnv({ needs = [] }: Step): Promise<NodeJS.ProcessEnv> {
  if (!needs.includes('collector')) return {};
  const told = process.env[COLLECTOR_VARIABLE];
  return { [COLLECTOR_VARIABLE]: told ?? (await installed('.ci/install-collector', 'otelcol')) };
}

/** De um passo da escala: onde ela está. */
function scaleEnv({ needs = [] }: Step): NodeJS.ProcessEnv {
  const { KAFKA_BROKERS, OPENSEARCH_URLS } = process.env;
  return needs.includes('scale') ? { KAFKA_BROKERS, OPENSEARCH_URLS } : {};
}

/** O que vira a imagem do app de exemplo, e o que roda no lugar dela. */
export function copyImage(root: string): void {
  const filter = (source: string): boolean => path.basename(source) !== 'node_modules';
  for (const name of ['Dockerfile', 'compose.yaml', 'exemplos']) {
    cpSync(path.join(ROOT, name), path.join(root, name), { recursive: true, filter });
  }
}

/**
 * O que o aluno leria com os arquivos de `mark`, e o que mais ele mudou. Cada vez numa pasta: podem rodar ao mesmo tempo.
 * @param mark Como os marcadores escrevem o passo, ou `DONE`.
 */
export async function assessAt(
  lab: Lab,
  checks: LabChecks,
  mark: string,
  step: Step,
  change?: (own: LabBench) => void,
): Promise<Assessment> {
  const own = await openLabBench(lab, checks);
  try {
    place(own, mark);
    change?.(own);
    return await own.assess(step);
  } finally {
    await own.close();
  }
}

/** Os arquivos do aluno, todos, como estão em `mark`. */
export function place({ filesAt, write }: LabBench, mark: string): void {
  for (const { name, text } of filesAt(mark)) write(name, text);
}

export function failedIn({ checks }: Assessment): Assessment['checks'] {
  return checks.filter(({ passed }) => !passed);
}
