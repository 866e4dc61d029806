/** `npm run lab`. O único arquivo daqui que lida com sinais, e o que traduz erros em códigos de saída. */
import { labs } from '../../../labs/labs.ts';
import { findRepoRoot } from '../repo-root.ts';
import { Screen } from '../screen.ts';
import { detectTerminal, encode } from '../terminal.ts';
import { defaultCommand } from './commands.ts';
import type { LabContext } from './context.ts';
import { EXIT, exitCodeOf, type ExitCode } from './exit-codes.ts';
import { loadChecks } from './lab-checks.ts';
import { labHelpText, readLabOptions } from './lab-options.ts';
import { texts } from './lab-texts.ts';

/** @param overrides Para os testes: outra raiz. */
export async function main(argv: readonly string[], overrides: Partial<LabContext> = {}): Promise<ExitCode> {
  const { stdin = process.stdin, stdout = process.stdout, stderr = process.stderr, env = process.env } = overrides;
  const errors = overrides.errors ?? new Screen(stderr, detectTerminal(stderr, env));
  try {
    const { spec, args, help } = readLabOptions(argv, defaultCommand(stdin, stdout));
    if (help) {
      stdout.write(`${labHelpText()}\n`);
      return EXIT.passed;
    }
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
      stop: overrides.stop ?? stopSignal(),
      checksOf: loadChecks,
      ...overrides,
    };
    return await command(context, args);
  } catch (error) {
    return explain(error, errors);
  }
}

/** Encerrar o programa do aluno é o que falta fazer antes de sair. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  // `lab list | head`: ninguém mais lê.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop.abort());
  return stop.signal;
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
