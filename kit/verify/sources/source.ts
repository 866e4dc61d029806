/** De onde se lê telemetria. Uma fonte nunca rejeita: o que deu errado é parte da leitura, numa frase para o aluno. */
import { formatCount } from '../../format.ts';
import type { ObservedAnswer } from '../answer-expectation.ts';
import type { Capability } from '../capabilities.ts';
import type { ObservedLog } from '../logs/log.ts';
import type { ReadSeries } from '../metrics/series.ts';
import type { RuleAnswer } from '../rules/ask-rules.ts';
import type { Rule } from '../rules/rules-file.ts';
import type { ObservedSpan } from '../span.ts';

export type Signal = 'spans' | 'metrics' | 'logs';

/** Mais que isto não é o trace de um exercício: o que passar é contado e deixado de lado. */
export const MAX_SPANS = 100_000;

export type ProblemCode =
  | 'console_span_truncated'
  | 'console_span_unreadable'
  | 'stdout_too_long'
  | 'too_many_spans'
  | 'backend_unreachable'
  | 'backend_timeout'
  | 'backend_failed'
  | 'backend_answer_too_long'
  | 'not_jaeger'
  | 'not_zipkin'
  | 'not_tempo'
  | 'too_many_traces'
  | 'too_many_services'
  | 'not_prometheus'
  | 'not_loki'
  | 'too_many_logs'
  | 'source_failed';

export interface Problem {
  code: ProblemCode;
  /** O que aconteceu, o que veio e como corrigir. */
  message: string;
  /** De que sinal; ausente, dos spans. */
  signal?: Signal;
}

export interface Reading {
  spans: readonly ObservedSpan[];
  /** O que o programa escreveu além dos spans; ausente se a fonte não é a saída de um programa. */
  stdout?: string;
  /** Ausente se a fonte não mostra métricas, ou este backend não tem por onde lê-las. */
  metrics?: readonly ReadSeries[];
  /** O mesmo, dos logs. */
  logs?: readonly ObservedLog[];
  /** O que dá cada regra que se pediu, na ordem; ausente se a fonte não avalia PromQL. */
  rules?: readonly RuleAnswer[];
  /** Os pedidos com nome, se a fonte é quem os faz. */
  answers?: readonly ObservedAnswer[];
  problems: readonly Problem[];
}

export interface SourceQuery {
  /** Microssegundos Unix: o que começou antes não interessa. */
  sinceUs: number;
  /** Só estes traces, se a fonte souber buscar por eles. */
  traceIds?: readonly string[];
  /** Os serviços de que se espera algo: se não der para ler todos, estes vêm antes. */
  services?: readonly string[];
  /** As regras a avaliar. */
  rules?: readonly Rule[];
  /** Se é para ler também os exemplares das métricas. */
  exemplars?: boolean;
  /** O id da tentativa, se ela tem um. */
  attemptId?: string;
}

export interface TelemetrySource {
  /** O único sinal que traz: se nada se espera dele, a fonte nem é lida. Ausente, é lida sempre. */
  readonly signal?: Signal;
  /** Dos spans que traz; um deles pode mostrar menos, e então ele o diz (`hidden`). Quem não traz spans não mostra nada. */
  readonly shows: readonly Capability[];
  /** Tudo que há até agora. Abortado o sinal, responde com o problema. */
  read(query: SourceQuery, signal?: AbortSignal): Promise<Reading>;
}

export function tooManySpans(): Problem {
  const limit = formatCount(MAX_SPANS);
  return {
    code: 'too_many_spans',
    message: `Chegaram mais de ${limit} spans, e só os primeiros foram lidos. Há um laço criando spans sem fim?`,
  };
}
