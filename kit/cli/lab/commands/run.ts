/** `lab run [passo] [endereço]`: a saída do programa como ele a escreve, sem conferir nada. De um lab, a dos serviços dele. */
import type { LabStep } from '../../../course/manifest.ts';
import { UsageError } from '../../../usage-error.ts';
import { attemptEnv, beginAttempt } from '../../../verify/attempt.ts';
import type { StudentRun } from '../../student-program.ts';
import { type Command, type LabContext, progressOf } from '../context.ts';
import { deployedTexts } from '../deployed/deployed-texts.ts';
import { EXIT, LabStop } from '../exit-codes.ts';
import { openStep, reasonAlone, refuseUnfinished, runOpened, type RunOptions, telemetryEnv } from '../run-step.ts';
import { runLab } from '../serve/run-lab.ts';
import { QUICK_BATCHES, serveOpened } from '../serve-step.ts';
import { openStepCollector, throughCollector } from '../step-collector.ts';
import { texts } from '../lab-texts.ts';
import { showChanges } from '../show.ts';
import { chooseStep, labWritten } from '../step-choice.ts';
import { withRunningBackend } from '../with-backend.ts';

/** No ar até o Ctrl+C, que aqui é o fim esperado. @throws LabStop */
async function serve(context: LabContext, target: LabStep, { env, ...options }: RunOptions): Promise<StudentRun> {
  const { server, run } = await serveOpened(context, target, { ...options, env: { ...QUICK_BATCHES, ...env } });
  if (!server) return refuseUnfinished(await run);
  context.errors.links([{ label: texts.serving, url: `http://localhost:${server.port}/` }]);
  context.errors.text(texts.howToStop, 'dim');
  const ended = await run;
  if (ended.ended !== 'aborted') return refuseUnfinished(ended);
  context.errors.text(texts.offAir);
  return { ...ended, message: undefined };
}

export const command: Command = async (context, { step: written, backend: given, words }) => {
  const lab = labWritten(context.labs, written);
  if (lab) return runLab(context, lab, given, words);
  const [surplus] = words;
  if (surplus !== undefined) throw new UsageError(texts.surplusArgument('run', surplus));
  const target = chooseStep(context.labs, progressOf(context), written);
  if (target.step.deployed) throw new LabStop(EXIT.usage, deployedTexts.runsOutside(target));
  const { opened } = openStep(context, target);
  // Em stderr: a saída do comando é só a do programa.
  showChanges({ ...context, out: context.errors }, opened);
  // Quem exporta manda para onde a conferência procura; sem ninguém aberto, não vale a pena abrir só para isto.
  const run = await withRunningBackend(context, given, async (backend) => {
    // Marcado como outra tentativa: o que este programa manda não se mistura com o de uma conferência aberta ao lado.
    const toBackend = telemetryEnv(target.step, backend);
    const collector = await openStepCollector(context, target, toBackend);
    try {
      const env = { ...throughCollector(toBackend, collector), ...attemptEnv(beginAttempt()) };
      const options: RunOptions = { env, onOutput: (text, output) => context[output].write(text) };
      return await (target.step.requests ? serve(context, target, options) : runOpened(context, target, options));
    } finally {
      await collector?.stop();
    }
  });
  if (run.message === undefined) return EXIT.passed;
  context.errors.text(reasonAlone(run.message), 'red');
  return EXIT.failed;
};
