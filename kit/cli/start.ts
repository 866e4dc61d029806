/** `npm start`. O único arquivo daqui que lida com sinais e decide o código de saída. */
import { BackendError } from './backend/backend.ts';
import { findRepoRoot } from '../repo-root.ts';
import { Screen } from './screen.ts';
import { UsageError } from '../usage-error.ts';
import { readStartOptions, startHelpText, type StartOptions } from './start-options.ts';
import { runSession, type SessionOptions } from './start-session.ts';
import { detectTerminal } from './terminal.ts';

const ENTRY = 'exemplos/example_app.ts';

/** Prometemos terminar em 2 s depois do Ctrl+C, aconteça o que acontecer. */
const STOP_DEADLINE_MS = 1900;

/** @param overrides Para os testes: outro app, outros prazos. */
export async function main(argv: readonly string[], overrides: Partial<SessionOptions> = {}): Promise<number> {
  let options: StartOptions;
  try {
    options = readStartOptions(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    return 2;
  }
  if (options.help) {
    console.log(startHelpText());
    return 0;
  }

  const stop = new AbortController();
  const requestStop = (): void => {
    if (stop.signal.aborted) return;
    stop.abort();
    setTimeout(() => process.exit(options.once ? 1 : 0), STOP_DEADLINE_MS).unref();
  };
  // O npm pode repetir o sinal que o terminal já mandou: os seguintes não fazem nada. SIGHUP: a janela fechou.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, requestStop);
  // `npm start | head`: sem ninguém lendo, não há por que continuar.
  process.stdout.on('error', requestStop);
  process.stderr.on('error', requestStop);

  const { env } = process;
  const session: SessionOptions = {
    once: options.once,
    verbose: options.verbose,
    root: findRepoRoot(),
    entry: ENTRY,
    env,
    screen: new Screen(process.stdout, detectTerminal(process.stdout, env)),
    errors: new Screen(process.stderr, detectTerminal(process.stderr, env)),
    stop: stop.signal,
    ...overrides,
  };
  try {
    return await runSession(session);
  } catch (error) {
    if (!(error instanceof BackendError || error instanceof UsageError)) throw error;
    session.errors.text(error.message, 'red');
    return error instanceof UsageError ? 2 : 1;
  }
}
