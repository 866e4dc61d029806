/** `lab run 02 [falha]`: o sistema inteiro do lab no ar, com os arquivos do aluno, até o Ctrl+C. */
import path from 'node:path';
import { MY_LAB } from '../../../course/lab-paths.ts';
import type { Lab, LabStep } from '../../../course/manifest.ts';
import type { Progress } from '../../../course/progress.ts';
import { createWorkspace } from '../../../course/workspace.ts';
import { UsageError } from '../../../usage-error.ts';
import { attemptEnv, beginAttempt } from '../../../verify/attempt.ts';
import { type Backend, openBackend } from '../../backend/backend.ts';
import { detectTerminal } from '../../terminal.ts';
import { type LabContext, progressOf } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { texts } from '../lab-texts.ts';
import { FaultFile } from '../load/fault-file.ts';
import { readFault } from '../load/fault-words.ts';
import { loadCommand } from '../load/load-command.ts';
import { showChanges, showCommand } from '../show.ts';
import { pendingAfter } from '../step-choice.ts';
import { startLabServices } from './lab-services.ts';
import { ServiceLines } from './service-lines.ts';
import type { RunningServices } from './start-services.ts';
import { serveTexts } from './serve-texts.ts';
import type { ServiceEvent } from './supervised-service.ts';

/** @throws UsageError, BackendError, CourseError */
export async function runLab(
  context: LabContext,
  lab: Lab,
  given: string | undefined,
  words: readonly string[],
): Promise<ExitCode> {
  const { root, env, errors, stop } = context;
  const { services } = lab;
  if (!services) throw new UsageError(serveTexts.noServices(lab.number, servedLabs(context.labs)));
  const [word, surplus] = words;
  if (surplus !== undefined) throw new UsageError(serveTexts.oneFault(surplus));
  const fault = word === undefined ? undefined : readFault(lab, word);

  const { step } = currentStep(lab, progressOf(context));
  const opened = createWorkspace(root).openAll(lab, step.id, context.now);
  errors.blank();
  errors.text(texts.lab(lab.number, lab.title), 'bold');
  errors.blank();
  showChanges({ out: errors, errors }, opened);

  const faultFile = new FaultFile(root, lab);
  // O que ficou de uma vez que não acabou bem já não vale.
  faultFile.clear();
  const backend = await openBackend({
    given,
    env,
    signal: stop,
    onWarning: (message) => errors.text(message, 'yellow'),
  });
  let running: RunningServices | undefined;
  try {
    if (fault !== undefined) faultFile.write(fault);
    running = await start(context, lab, backend, faultFile);
    await running.settled;
    if (!stop.aborted) {
      showAddresses(context, lab, running, backend);
      if (fault !== undefined) errors.text(serveTexts.withFault(fault), 'yellow');
      await aborted(stop);
    }
    return EXIT.passed;
  } finally {
    // Os serviços antes do backend: o que ainda têm para mandar é para ele.
    await running?.stop();
    await backend.close();
    faultFile.clear();
    errors.text(texts.offAir);
  }
}

/** O passo em que o aluno está neste lab; sem nenhum começado, o primeiro; com todos passados, o último. */
function currentStep(lab: Lab, progress: Progress): LabStep {
  return pendingAfter([lab], progress, progress.current ?? '') ?? { lab, step: lab.steps.at(-1)! };
}

function servedLabs(labs: readonly Lab[]): string[] {
  return labs.filter(({ services }) => services).map(({ number }) => number);
}

function start(context: LabContext, lab: Lab, backend: Backend, faultFile: FaultFile): Promise<RunningServices> {
  const { root, env, stdout, stderr, errors } = context;
  const names = (lab.services ?? []).map(({ name }) => name);
  const linesTo = (output: LabContext['stdout']): ServiceLines =>
    new ServiceLines({
      names,
      terminal: detectTerminal(output, env),
      isWrapped: output.isTTY === true,
      write: (text) => output.write(text),
    });
  // Em stderr, só o que é nosso: a saída do comando é a dos serviços.
  const [written, told] = [linesTo(stdout), linesTo(stderr)];
  errors.text(serveTexts.starting(names.length), 'dim');
  return startLabServices(context, lab, {
    folder: path.join(root, MY_LAB, lab.id),
    fixedPorts: true,
    isWatched: true,
    backend,
    env: {
      ...attemptEnv(beginAttempt()),
      ...(lab.faults && { [lab.faults.fileVariable]: faultFile.path }),
    },
    onOutput: ({ name }, text, output) => written.add(name, text, output),
    onEvent: (service, event) => tellEvent(told, service, event),
    onWatchError: ({ message }) => errors.text(serveTexts.notWatching(message), 'yellow'),
  });
}

function tellEvent(
  lines: ServiceLines,
  { name, entry, port }: NonNullable<Lab['services']>[number],
  event: ServiceEvent,
): void {
  switch (event.type) {
    case 'restarting':
      return lines.tell(name, serveTexts.restarting, 'dim');
    case 'fell':
      return lines.tell(name, `${event.reason}\n${serveTexts.fellFixed}`, 'red');
    case 'up':
      if (event.isAgain) return lines.tell(name, serveTexts.upAgain, 'green');
      if (port !== undefined && port !== event.port) {
        lines.tell(name, serveTexts.moved(name, port, event.port), 'yellow');
      }
      return lines.tell(name, serveTexts.up(entry, event.port), 'green');
  }
}

function showAddresses(
  { errors }: LabContext,
  { services = [] }: Lab,
  { urls }: RunningServices,
  backend: Backend,
): void {
  // O último a começar é quem chama os outros: é ele que se visita.
  const page = (urls[services.at(-1)?.name ?? ''] ?? '').replace('127.0.0.1', 'localhost');
  errors.blank();
  errors.links([
    { label: serveTexts.page, url: `${page}/` },
    { label: backend.isLuneta ? serveTexts.luneta : serveTexts.backend, url: backend.url },
  ]);
  errors.blank();
  showCommand(errors, serveTexts.toVisit, loadCommand(page));
  errors.text(`${serveTexts.saving} ${serveTexts.ends(backend.kind === 'started')}`, 'dim');
  errors.blank();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
