/**
 * Todos os eventos de um trace numa linha do tempo só, os dos spans aninhados também. Os registros de log do mesmo
 * trace entram nela com `mergeByTime`, que só pede um instante a cada lado.
 */
import { attributeText } from '../store/attribute-text.ts';
import type { Attribute, SpanEvent } from '../store/model.ts';
import type { SpanNode, TraceTree } from './trace-tree.ts';

export type Severity = 'error' | 'warning' | 'info';

export interface Timed {
  timeUnixNano: bigint;
}

export interface TraceEvent extends Timed {
  node: SpanNode;
  event: SpanEvent;
  /** Desde o início do trace, em microssegundos; negativo se o evento é de antes. */
  offsetUs: number;
  severity: Severity;
}

/** Por instante e, no empate, na ordem das linhas. */
export function traceEvents(tree: TraceTree): TraceEvent[] {
  const events = tree.nodes.flatMap((node) =>
    node.span.events.map((event): TraceEvent => ({
      node,
      event,
      timeUnixNano: event.timeUnixNano,
      offsetUs: Number(event.timeUnixNano - tree.startTimeUnixNano) / 1_000,
      severity: severityOf(event),
    })),
  );
  return events.toSorted((a, b) => (a.timeUnixNano < b.timeUnixNano ? -1 : a.timeUnixNano > b.timeUnixNano ? 1 : 0));
}

/** Junta duas listas que já estão por instante; no empate, o que veio em `a` fica antes. */
export function mergeByTime<A extends Timed, B extends Timed>(a: readonly A[], b: readonly B[]): (A | B)[] {
  const merged: (A | B)[] = [];
  let at = 0;
  for (const item of a) {
    while (at < b.length && b[at].timeUnixNano < item.timeUnixNano) merged.push(b[at++]);
    merged.push(item);
  }
  for (; at < b.length; at++) merged.push(b[at]);
  return merged;
}

/** Onde quem instrumenta costuma escrever o nível, do mais específico para o mais solto. */
const LEVEL_KEYS = ['log.severity', 'severity', 'severity_text', 'log.level', 'level'];
const ERROR_LEVEL = /^(err|fatal|crit|alert|emerg|panic|severe)/i;
const WARNING_LEVEL = /^warn/i;

/** O evento `error` é a convenção do OpenTracing, que clientes antigos do Jaeger ainda mandam. */
export function severityOf({ name, attributes }: Pick<SpanEvent, 'name' | 'attributes'>): Severity {
  if (name === 'exception' || name === 'error') return 'error';
  const level = levelOf(attributes).trim();
  if (ERROR_LEVEL.test(level)) return 'error';
  return WARNING_LEVEL.test(level) ? 'warning' : 'info';
}

function levelOf(attributes: readonly Attribute[]): string {
  for (const key of LEVEL_KEYS) {
    const found = attributes.find((attribute) => attribute.key === key);
    if (found) return attributeText(found.value);
  }
  return '';
}
