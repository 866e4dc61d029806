/**
 * Logs que saem enquanto o processo atende, e nunca dizem de que trace são. Um log fora de qualquer span é normal (a partida,
 * uma limpeza de tempos em tempos), e pode cair por acaso enquanto outro pedido anda: só se fala quando os logs caem dentro
 * dos spans muito mais do que cairiam por acaso.
 */
import type { Resource } from '../../../store/model.ts';
import { attributeText } from '../../../store/attribute-text.ts';
import type { LogStore } from '../../../store/logs/log-store.ts';
import type { Rule, Sighting } from '../finding.ts';
import type { Snapshot } from '../snapshot.ts';
import { allNodes, SPANS_PER_BREATH } from '../span-facts.ts';

/** Registros olhados de um serviço, os mais novos. */
const MAX_RECORDS = 10_000;
/** Registros dentro de spans, para que não seja acaso. */
const ENOUGH = 5;
/** Dos registros, a parte que cai dentro de spans. */
const MOSTLY = 0.5;
/** Quantas vezes mais do que cairiam por acaso. */
const BEYOND_CHANCE = 2;

/** O SDK de JavaScript conta o início de um span, e o instante de um log, em milissegundos inteiros. */
const SLACK_NS = 1_000_000n;

/** O que distingue um processo de outro do mesmo serviço. */
const PROCESS_KEYS = ['service.instance.id', 'process.pid', 'host.name', 'host.id', 'container.id', 'k8s.pod.name'];

export const rule: Rule = {
  code: 'logs_without_trace',
  severity: 'warning',
  title: 'Logs que não dizem de que trace são',
  explanation:
    'O serviço manda logs enquanto os spans dele andam, e nenhum log traz o id do trace. Sem ele não se vai do log ao trace, ' +
    'nem do trace aos seus logs.',
  fix:
    'O log precisa sair com o span ativo: registre o provider (`provider.register()`, que põe o gerente de contexto) e use ' +
    '`startActiveSpan`, e não só `startSpan`. Com pino ou winston, a instrumentação deles põe os ids, se é registrada antes ' +
    'do `require`.',
  *find(snapshot): Generator<Sighting | undefined> {
    const { logs } = snapshot;
    if (!logs) return;
    const active = yield* activeIntervals(snapshot);
    const services = new Set(logs.getServices());
    for (const [service, processes] of active) {
      if (!services.has(service)) continue;
      const inside = countInside(logs, service, processes);
      if (inside)
        yield { service, count: inside, detail: `${service}: ${inside} logs dentro de spans, todos sem trace` };
      yield;
    }
  },
};

/** Intervalos em nanossegundos Unix. */
type Interval = readonly [start: bigint, end: bigint];

/** Quando há algum span de cada processo, por serviço e processo; os intervalos se juntam, em ordem. */
function* activeIntervals(snapshot: Snapshot): Generator<undefined, Map<string, Map<string, Interval[]>>> {
  const services = new Map<string, Map<string, Interval[]>>();
  let seen = 0;
  for (const { span } of allNodes(snapshot)) {
    if (++seen % SPANS_PER_BREATH === 0) yield;
    const { resource, startTimeUnixNano: start, endTimeUnixNano: end } = span;
    if (end <= start) continue;
    const processes = services.get(resource.serviceName) ?? new Map<string, Interval[]>();
    services.set(resource.serviceName, processes);
    const process = processOf(resource);
    const intervals = processes.get(process);
    const interval: Interval = [start - SLACK_NS, end + SLACK_NS];
    if (intervals) intervals.push(interval);
    else processes.set(process, [interval]);
  }
  for (const processes of services.values()) {
    for (const [process, intervals] of processes) processes.set(process, merged(intervals));
  }
  return services;
}

function processOf({ attributes }: Resource): string {
  const texts = new Map(attributes.map(({ key, value }) => [key, attributeText(value)]));
  return JSON.stringify(PROCESS_KEYS.map((key) => texts.get(key) ?? ''));
}

function merged(intervals: readonly Interval[]): Interval[] {
  const result: [bigint, bigint][] = [];
  for (const [start, end] of intervals.toSorted((a, b) => compare(a[0], b[0]))) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = end > last[1] ? end : last[1];
    else result.push([start, end]);
  }
  return result;
}

/** Quantos logs do serviço caem dentro de spans, se são o bastante para que não seja acaso e nenhum tem trace; senão, 0. */
function countInside(logs: LogStore, service: string, processes: ReadonlyMap<string, Interval[]>): number {
  let hasTrace = false;
  let left = MAX_RECORDS;
  const known = new Map<Resource, Interval[] | undefined>();
  const times = new Map<Interval[], bigint[]>();
  logs.visit(
    { acceptsResource: ({ serviceName }) => serviceName === service },
    ({ traceId, resource, timeUnixNano }) => {
      hasTrace ||= traceId !== '';
      if (!known.has(resource)) known.set(resource, processes.get(processOf(resource)));
      const intervals = known.get(resource);
      if (intervals) {
        const own = times.get(intervals);
        if (own) own.push(timeUnixNano);
        else times.set(intervals, [timeUnixNano]);
      }
      return !hasTrace && --left > 0;
    },
  );
  if (hasTrace) return 0;
  let inside = 0;
  for (const [intervals, own] of times) inside += beyondChance(intervals, own.toReversed());
  return inside;
}

/** @param all Em ordem. Os de antes do primeiro span são da partida, ou de spans que já não se olham. */
function beyondChance(intervals: readonly Interval[], all: readonly bigint[]): number {
  const first = intervals[0][0];
  const times = all.filter((time) => time >= first);
  let at = 0;
  let inside = 0;
  for (const time of times) {
    while (at < intervals.length && intervals[at][1] < time) at++;
    if (at < intervals.length && time >= intervals[at][0]) inside++;
  }
  if (inside < ENOUGH || inside < times.length * MOSTLY) return 0;
  const last = max(times[times.length - 1], intervals[intervals.length - 1][1]);
  const covered = intervals.reduce((sum, [start, end]) => sum + (end - start), 0n);
  const chance = Number(covered) / Number(last - first);
  return inside / times.length >= BEYOND_CHANCE * chance ? inside : 0;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : Number(a > b);
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
