/**
 * O caminho do span: app → processor → exporter → porta → armazenamento, com o que se contou em cada estação. Das três
 * primeiras só se vê o que sai delas: o que a Luneta sabe é se chegou, e como.
 *
 * As contas fecham: o que o processor mandou é o que as portas aceitaram e recusaram, as mensagens do exporter são as delas, e
 * o que elas aceitaram, com o que veio do disco ou de um arquivo, está no armazenamento ou já saiu dele.
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
  const doors = snapshot.doors.filter((door) => isOnPath(door, snapshot.nowMs));
  return [
    appStation(services, doors),
    processorStation(doors),
    exporterStation(doors, snapshot.nowMs),
    ...doors.map((door) => doorStation(door, snapshot.nowMs)),
    storeStation(snapshot, doors),
  ];
}

/** A porta da interface só está no caminho de quem errou. */
function isOnPath(door: DoorView, nowMs: number): boolean {
  return receivesTelemetry(door) && (door.name !== 'ui' || lastLoss(door, nowMs) !== undefined);
}

function appStation(services: number, doors: readonly DoorView[]): PathStation {
  const counts = { services };
  if (services > 0 && !doors.some(({ stats }) => stats.spans > 0)) {
    const note =
      'Os spans que estão aqui vieram do disco ou de um arquivo: desde o início, nenhum programa mandou os seus.';
    return { station: 'app', label: 'app', counts, state: 'unknown', note };
  }
  const note =
    services > 0
      ? 'Há programas que criam spans e os enviam.'
      : 'Daqui não se vê o app. Confira nele se o provider é registrado antes do código que cria spans, e se cada span recebe end().';
  return { station: 'app', label: 'app', counts, state: services > 0 ? 'ok' : 'unknown', note };
}

function processorStation(doors: readonly DoorView[]): PathStation {
  const spans = sumOf(doors, ({ stats }) => stats.spans + stats.rejectedSpans);
  const note =
    spans > 0
      ? 'Spans saem dele. Os que faltam podem estar na fila: o BatchSpanProcessor manda de 5 em 5 segundos, e no shutdown().'
      : 'Daqui não se vê o processor. Confira se há um, e se o programa espera provider.shutdown() antes de acabar.';
  return { station: 'processor', label: 'processor', counts: { spans }, state: spans > 0 ? 'ok' : 'unknown', note };
}

function exporterStation(doors: readonly DoorView[], nowMs: number): PathStation {
  const counts = {
    messages: sumOf(doors, ({ stats }) => stats.messages),
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
  if (!loss) return hasAccepted(door) ? 'ok' : 'unknown';
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

function storeStation({ stats }: Snapshot, doors: readonly DoorView[]): PathStation {
  const { traces, spans, evictedTraces, evictedSpans } = stats;
  const otherSpans = Math.max(0, spans + evictedSpans - sumOf(doors, (door) => door.stats.spans));
  const note =
    evictedTraces > 0
      ? 'O armazenamento encheu, e os traces mais antigos saíram.'
      : spans > 0
        ? 'Guardados, e visíveis nas buscas.'
        : 'Vazio.';
  const state = evictedTraces > 0 ? 'warning' : spans > 0 ? 'ok' : 'unknown';
  const counts = { traces, spans, otherSpans, evictedTraces, evictedSpans };
  return { station: 'store', label: 'armazenamento', counts, state, note };
}

function hasAccepted({ stats }: DoorView): boolean {
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
