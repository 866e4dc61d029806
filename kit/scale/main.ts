/** `npm run scale`. O único arquivo daqui que decide o código de saída. */
import { freemem, release } from 'node:os';
import { systemOf } from '../cli/environment/check.ts';
import { askCommands } from '../cli/environment/run-command.ts';
import { showChecks } from '../cli/environment/show-checks.ts';
import { EXIT, type ExitCode, LabStop } from '../cli/lab/exit-codes.ts';
import { stopSignal } from '../cli/lab/stop-signal.ts';
import { Screen } from '../cli/screen.ts';
import { progressLine } from '../cli/stick/progress-line.ts';
import { detectTerminal } from '../cli/terminal.ts';
import { findRepoRoot } from '../repo-root.ts';
import { UsageError } from '../usage-error.ts';
import { checkMachine, type CheckedMachine } from './check-machine.ts';
import { readScaleWords, type ScaleWords } from './read-scale-words.ts';
import { runFaultSession } from './run-fault-session.ts';
import { runScale, type ScaleSession } from './run-scale.ts';
import { scaleTexts as texts } from './texts.ts';

export async function main(argv: readonly string[]): Promise<number> {
  const { env, stdout, stderr } = process;
  const screen = new Screen(stdout, detectTerminal(stdout, env));
  const errors = new Screen(stderr, detectTerminal(stderr, env));
  let words: ScaleWords;
  try {
    words = readScaleWords(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    errors.text(error.message, 'red');
    return EXIT.usage;
  }
  if (words.action === 'help') {
    console.log(texts.help);
    return EXIT.passed;
  }
  const checked = await check(words, env);
  const isMissing = checked.checks.some(({ state }) => state === 'missing');
  if (words.action === 'check' || isMissing)
    return showChecked(checked, words, words.action === 'check' ? screen : errors);
  const progress = progressLine(stderr, errors.terminal, env);
  const collector = checked.collector ?? '';
  const run = (stop: AbortSignal): Promise<void> =>
    words.action === 'faults'
      ? runFaultSession({ words, collector, env, screen, progress, stop })
      : runScale({ words, collector, env, screen, progress, stop, input: process.stdin } satisfies ScaleSession);
  const told = words.action === 'faults' ? texts.faultsStopped : texts.notStarted;
  return untilStopped(run, (reason) => errors.text(told(reason), 'red'));
}

function check({ small, action }: ScaleWords, env: NodeJS.ProcessEnv): Promise<CheckedMachine> {
  const system = systemOf(process.platform, env, release());
  const machine = { root: findRepoRoot(), system, env, run: askCommands(env), freeMemory: freemem() };
  return checkMachine(machine, { small, usualPorts: action !== 'faults' });
}

/** De quem pediu a conferência, tudo; de quem pediu outra coisa, só o que a impede. */
function showChecked({ checks }: CheckedMachine, { action }: ScaleWords, screen: Screen): ExitCode {
  const isMissing = checks.some(({ state }) => state === 'missing');
  screen.blank();
  showChecks(screen, action === 'check' ? checks : checks.filter(({ state }) => state === 'missing'));
  screen.blank();
  if (isMissing) screen.text(texts.checkMissing, 'bold');
  else screen.text(texts.checkGood, ['bold', 'green']);
  return isMissing ? EXIT.missing : EXIT.passed;
}

async function untilStopped(
  run: (stop: AbortSignal) => Promise<void>,
  onFailure: (reason: string) => void,
): Promise<ExitCode> {
  const stop = stopSignal();
  try {
    await run(stop);
    return EXIT.passed;
  } catch (error) {
    if (stop.aborted) return stop.reason instanceof LabStop ? stop.reason.exitCode : EXIT.interrupted;
    onFailure((error as Error).message);
    return EXIT.failed;
  }
}
