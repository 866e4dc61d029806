/** `npm run scale faults`: a mesma carga e as mesmas mortes em três pilhas, uma de cada vez, e a conta do que cada uma perdeu. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Screen } from '../cli/screen.ts';
import type { ProgressLine } from '../cli/stick/progress-line.ts';
import { MY_LAB } from '../course/lab-paths.ts';
import { findRepoRoot } from '../repo-root.ts';
import { faultFigure } from './fault-figure.ts';
import { faultTable } from './fault-table.ts';
import { faultTexts as texts } from './fault-texts.ts';
import { type FaultOptions, type FaultResult, runFaults } from './faults.ts';
import { startLunetaTarget } from './luneta-target.ts';
import { downloadMissing } from './download-missing.ts';
import type { Reader, ScaleWords } from './read-scale-words.ts';
import { stackTarget } from './stack-target.ts';
import { stackSizes, startStack } from './start-stack.ts';

/** Onde ficam os resultados, a partir da raiz do projeto. */
export const FAULTS_FOLDER = `${MY_LAB}/escala`;

export interface FaultSession {
  words: Pick<ScaleWords, 'small' | 'rate' | 'seconds'>;
  /** O executável do Collector. */
  collector: string;
  env: NodeJS.ProcessEnv;
  screen: Screen;
  progress: ProgressLine;
  stop: AbortSignal;
  /** Onde escrever. */
  folder?: string;
}

/** @throws Error que diz que pilha não começou, ou não voltou a ficar inteira. */
export async function runFaultSession(session: FaultSession): Promise<void> {
  const { words, screen, progress, stop } = session;
  await downloadMissing(session);
  const results: FaultResult[] = [];
  const options: FaultOptions = {
    rate: words.rate,
    seconds: words.seconds,
    onStep: (told) => screen.text(told, 'dim'),
    onResult: (result) => results.push(result),
    signal: stop,
  };
  try {
    await onLuneta(options, screen);
    for (const reader of ['zipkin', 'ingester'] as const) await onScale(reader, session, options);
  } finally {
    progress.clear();
    if (results.length > 0) show(results, screen);
  }
  // Só a experiência inteira: uma pela metade apagaria a de antes.
  await write(results, session);
}

async function onLuneta(options: FaultOptions, screen: Screen): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'escala-luneta-'));
  screen.text(texts.startingStack('luneta'), 'dim');
  try {
    const target = await startLunetaTarget(folder, options.signal);
    try {
      await runFaults(target, options);
    } finally {
      await target.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function onScale(
  reader: Reader,
  { words, collector, screen, stop }: FaultSession,
  options: FaultOptions,
): Promise<void> {
  screen.text(texts.startingStack(reader), 'dim');
  const stack = await startStack({
    ...stackSizes(words.small, reader),
    collector,
    ports: 'any',
    signal: stop,
  });
  try {
    // Com três, morre o do meio, e depois todos os nós de uma vez: é quando quem confirma cedo demais perde.
    const one = words.small ? 1 : 2;
    const killed = ['collector', `kafka-${one}`, reader === 'zipkin' ? 'zipkin' : 'ingester-1', `store-${one}`];
    await runFaults(stackTarget(reader, stack, words.small ? killed : [...killed, 'store']), options);
  } finally {
    await stack.close();
  }
}

function show(results: readonly FaultResult[], screen: Screen): void {
  screen.blank();
  screen.text(texts.title, 'bold');
  screen.blank();
  screen.raw(faultTable(results, screen.terminal));
  screen.blank();
  screen.text(texts.legend, 'dim');
}

async function write(results: readonly FaultResult[], { screen, folder }: FaultSession): Promise<void> {
  const into = folder ?? path.join(findRepoRoot(), FAULTS_FOLDER);
  const files = { 'falhas.json': JSON.stringify(results, null, 2), 'falhas.svg': faultFigure(results) };
  await mkdir(into, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(into, name), text);
  screen.text(texts.written(Object.keys(files).map((name) => path.join(folder ?? FAULTS_FOLDER, name))));
}
