/** O que se diz ao aluno do que o programa escreveu e dos spans que não contam. */
import { count } from '../format.ts';
import type { Excluded } from './evidence.ts';
import { shorten } from './matchers.ts';
import type { Signal } from './sources/source.ts';

const SHOWN_LINES = 3;

export function stdoutText(stdout: string | undefined): string {
  if (stdout === undefined) return 'a saída do programa não foi capturada';
  const lines = stdout.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return 'o programa não escreveu nada';
  const last = lines.slice(-SHOWN_LINES).map((line) => `"${shorten(line.trim())}"`);
  return `o programa escreveu ${count(lines.length, 'linha', 'linhas')}, terminando em ${last.join(', ')}`;
}

const EXCLUSION_TEXTS: Record<Excluded['reason'], string> = {
  before_attempt: 'de antes desta tentativa',
  no_attempt: 'sem o id desta tentativa, que o recurso do programa recebe por OTEL_RESOURCE_ATTRIBUTES (envDetector)',
};

const NOT_COUNTED: Record<Signal, readonly [one: string, many: string]> = {
  spans: ['span não conta', 'spans não contam'],
  metrics: ['métrica não conta', 'métricas não contam'],
  logs: ['log não conta', 'logs não contam'],
};

/** @param excluded Todos de um sinal só. */
export function excludedText(excluded: readonly Excluded[]): string | undefined {
  if (excluded.length === 0) return undefined;
  const reasons = new Set(excluded.map(({ reason }) => EXCLUSION_TEXTS[reason]));
  return `${count(excluded.length, ...NOT_COUNTED[excluded[0].signal])}: ${[...reasons].join('; ')}`;
}
