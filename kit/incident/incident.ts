/**
 * Um incidente inteiro, de um número só: o sistema, o tráfego de alguns minutos e um defeito, que começa num deles. Nada aqui
 * toca o disco ou a rede; da mesma semente sai sempre o mesmo incidente, e a resposta dele.
 *
 *   random.ts, themes.ts, topology.ts   o que se sorteia, e o sistema
 *   fault.ts, faults/                   os defeitos: um por arquivo
 *   traffic.ts                          os pedidos, com e sem o defeito
 *   recognize.ts, evidence.ts           o que um trace mostra
 *   alert.ts                            o que um alerta mediria
 */
import type { PlannedSpan } from '../scripted/planned-span.ts';
import type { Fault, FaultKind } from './fault.ts';
import { badInstance } from './faults/bad-instance.ts';
import { chattyDeploy } from './faults/chatty-deploy.ts';
import { eagerRetries } from './faults/eager-retries.ts';
import { failingOperation } from './faults/failing-operation.ts';
import { lostContext } from './faults/lost-context.ts';
import { slowDependency } from './faults/slow-dependency.ts';
import { Random } from './random.ts';
import { drawSystem, type System } from './topology.ts';
import { drawTraffic, MINUTE_MS } from './traffic.ts';

export const FAULT_KINDS: readonly FaultKind[] = [
  slowDependency,
  failingOperation,
  chattyDeploy,
  eagerRetries,
  badInstance,
  lostContext,
];

/** O atributo do recurso que separa um incidente de outro, e de tudo mais. */
export const ENVIRONMENT = 'deployment.environment.name';
/** Quando o tráfego começou (ISO 8601): os minutos da resposta se contam dali. */
export const WINDOW_START = 'incident.window.start';

/** O que se sorteia antes do tráfego: a história, e a resposta. */
export interface IncidentStory {
  seed: number;
  /** O valor de `ENVIRONMENT`. */
  environment: string;
  system: System;
  kind: FaultKind;
  fault: Fault;
  /** Em que minuto, a partir de 0, o defeito começou. */
  faultMinute: number;
}

export interface Incident extends IncidentStory {
  /** Do mais antigo ao mais novo. */
  traces: readonly PlannedSpan[];
}

/** Quantos minutos há, no mínimo, antes do defeito e depois dele. */
const FIRST_FAULT_MINUTE = 4;
const LAST_FAULT_MINUTE = 8;

/** @param random Por onde os sorteios continuam. */
export function drawStory(seed: number, random = new Random(seed)): IncidentStory {
  const kind = random.pick(FAULT_KINDS);
  const faultMinute = random.int(FIRST_FAULT_MINUTE, LAST_FAULT_MINUTE);
  const system = drawSystem(random);
  return { seed, environment: `incidente-${seed}`, kind, faultMinute, system, fault: kind.draw(random, system) };
}

/** @param windowStart O que vai no recurso; não muda mais nada. */
export function makeIncident(seed: number, windowStart = ''): Incident {
  const random = new Random(seed);
  const story = drawStory(seed, random);
  const traces = drawTraffic(random, {
    system: story.system,
    disturbance: story.fault.disturbance,
    faultMinute: story.faultMinute,
    resource: { [ENVIRONMENT]: story.environment, [WINDOW_START]: windowStart },
  });
  return { ...story, traces };
}

/** Os de antes do defeito: o sistema como devia ser. */
export function healthyTraces({ traces, faultMinute }: Incident): PlannedSpan[] {
  return traces.filter(({ startMs }) => startMs < faultMinute * MINUTE_MS);
}
