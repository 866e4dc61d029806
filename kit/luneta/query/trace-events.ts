/** Todos os eventos de um trace numa linha do tempo só, os dos spans aninhados também. */
import type { SpanEvent } from '../store/model.ts';
import { attributeOf } from './span-attributes.ts';
import { compareBigint, type SpanNode, type TraceTree } from './trace-tree.ts';

export type Severity = 'error' | 'warning' | 'info';

export interface TraceEvent {
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
      offsetUs: Number(event.timeUnixNano - tree.startTimeUnixNano) / 1_000,
      severity: severityOf(event),
    })),
  );
  return events.toSorted((a, b) => compareBigint(a.event.timeUnixNano, b.event.timeUnixNano));
}

/** Onde quem instrumenta costuma escrever o nível, do mais específico para o mais solto. */
const LEVEL_KEYS = ['log.severity', 'severity', 'severity_text', 'log.level', 'level'];
const ERROR_LEVEL = /^(err|fatal|crit|alert|emerg|panic|severe)/i;
const WARNING_LEVEL = /^warn/i;

/** O evento `error` é a convenção do OpenTracing, que clientes antigos do Jaeger ainda mandam. */
export function severityOf({ name, attributes }: Pick<SpanEvent, 'name' | 'attributes'>): Severity {
  if (name === 'exception' || name === 'error') return 'error';
  const level = attributeOf({ attributes }, ...LEVEL_KEYS) ?? '';
  if (ERROR_LEVEL.test(level)) return 'error';
  return WARNING_LEVEL.test(level) ? 'warning' : 'info';
}
