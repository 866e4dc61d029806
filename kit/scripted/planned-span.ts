/**
 * A telemetria que não vem de um programa: traces escritos com a hora de cada coisa, para os exercícios de leitura. Um plano
 * sempre dá o mesmo trace, a menos dos ids.
 *
 *   plano ──observe──▶ spans como um backend os mostraria        o que as respostas leem
 *         ──emit─────▶ spans do SDK ──send──▶ OTLP, para valer    o que o aluno vê
 */
import type { Attributes, SpanKind } from '../verify/span.ts';

export interface PlannedEvent {
  name: string;
  /** Milissegundos desde o zero do plano. */
  atMs: number;
  attributes?: Attributes;
}

export interface PlannedSpan {
  service: string;
  name: string;
  /** Padrão: INTERNAL. */
  kind?: SpanKind;
  /** Milissegundos desde o zero do plano, que é o mesmo para todos os spans dele. */
  startMs: number;
  durationMs: number;
  attributes?: Attributes;
  /** O recurso, além do `service.name`. */
  resource?: Attributes;
  /** Com ela, o status é ERROR; é a descrição dele. */
  error?: string;
  events?: readonly PlannedEvent[];
  children?: readonly PlannedSpan[];
}

/** As raízes: cada uma é um trace. */
export type Plan = readonly PlannedSpan[];

/** O evento que o `recordException` do SDK escreve. */
export function exceptionEvent(type: string, message: string, atMs: number): PlannedEvent {
  return { name: 'exception', atMs, attributes: { 'exception.type': type, 'exception.message': message } };
}

/** Um span de `fromMs` a `toMs`: assim se lê o que é simultâneo. */
export function during(fromMs: number, toMs: number, span: Omit<PlannedSpan, 'startMs' | 'durationMs'>): PlannedSpan {
  return { ...span, startMs: fromMs, durationMs: toMs - fromMs };
}

/** Quando tudo acabou. Milissegundos desde o zero do plano. */
export function planEndMs(plan: Plan): number {
  return plan.reduce(
    (last, { startMs, durationMs, children = [] }) => Math.max(last, startMs + durationMs, planEndMs(children)),
    0,
  );
}
