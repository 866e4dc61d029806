/** Os pedidos que chegam ao sistema, um a um, e o que cada um faz por dentro. */
import { httpClientAttributes, httpServerAttributes } from '../scripted/http-attributes.ts';
import { exceptionEvent, type PlannedSpan } from '../scripted/planned-span.ts';
import type { Disturbance } from './fault.ts';
import type { Random } from './random.ts';
import type { Operation, Service, System } from './topology.ts';

export const MINUTES = 12;
export const MINUTE_MS = 60_000;
const PER_MINUTE = 20;
/** Quantos pedidos chegam ao todo. */
export const REQUESTS = MINUTES * PER_MINUTE;
/** Ida ou volta de uma chamada, em milissegundos. */
const NETWORK_MS = 1.4;
/** De quem desiste antes da resposta: que parte dela espera, e quanto demora a tentar de novo. */
const PATIENCE = 0.6;
const BACKOFF_MS = 70;

export interface TrafficOptions {
  system: System;
  disturbance: Disturbance;
  /** De que minuto em diante o defeito vale. */
  faultMinute: number;
  /** O que vai no recurso de todos. */
  resource: Readonly<Record<string, string>>;
}

/** Os traces, do mais antigo ao mais novo. O zero é o começo do primeiro minuto. */
export function drawTraffic(random: Random, options: TrafficOptions): PlannedSpan[] {
  const traffic = new Traffic(random, options);
  for (let minute = 0; minute < MINUTES; minute++) {
    const { entries } = options.system;
    // Em cada minuto há o mesmo de cada pedido: o que muda é o que se faz com ele.
    const turns = random.shuffle(Array.from({ length: PER_MINUTE }, (_, i) => entries[i % entries.length]));
    for (const [i, entry] of turns.entries()) {
      const slot = MINUTE_MS / PER_MINUTE;
      traffic.request(entry, minute * MINUTE_MS + i * slot + random.int(0, slot / 2));
    }
  }
  return traffic.roots.toSorted((a, b) => a.startMs - b.startMs);
}

function statusOf(hasFailed: boolean): number {
  return hasFailed ? 500 : 200;
}

interface Served {
  span: PlannedSpan;
  endMs: number;
  hasFailed: boolean;
}

/** Quem chama: o mesmo processo que atende. */
interface Caller {
  operation: Operation;
  instance: string;
}

class Traffic {
  readonly roots: PlannedSpan[] = [];
  readonly #random: Random;
  readonly #options: TrafficOptions;
  /** As instâncias que faltam na rodada de cada serviço. */
  readonly #turns = new Map<Service, string[]>();
  readonly #resources = new Map<string, Record<string, string>>();
  #now: Disturbance = {};
  #request = 0;

  constructor(random: Random, options: TrafficOptions) {
    this.#random = random;
    this.#options = options;
  }

