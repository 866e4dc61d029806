/** `npm run bench`: roda as medidas e mostra cada número ao lado do alvo e da referência. */
import { writeFileSync } from 'node:fs';
import { findRepoRoot } from '../../repo-root.ts';
import { ChildTrees } from '../testing/child-trees.ts';
import { MEASURED } from './baselines.ts';
import { UsageError } from '../../usage-error.ts';
import { benchHelpText, type BenchOptions, readBenchOptions } from './bench-options.ts';
import { formatNumber } from './format-number.ts';
import { describeBusy, describeMachine, type MachineState, readMachine } from './machine.ts';
import type { BenchContext, Measure } from './measure.ts';
import { MEASURES } from './measures/all.ts';
import { renderSection, renderSummary, type Section, toJson } from './report.ts';
import { bundleState } from '../../bundle-state.mjs';
import { BUNDLE_TEXTS } from './servers/bundle-texts.ts';

const ROUNDS = 3;
const QUICK_ROUNDS = 1;

async function main(argv: readonly string[]): Promise<number> {
  let options: BenchOptions;
  try {
    options = readBenchOptions(
      argv,
      MEASURES.map(({ name }) => name),
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
  if (options.help) {
    console.log(benchHelpText(MEASURES));
    return 0;
  }
  const trees = new ChildTrees();
  const stopped = new AbortController();
  // Nada do que iniciamos pode sobreviver a nós, seja qual for o fim.
  process.once('exit', () => trees.killAllNow());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopped.abort();
      void trees.endAll().finally(() => process.exit(130));
    });
  }
  const { quick, only, json } = options;
  const chosen = MEASURES.filter(({ name }) => only.length === 0 || only.includes(name));
  const context: BenchContext = { root: findRepoRoot(), quick, rounds: quick ? QUICK_ROUNDS : ROUNDS, trees };
  return runBench(context, chosen, json, stopped.signal);
}

async function runBench(
  context: BenchContext,
  measures: readonly Measure[],
  jsonFile: string | undefined,
  stopped: AbortSignal,
): Promise<number> {
  const startedAt = performance.now();
  const before = readMachine();
  console.log(`Máquina: ${describeMachine(before)}`);
  console.log(`Luneta:  ${BUNDLE_TEXTS[bundleState()]}`);
  console.log(`Referências, de ${MEASURED.date}: ${MEASURED.jaeger}.\n  ${MEASURED.machine}.\n`);
  const sections: Section[] = [];
  let failed = false;
  for (const measure of measures) {
    progress(`medindo: ${measure.title}…`);
    try {
      const { figures, notes = [] } = await measure.run(context);
      const section = {
        name: measure.name,
        title: measure.title,
        referenceName: measure.referenceName,
        figures,
        notes,
      };
      sections.push(section);
      progress('');
      console.log(`${renderSection(section)}\n`);
    } catch (error) {
      progress('');
      // A medida caiu porque os servidores dela foram encerrados: não há o que contar.
      if (stopped.aborted) return 130;
      failed = true;
      console.error(
        `${measure.title}: não deu para medir. ${error instanceof Error ? error.message : String(error)}\n`,
      );
    } finally {
      await context.trees.endAll();
    }
  }
  const after = readMachine();
  console.log(renderSummary(sections));
  console.log(closing(before, after, performance.now() - startedAt).join('\n'));
  if (jsonFile !== undefined) writeFileSync(jsonFile, `${JSON.stringify(toJson(sections, before, after), null, 2)}\n`);
  return failed ? 1 : 0;
}

function closing(before: MachineState, after: MachineState, elapsedMs: number): string[] {
  const load = `Carga da máquina (último minuto): ${formatNumber(before.load)} no começo, ${formatNumber(after.load)} no fim`;
  return ['', `${load}; o bench levou ${formatNumber(elapsedMs / 1000)} s.`, ...describeBusy(before, after)];
}

/** Uma linha que se reescreve, só no terminal: um arquivo ou um pipe recebe apenas as tabelas. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}

process.exitCode = await main(process.argv.slice(2));
