/** As regras sobre recusas das portas: o que muda de uma para outra é o motivo e o texto. */
import type { Rejection } from '../../receivers/door.ts';
import type { Rule, Sighting } from './finding.ts';
import type { DoorView, Snapshot } from './snapshot.ts';

/** Depois disto sem acontecer de novo, o achado some: quem já consertou não precisa mais dele. */
const RECENT_MS = 10 * 60_000;

/** Uma regra que acha as recusas com este motivo, em qualquer porta. */
export function rejectionRule(rule: Omit<Rule, 'find'>): Rule {
  return { ...rule, find: (snapshot) => recentRejections(snapshot, (code) => code === rule.code) };
}

/** Um achado por porta e motivo, com a frase da última recusa. */
export function* recentRejections(snapshot: Snapshot, wanted: (code: string) => boolean): Generator<Sighting> {
  for (const door of snapshot.doors) {
    if (!receivesTelemetry(door)) continue;
    for (const last of recentOf(door, snapshot.nowMs)) {
      if (wanted(last.code)) yield { count: countOf(door, last.code), detail: `porta ${door.port}: ${last.message}` };
    }
  }
}

/** A porta de amostragem só responde perguntas: o que ela recusa (`/baggageRestrictions`, que os clientes antigos pedem) não se perde. */
export function receivesTelemetry({ name }: DoorView): boolean {
  return name !== 'jaegerSampling';
}

/** A última recusa recente de cada motivo. */
export function recentOf({ stats }: DoorView, nowMs: number): Rejection[] {
  return [...stats.lastByCode.values()].filter(({ atUnixMs }) => nowMs - atUnixMs < RECENT_MS);
}

function countOf({ stats }: DoorView, code: string): number {
  return code === 'rejected_spans' ? stats.rejectedSpans : (stats.rejected.get(code) ?? 1);
}

/** Não são telemetria mal mandada: uma visita, um teste de porta, um programa que acabou no meio. */
const NOT_TELEMETRY = new Set(['wrong_method', 'empty', 'aborted', 'timeout', 'socket_error', 'too_many_connections']);

/** O motivo é de alguém que tentou mandar telemetria. */
export function isLostTelemetry(code: string): boolean {
  return !NOT_TELEMETRY.has(code);
}
