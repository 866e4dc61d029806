/**
 * O caminho do span: app → processor → exporter → porta → armazenamento, com o que se contou em cada estação. Das três
 * primeiras só se vê o que sai delas: o que a Luneta sabe é se chegou, e como.
 */
import { DOORS, type PortName } from '../../doors.ts';
import type { Rejection } from '../../receivers/door.ts';
import type { PathCountName } from './path-counts.ts';
import { isLostTelemetry, receivesTelemetry, recentOf } from './rejections.ts';
import type { DoorView, Snapshot } from './snapshot.ts';

export type StationState = 'ok' | 'warning' | 'dead' | 'unknown';

export interface PathStation {
  station: 'app' | 'processor' | 'exporter' | 'door' | 'store';
  /** Só nas portas. */
  door?: PortName;
  label: string;
  counts: Partial<Record<PathCountName, number>>;
  state: StationState;
  /** Uma frase: o que se sabe, ou o que conferir lá. */
  note: string;
}

/** As estações, em ordem; uma por porta aberta que recebe spans. `services`: quantos há no armazenamento. */
export function spanPath(snapshot: Snapshot, services: number): PathStation[] {
  const doors = snapshot.doors.filter(receivesTelemetry);
  return [
    appStation(services),
    processorStation(doors),
    exporterStation(doors, snapshot.nowMs),
    ...doors.map((door) => doorStation(door, snapshot.nowMs)),
    storeStation(snapshot),
  ];
}

function appStation(services: number): PathStation {
  const note =
    services > 0
      ? 'Há programas que criam spans e os enviam.'
      : 'Daqui não se vê o app. Confira nele se o provider é registrado antes do código que cria spans, e se cada span recebe end().';
  return { station: 'app', label: 'app', counts: { services }, state: services > 0 ? 'ok' : 'unknown', note };
}

function processorStation(doors: readonly DoorView[]): PathStation {
  const spans = sumOf(doors, ({ stats }) => stats.spans);
  const note =
    spans > 0
      ? 'Spans saem dele. Os que faltam podem estar na fila: o BatchSpanProcessor manda de 5 em 5 segundos, e no shutdown().'
      : 'Daqui não se vê o processor. Confira se há um, e se o programa espera provider.shutdown() antes de acabar.';
  return { station: 'processor', label: 'processor', counts: {}, state: spans > 0 ? 'ok' : 'unknown', note };
}

function exporterStation(doors: readonly DoorView[], nowMs: number): PathStation {
  const counts = {
    silentConnections: sumOf(doors, ({ stats }) => stats.silentConnections),
    interrupted: sumOf(
      doors,
      ({ stats }) => (stats.rejected.get('aborted') ?? 0) + (stats.rejected.get('timeout') ?? 0),
    ),
    rejected: sumOf(doors, lostMessages),
  };
  const station = { station: 'exporter', label: 'exporter', counts } as const;
  const states = doors.map((door) => stateOf(door, lastLoss(door, nowMs)));
  if (states.includes('dead') || states.includes('warning')) {
    return { ...station, state: 'warning', note: 'Manda, mas não do jeito ou para a porta certa: veja as portas.' };
  }
  if (states.includes('ok')) return { ...station, state: 'ok', note: 'Chega às portas abaixo.' };
  const note =
    counts.interrupted > 0
      ? 'Uma conexão caiu no meio do envio: o programa pode ter acabado antes do fim dele.'
      : counts.silentConnections > 0
        ? 'Alguém se conectou e não mandou nada: pode ser só um teste de porta. Confira o endereço do exporter e os erros dele no terminal do app.'
        : 'Nenhuma conexão até agora. Confira o endereço do exporter e os erros dele no terminal do app.';
  return { ...station, state: 'unknown', note };
}

const WORKS = 'Recebe e entende.';
const WORKS_AGAIN = 'Recebe e entende: depois da última recusa, chegaram spans.';

/** @param loss A última perda, se é recente: o que conta é se depois dela chegaram spans. */
function stateOf(door: DoorView, loss: Rejection | undefined): StationState {
  if (!loss) return hasTelemetry(door) ? 'ok' : 'unknown';
  const { lastSpansUnixMs = -Infinity } = door.stats;
  // No mesmo instante: uma mensagem aceita só em parte.
  if (loss.atUnixMs === lastSpansUnixMs) return 'warning';
  return loss.atUnixMs > lastSpansUnixMs ? 'dead' : 'ok';
}

function lastLoss(door: DoorView, nowMs: number): Rejection | undefined {
  const losses = recentOf(door, nowMs).filter(({ code }) => isLostTelemetry(code));
  return losses.toSorted((a, b) => a.atUnixMs - b.atUnixMs).at(-1);
}

function doorStation(door: DoorView, nowMs: number): PathStation {
  const { name, port, stats } = door;
  const { messages, bytes, spans, metricPoints, logRecords, rejectedSpans, silentConnections } = stats;
  const { label, transport } = DOORS[name];
  const loss = lastLoss(door, nowMs);
  const state = stateOf(door, loss);
  return {
    station: 'door',
    door: name,
    label: `${port}/${transport}, ${label}`,
    counts: {
      messages,
      bytes,
      spans,
      metricPoints,
      logRecords,
      rejected: lostMessages(door),
      rejectedSpans,
      silentConnections,
    },
    state,
    note: state === 'ok' ? (loss ? WORKS_AGAIN : WORKS) : (loss?.message ?? 'Nada chegou aqui.'),
  };
}

function storeStation({ stats }: Snapshot): PathStation {
  const { traces, spans, evictedTraces } = stats;
  const note =
    evictedTraces > 0
      ? 'O armazenamento encheu, e os traces mais antigos saíram.'
      : spans > 0
        ? 'Guardados, e visíveis nas buscas.'
        : 'Vazio.';
  const state = evictedTraces > 0 ? 'warning' : spans > 0 ? 'ok' : 'unknown';
  return { station: 'store', label: 'armazenamento', counts: { traces, spans, evictedTraces }, state, note };
}

function hasTelemetry({ stats }: DoorView): boolean {
  return stats.spans + stats.metricPoints + stats.logRecords > 0;
}

function lostMessages({ stats }: DoorView): number {
  let lost = 0;
  for (const [code, count] of stats.rejected) if (isLostTelemetry(code)) lost += count;
  return lost;
}

function sumOf(doors: readonly DoorView[], count: (door: DoorView) => number): number {
  return doors.reduce((sum, door) => sum + count(door), 0);
}
