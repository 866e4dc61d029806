/** `lab run [passo] [endereço]`: a saída do programa como ele a escreve, sem conferir nada. */
import { type Command, progressOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { openStep, runOpened } from '../run-step.ts';
import { showChanges } from '../show.ts';
import { chooseStep } from '../step-choice.ts';
import { withRunningBackend } from '../with-backend.ts';

export const command: Command = async (context, { step: written, backend: given }) => {
  const target = chooseStep(context.labs, progressOf(context), written);
  const { opened } = openStep(context, target);
  // Em stderr: a saída do comando é só a do programa.
  showChanges({ ...context, out: context.errors }, opened);
  // Quem exporta manda para onde a conferência procura; sem ninguém aberto, não vale a pena abrir só para isto.
  const run = await withRunningBackend(context, given, (backend) =>
    runOpened(context, target, { env: backend?.env, onOutput: (text, output) => context[output].write(text) }),
  );
  if (run.message === undefined) return EXIT.passed;
  // As linhas que a mensagem anuncia já apareceram.
  const [reason = ''] = run.message.split('\n');
  context.errors.text(reason.replace(/:$/, '.'), 'red');
  return EXIT.failed;
};
