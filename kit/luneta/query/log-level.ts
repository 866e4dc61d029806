/** O nível de um registro: o nome dos números de severidade do OTLP, quatro para cada um. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** @returns `undefined` se quem escreveu não disse (0), ou disse um número que não existe. */
export function levelOf(severityNumber: number): LogLevel | undefined {
  return LOG_LEVELS[Math.ceil(severityNumber / 4) - 1];
}

/** O menor número de severidade do nível. */
export function leastSeverity(level: LogLevel): number {
  return LOG_LEVELS.indexOf(level) * 4 + 1;
}
