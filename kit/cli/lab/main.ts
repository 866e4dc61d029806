/** `npm run lab`. O único arquivo daqui que lida com sinais, e o que traduz erros em códigos de saída. */
import { labs } from '../../../labs/labs.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { Screen } from '../screen.ts';
import { detectTerminal, encode } from '../terminal.ts';
import { defaultCommand } from './commands.ts';
import type { LabContext } from './context.ts';
import { EXIT, type ExitCode, exitCodeOf, LabStop } from './exit-codes.ts';
import { loadChecks } from './lab-checks.ts';
import { readLabOptions } from './lab-options.ts';
import { texts } from './lab-texts.ts';
import { stopSignal } from './stop-signal.ts';

/** @param overrides Para os testes: outra raiz. */
export async function main(argv: readonly string[], overrides: Partial<LabContext> = {}): Promise<ExitCode> {
  const { stdin = process.stdin, stdout = process.stdout, stderr = process.stderr, env = process.env } = overrides;
  const errors = overrides.errors ?? new Screen(stderr, detectTerminal(stderr, env));
  const stop = overrides.stop ?? stopSignal();
  try {
    const { spec, args } = readLabOptions(argv, defaultCommand(stdin, stdout), env);
    const { command } = await spec.load();
    const context: LabContext = {
      root: findRepoRoot(),
      labs,
      now: new Date(),
      env,
      stdin,
      stdout,
      stderr,
      out: new Screen(stdout, detectTerminal(stdout, env)),
      errors,
      stop,
      checksOf: loadChecks,
      ...overrides,
    };
    const code = await command(context, args);
    // Um `| head` que já leu o que queria não é um sinal: vale o código do comando.
    return stop.reason instanceof LabStop ? stop.reason.exitCode : code;
  } catch (error) {
    return explain(stop.aborted ? interruption(stop) : error, errors);
  }
}

/** O que foi interrompido falha de muitos jeitos; o que o aluno quer ler é que parou. */
function interruption({ reason }: AbortSignal): LabStop {
  return reason instanceof LabStop ? reason : new LabStop(EXIT.interrupted, texts.interrupted);
}

function explain(error: unknown, errors: Screen): ExitCode {
  const code = exitCodeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (code === EXIT.usage) {
    // Sem quebra: a mensagem acaba num comando para copiar.
    errors.raw([encode(errors.terminal, message)]);
    return code;
  }
  if (code === EXIT.internal) errors.text(texts.internal, 'red');
  for (const line of message.split('\n')) errors.text(line, 'red');
  return code;
}
