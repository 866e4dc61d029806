/** `lab run [passo]`: a saída do programa como ele a escreve, sem conferir nada. */
import { type Command, progressOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { openStep, runOpened } from '../run-step.ts';
import { showChanges } from '../show.ts';
import { chooseStep } from '../step-choice.ts';

export const command: Command = async (context, { step: written }) => {
  const target = chooseStep(context.labs, progressOf(context), written);
  const { opened } = openStep(context, target);
  // Em stderr: a saída do comando é só a do programa.
  showChanges({ ...context, out: context.errors }, opened);
  const run = await runOpened(context, target, { onOutput: (text, output) => context[output].write(text) });
  if (run.message === undefined) return EXIT.passed;
  // As linhas que a mensagem anuncia já apareceram.
  const [reason = ''] = run.message.split('\n');
  context.errors.text(reason.replace(/:$/, '.'), 'red');
  return EXIT.failed;
};
