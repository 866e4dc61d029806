/** Todos os eventos dos spans e todos os logs de um trace numa linha do tempo só, os dos spans aninhados também. */
import type { LogRecord } from '../store/logs/log-store.ts';
import type { SpanEvent } from '../store/model.ts';
import { levelOf } from './log-level.ts';
import { attributeOf } from './span-attributes.ts';
import type { TraceLogs } from './trace-logs.ts';
import { compareBigint, type SpanNode, type TraceTree } from './trace-tree.ts';

export type Severity = 'error' | 'warning' | 'info';
/** Com quatro cores se lê uma página; os seis níveis dos logs cabem nelas. */
export type MomentSeverity = Severity | 'debug';

interface Moment {
  timeUnixNano: bigint;
  /** Desde o início do trace, em microssegundos; negativo se é de antes. */
  offsetUs: number;
  severity: MomentSeverity;
}

export interface EventMoment extends Moment {
  event: SpanEvent;
  log?: undefined;
  node: SpanNode;
}

export interface LogMoment extends Moment {
  log: LogRecord;
  event?: undefined;
  /** Ausente: o registro não diz o span, ou o span não está no trace. */
  node: SpanNode | undefined;
}

export type TraceMoment = EventMoment | LogMoment;

/** Por instante e, no empate, os eventos na ordem das linhas e depois os logs na da chegada. */
export function traceMoments(tree: TraceTree, logs: readonly LogRecord[] = []): TraceMoment[] {
  const offsetUs = (timeUnixNano: bigint): number => Number(timeUnixNano - tree.startTimeUnixNano) / 1_000;
  const moments: TraceMoment[] = [];
  const nodes = new Map<string, SpanNode>();
  for (const node of tree.nodes) {
    if (!nodes.has(node.span.spanId)) nodes.set(node.span.spanId, node);
    for (const event of node.span.events) {
      const { timeUnixNano } = event;
      moments.push({ event, node, timeUnixNano, offsetUs: offsetUs(timeUnixNano), severity: severityOf(event) });
    }
  }
  for (const log of logs) {
    const { timeUnixNano, severityNumber, spanId } = log;
    const severity = severityOfNumber(severityNumber);
    moments.push({ log, node: nodes.get(spanId), timeUnixNano, offsetUs: offsetUs(timeUnixNano), severity });
  }
  return moments.toSorted((a, b) => compareBigint(a.timeUnixNano, b.timeUnixNano));
}

/** Os logs que nenhuma linha da linha do tempo mostra: sem span, ou de um span que não está no trace. */
export function logsWithoutSpan(tree: TraceTree, { all }: TraceLogs): LogRecord[] {
  const present = new Set(tree.nodes.map(({ span }) => span.spanId));
  return all.filter(({ spanId }) => !present.has(spanId));
}

/** A de um log; sem nível, é informação. */
export function severityOfNumber(severityNumber: number): MomentSeverity {
  switch (levelOf(severityNumber)) {
    case 'fatal':
    case 'error':
      return 'error';
    case 'warn':
      return 'warning';
    case 'debug':
    case 'trace':
      return 'debug';
    default:
      return 'info';
  }
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
