/** `lab watch [passo]`, que é o `npm run lab` de um terminal: prepara tudo, e observa até o aluno sair. */
import { openBackend } from '../../backend/backend.ts';
import { checkEnvironment } from '../../environment/environment.ts';
import { detectWindow } from '../../terminal.ts';
import { type Command, type LabContext, progressOf } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { refuseMissing } from '../require-needs.ts';
import { chooseStep } from '../step-choice.ts';
import { alternateScreen } from '../watch/alternate-screen.ts';
import { readKeys } from '../watch/keys.ts';
import { WatchSession } from '../watch/watch-session.ts';
import { watchTexts } from '../watch/watch-texts.ts';

export const command: Command = async (context, { step: written, backend: given }) => {
  const { root, env, errors, out, stop } = context;
  const target = chooseStep(context.labs, progressOf(context), written);
  out.text(watchTexts.preparing, 'dim');
  // Quem não tem Docker, ou AWS, ainda tem a prova.
  const needs = target.step.deployed ? [] : (target.step.needs ?? []);
  const checks = await checkEnvironment({ root, needs, env });
  if (stop.aborted) return EXIT.interrupted;
  refuseMissing(checks);
  const warnings = checks.filter(({ state }) => state === 'warning').length;
  const notice = warnings > 0 ? watchTexts.machineWarnings(warnings) : undefined;
  const backend = await openBackend({
    given,
    env,
    onWarning: (message) => errors.text(message, 'yellow'),
    signal: stop,
  });
  try {
    return await watch(context, new WatchSession(context, target, backend, notice));
  } finally {
    await backend.close();
  }
};

async function watch({ stdin, stdout, env, out }: LabContext, session: WatchSession): Promise<ExitCode> {
  const redraw = (): void => session.draw();
  const screen = detectWindow(stdout, env) && alternateScreen(stdout);
  screen?.enter();
  stdout.on?.('resize', redraw);
  session.check();
  const keys = readKeys(stdin, {
    onKey: (key) => session.onKey(key),
    onEnd: () => session.onEnd(),
    onSuspend: () => screen?.leave(),
    onResume: () => {
      screen?.enter();
      redraw();
    },
  });
  try {
    return await session.finished;
  } finally {
    keys.close();
    stdout.off?.('resize', redraw);
    screen?.leave();
    // Sem outra tela, o resultado ainda está à vista.
    if (screen) session.summarize(out);
    out.text(watchTexts.bye('npm run lab'));
  }
}
