import { ConfigError } from './config-error.ts';

/** Para os programas de linha de comando: uma configuração que não serve vira mensagem e código de saída, e não rastro. */
export function orExit<T>(read: () => T, exitCode: number): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(exitCode);
  }
}
