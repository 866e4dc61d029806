/** O Collector que um passo põe entre os programas e o backend. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LabStep } from '../../course/manifest.ts';
import { collectorTexts } from '../collector/collector-texts.ts';
import { findCollector } from '../collector/find-collector.ts';
import { pinnedCollector } from '../collector/pinned-image.ts';
import { startStudentCollector, type StudentCollector } from '../collector/student-collector.ts';
import { askCommands } from '../environment/run-command.ts';
import { type LabContext, stopWith } from './context.ts';
import { EXIT, LabStop } from './exit-codes.ts';
import { type RunningProgram, studentFolder } from './run-step.ts';
import { SAYS_GOODBYE } from './serve-step.ts';

/** Por onde um programa, sem outra instrução, mandaria. */
const USUAL_OTLP = 'http://localhost:4318';

/** A variável pela qual os programas acham para onde mandar, e que aqui passa a dizer o Collector. */
const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/** A última conta de um conector: nos labs, ele a manda a cada 0,2 s, e numa máquina ocupada isso atrasa. */
const LAST_COUNT_MS = 1000;

export interface StepCollector extends StudentCollector {
  /** Um conector que conta manda a conta de tempos em tempos, e não ao se despedir. */
  readonly hasConnectors: boolean;
}

/**
 * `undefined` se o passo não tem um. @param env As variáveis que levam ao backend.
 * @throws CollectorProblem se o arquivo do aluno não serve; LabStop se não há um Collector na máquina, ou se foi interrompido.
 */
export async function openStepCollector(
  context: Pick<LabContext, 'root' | 'env' | 'stop'>,
  target: LabStep,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<StepCollector | undefined> {
  const { collector } = target.step;
  if (collector === undefined) return undefined;
  const { root } = context;
  const found = await findCollector({ root, env: context.env, run: askCommands(context.env) });
  if (found.kind === 'none') {
    const { none, badVariable, howToGet } = collectorTexts;
    const missing = found.told === undefined ? none : badVariable(found.told);
    throw new LabStop(EXIT.missing, `${missing}. ${howToGet((await pinnedCollector(root)).version)}`);
  }
  const file = path.join(studentFolder(context, target), collector);
  const hasConnectors = /^connectors:/m.test(await readFile(file, 'utf8'));
  const started = await startStudentCollector({
    found,
    file,
    backendOtlp: env[ENDPOINT] ?? USUAL_OTLP,
    env: context.env,
    signal: stopWith(context, signal),
  });
  return { ...started, hasConnectors };
}

/** As variáveis dos programas: quem manda ao backend é o Collector, e eles, a ele. */
export function throughCollector(env: NodeJS.ProcessEnv, collector: StudentCollector | undefined): NodeJS.ProcessEnv {
  return collector ? { ...env, [ENDPOINT]: collector.otlpUrl } : env;
}

/** O programa e o Collector como um só: acabou quando a fila dele também saiu. */
export function withCollector(program: RunningProgram, collector: StepCollector | undefined): RunningProgram {
  if (!collector) return program;
  const emptied = async (): Promise<void> => {
    // Quem não pode se despedir perderia a fila: fica no ar até o veredito.
    if (!SAYS_GOODBYE) return;
    if (collector.hasConnectors) await delay(LAST_COUNT_MS);
    await collector.stop();
  };
  return {
    ...program,
    done: program.done.finally(emptied),
    async end() {
      try {
        return await program.end();
      } finally {
        await collector.stop();
      }
    },
  };
}
