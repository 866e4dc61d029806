/** O que a experiência das falhas diz. */
import { count, formatCount } from '../format.ts';

export const faultTexts = {
  stacks: { luneta: 'Luneta', zipkin: 'Zipkin lê', ingester: 'ingester lê' } as Readonly<Record<string, string>>,
  columns: ['pilha', 'morto', 'traces', 'perdidos', 'repetidos', 'spans/s', 'sem ele'] as const,
  title: 'O que se perdeu do que foi confirmado',
  legend:
    'Zipkin lê, ingester lê: a escala, conforme quem leva os spans do Kafka ao store. traces: os que a pilha confirmou a quem mandou. perdidos: desses, os que não estão guardados. repetidos: spans guardados ' +
    'mais de uma vez. spans/s: os confirmados por segundo antes da morte; sem ele, durante.',
  startingStack: (stack: string) => `Ligando: ${faultTexts.stacks[stack] ?? stack}…`,
  written: (files: readonly string[]) => `Escritos: ${files.join(', ')}`,
  figureTitle: 'Spans confirmados por segundo, com uma morte no meio',
  figureText: (results: number) =>
    `${count(results, 'gráfico', 'gráficos')}: em cada um, os spans confirmados em cada segundo da carga; a faixa escura é o tempo em que ` +
    'o processo esteve morto.',
  panel: (stack: string, killed: string) => `${faultTexts.stacks[stack] ?? stack}: morre ${killed}`,
  peak: (spans: number) => `até ${formatCount(spans)}/s`,
  length: (seconds: number) => `${formatCount(seconds)} s`,
  lost: (lost: number) => (lost === 0 ? 'nada se perdeu' : count(lost, 'trace perdido', 'traces perdidos')),
} as const;