  request(entry: Operation, startMs: number): void {
    const { faultMinute, disturbance } = this.#options;
    this.#now = startMs >= faultMinute * MINUTE_MS ? disturbance : {};
    this.roots.push(this.#serve(entry, startMs).span);
    this.#request++;
  }

  #serve(operation: Operation, startMs: number): Served {
    const { service, name } = operation;
    const instance = this.#nextInstance(service);
    const usual = this.#random.around(operation.selfMs);
    const selfMs = this.#now.selfMs?.(usual, operation, instance) ?? usual;
    const reason = this.#now.failure?.(operation, this.#request);
    const calls = reason === undefined ? (this.#now.calls?.(operation) ?? operation.calls) : [];

    // Trabalha um pouco antes de cada chamada, e um pouco no fim.
    const slice = selfMs / (calls.length + 1);
    const children: PlannedSpan[] = [];
    let hasFailed = reason !== undefined;
    let atMs = startMs + slice;
    for (const callee of calls) {
      const made = this.#call({ operation, instance }, callee, atMs);
      children.push(...made.spans);
      atMs = made.endMs + slice;
      hasFailed ||= made.hasFailed;
      // Sem a resposta, não há como seguir.
      if (hasFailed) break;
    }
    const span: PlannedSpan = {
      service: service.name,
      name,
      kind: 'SERVER',
      startMs,
      durationMs: atMs - startMs,
      attributes: httpServerAttributes(name, statusOf(hasFailed)),
      resource: this.#resource(service, instance),
      ...(hasFailed && { error: reason ?? 'a chamada falhou' }),
      ...(reason !== undefined && { events: [exceptionEvent('Error', reason, atMs)] }),
      children,
    };
    return { span, endMs: atMs, hasFailed };
  }

  #call(
    caller: Caller,
    callee: Operation,
    startMs: number,
  ): { spans: PlannedSpan[]; endMs: number; hasFailed: boolean } {
    const attempts = this.#now.attempts?.(caller.operation, callee) ?? 1;
    const spans: PlannedSpan[] = [];
    let atMs = startMs;
    for (let attempt = 1; ; attempt++) {
      const served = this.#serve(callee, atMs + this.#random.around(NETWORK_MS));
      const isLast = attempt === attempts;
      const wholeMs = served.endMs + this.#random.around(NETWORK_MS) - atMs;
      const durationMs = isLast ? wholeMs : wholeMs * PATIENCE;
      spans.push(this.#clientSpan(caller, callee, served, { startMs: atMs, durationMs, attempt, isLast }));
      atMs += durationMs;
      if (isLast) return { spans, endMs: atMs, hasFailed: served.hasFailed };
      const waitMs = this.#random.around(BACKOFF_MS);
      spans.push(this.#waitSpan(caller, { startMs: atMs, durationMs: waitMs }));
      atMs += waitMs;
    }
  }

  #clientSpan(
    { operation: { service }, instance }: Caller,
    callee: Operation,
    served: Served,
    { attempt, isLast, ...times }: { startMs: number; durationMs: number; attempt: number; isLast: boolean },
  ): PlannedSpan {
    const isLost = this.#now.losesContext?.(callee.service) ?? false;
    if (isLost) this.roots.push(served.span);
    // Quem desiste antes da resposta não sabe como ela seria.
    const end = isLast ? { status: statusOf(served.hasFailed) } : { errorType: 'timeout' };
    const attributes = httpClientAttributes(callee.name, {
      host: callee.service.name,
      resendCount: attempt - 1,
      ...end,
    });
    const failure = attributes['error.type'];
    return {
      service: service.name,
      name: callee.name,
      kind: 'CLIENT',
      ...times,
      attributes,
      ...(failure !== undefined && { error: String(failure) }),
      resource: this.#resource(service, instance),
      children: isLost ? [] : [served.span],
    };
  }

  /** Como num balanceador, revezam-se: em cada rodada todas atendem, cada vez noutra ordem. */
  #nextInstance(service: Service): string {
    const left = this.#turns.get(service) ?? [];
    const turns = left.length > 0 ? left : this.#random.shuffle(service.instances);
    this.#turns.set(service, turns.slice(1));
    return turns[0];
  }

  /** A pausa entre duas tentativas tem o seu span: espera não é trabalho de quem chama. */
  #waitSpan({ operation: { service }, instance }: Caller, times: { startMs: number; durationMs: number }): PlannedSpan {
    return { service: service.name, name: 'retry.wait', ...times, resource: this.#resource(service, instance) };
  }

  /** Um objeto só por instância e versão: são milhares de spans. */
  #resource(service: Service, instance: string): Record<string, string> {
    const version = this.#now.version?.(service) ?? service.version;
    const key = `${instance} ${version}`;
    const known = this.#resources.get(key);
    if (known) return known;
    const made = { ...this.#options.resource, 'service.version': version, 'service.instance.id': instance };
    this.#resources.set(key, made);
    return made;
  }
}
