/** O incidente que sai de uma semente: o defeito, o serviço, e quanto tempo depois da primeira visita ele começa. */
import { liveFaultKinds, type LiveFaultKind, type LiveIncidents } from '../../../course/live-incidents.ts';
import { Random } from '../../../incident/random.ts';

export interface LiveStory {
  seed: number;
  kind: LiveFaultKind;
  /** O serviço da resposta. */
  service: string;
  /** Em que ponto do tráfego o defeito começa: de 1/3 a 2/3 dele. */
  startShare: number;
}

/** Em centésimos de segundo de um minuto: dos 20 aos 40 s. */
const FROM = 2000;
const TO = 4000;
const WHOLE = 6000;

export function drawLiveStory(seed: number, incidents: Pick<LiveIncidents, 'services'>): LiveStory {
  const random = new Random(seed);
  // Um sorteio entre quatro só olha dois bits, que em sementes pequenas quase não mudam: das primeiras trinta e nove, nenhuma
  // daria o último.
  const kind = random.pick(liveFaultKinds(incidents).flatMap((each) => [each, each, each]));
  return { seed, kind, service: random.pick(incidents.services[kind]!), startShare: random.int(FROM, TO) / WHOLE };
}

/** Uma vez em que o sistema rodou com o incidente. */
export interface LiveRun {
  /** O que a separa das outras vezes da mesma semente: o `RUN_START` dos spans dela. */
  id: string;
  /** Milissegundos Unix da primeira visita. */
  zeroMs: number;
  /** Por quanto tempo houve visitas, em milissegundos. */
  durationMs: number;
}

/** Quando o defeito começou, em milissegundos Unix. */
export function faultStartMs({ startShare }: LiveStory, { zeroMs, durationMs }: Omit<LiveRun, 'id'>): number {
  return Math.round(zeroMs + startShare * durationMs);
}
