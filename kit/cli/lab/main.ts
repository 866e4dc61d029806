/** `npm run lab`. O único arquivo daqui que lida com sinais, e o que traduz erros em códigos de saída. */
import { labs } from '../../../labs/labs.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { Screen } from '../screen.ts';
import { detectTerminal, encode } from '../terminal.ts';
import { defaultCommand } from './commands.ts';
import type { LabContext } from './context.ts';
import { EXIT, EXIT_OF_SIGNAL, type ExitCode, exitCodeOf, LabStop } from './exit-codes.ts';
import { loadChecks } from './lab-checks.ts';
import { readLabOptions } from './lab-options.ts';
import { texts } from './lab-texts.ts';

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

/** Um só Ctrl+C chega duas vezes, uma pelo terminal e outra pelo npm: o segundo é de quem insiste se vem depois disto. */
const SAME_CTRL_C_MS = 300;

/** Encerrar o programa do aluno é o que falta fazer antes de sair; quem insiste não espera nem por isso. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  let firstMs = 0;
  for (const [signal, code] of Object.entries(EXIT_OF_SIGNAL)) {
    process.on(signal, () => {
      if (!stop.signal.aborted) firstMs = performance.now();
      else if (performance.now() - firstMs > SAME_CTRL_C_MS) process.exit(code);
      stop.abort(new LabStop(code, texts.interrupted));
    });
  }
  // `lab list | head`: ninguém mais lê.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => stop.abort());
  return stop.signal;
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
