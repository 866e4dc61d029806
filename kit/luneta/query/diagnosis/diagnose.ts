/**
 * O doutor: fotografa o que chegou, passa as regras e guarda o resultado por um instante.
 *
 *   portas, armazenamento ──> fotografia ──> regras ──> achados
 *   (e o que a máquina diz)        └──────────────────> caminho do span
 *
 * Tudo em fatias: enquanto um diagnóstico corre, as portas recebem.
 */
import { startSlices } from '../../http/slices.ts';
import type { SpanStore } from '../../store/store.ts';
import { type AskServer, askServer } from './ask-server.ts';
import { type Finding, FindingDraft } from './finding.ts';
import { RULES } from './rules/index.ts';
import { isEverythingSilent } from './rules/nothing-arrived.ts';
import { expressSuspects } from './rules/route-missing.ts';
import { type DoorView, type MachineFacts, NO_MACHINE_FACTS, readNewestTraces, type Snapshot } from './snapshot.ts';
import { type PathStation, spanPath } from './span-path.ts';

export interface Diagnosis {
  findings: Finding[];
  path: PathStation[];
}

/** Diz o que há de errado; com `service`, só o que diz respeito a ele (e às portas, que são de todos). */
export type Diagnose = (service?: string) => Promise<Diagnosis>;

export interface DiagnosisDeps {
  store: SpanStore;
  /** As portas abertas: perguntadas a cada diagnóstico. */
  doors: () => readonly DoorView[];
  /** Relógio em milissegundos Unix. */
  now: () => number;
  /** Padrão: a pergunta de verdade. */
  ask?: AskServer;
  platform?: NodeJS.Platform;
}

/** Um diagnóstico vale este tempo, e o quíntuplo se nada mudou: as regras que esperam um silêncio dependem da hora. */
const FRESH_MS = 1_000;
const UNCHANGED_MS = 5_000;
/** Diagnósticos guardados: o geral, e os de alguns serviços. */
const MAX_KEPT = 8;
/** Serviços a quem se pergunta se são um Express, num diagnóstico. */
const MAX_ASKED = 5;
const AIRPLAY_PORT = 5000;

interface Kept {
  atMs: number;
  version: string;
  diagnosis: Promise<Diagnosis>;
}

export function createDiagnose(deps: DiagnosisDeps): Diagnose {
  const kept = new Map<string | undefined, Kept>();
  return (service) => {
    const nowMs = deps.now();
    const version = versionOf(deps);
    const known = kept.get(service);
    // Pelo módulo: um relógio que andou para trás não prende um diagnóstico velho.
    const age = Math.abs(nowMs - (known?.atMs ?? -Infinity));
    if (known && (age < FRESH_MS || (age < UNCHANGED_MS && known.version === version))) return known.diagnosis;
    const diagnosis = diagnoseNow(deps, service);
    kept.delete(service);
    kept.set(service, { atMs: nowMs, version, diagnosis });
    for (const oldest of kept.keys()) if (kept.size > MAX_KEPT) kept.delete(oldest);
    // Uma falha não fica guardada.
    diagnosis.catch(() => kept.delete(service));
    return diagnosis;
  };
}

/** Muda quando alguma coisa chega, ou sai. */
function versionOf({ store, doors }: DiagnosisDeps): string {
  const { spans, traces, evictedTraces } = store.getStats();
  const counted = doors().map(
    ({ stats }) => `${stats.messages} ${stats.silentConnections} ${stats.lastError?.atUnixMs}`,
  );
  return [spans, traces, evictedTraces, ...counted].join(' ');
}

async function diagnoseNow(deps: DiagnosisDeps, service: string | undefined): Promise<Diagnosis> {
  const pause = startSlices();
  const traces = await readNewestTraces(deps.store, service, pause);
  const seen: Snapshot = {
    nowMs: deps.now(),
    doors: deps.doors(),
    stats: deps.store.getStats(),
    traces,
    machine: NO_MACHINE_FACTS,
  };
  const snapshot = { ...seen, machine: await askMachine(deps, seen) };
  const findings: Finding[] = [];
  for (const rule of RULES) {
    const draft = new FindingDraft(rule, service);
    await pause();
    for (const sighting of rule.find(snapshot)) {
      if (sighting) draft.add(sighting);
      await pause();
    }
    const finding = draft.finish();
    if (finding) findings.push(finding);
  }
  return { findings, path: spanPath(snapshot, deps.store.getServices().length) };
}

/** Só pergunta quando a resposta pode mudar um achado, e nunca a uma porta da própria Luneta. */
async function askMachine(deps: DiagnosisDeps, snapshot: Snapshot): Promise<MachineFacts> {
  const { ask = askServer, platform = process.platform } = deps;
  const own = new Set(snapshot.doors.map(({ port }) => port));
  const suspects = [...expressSuspects(snapshot)].filter(([, port]) => !own.has(port)).slice(0, MAX_ASKED);
  const expressServices = new Set<string>();
  const questions = suspects.map(async ([service, port]) => {
    const signature = await ask(port);
    if (signature?.poweredBy === 'Express') expressServices.add(service);
  });
  // Só o macOS tem um AirPlay; e, se algo chega, a porta 5000 não é o problema.
  const mayBeAirPlay = platform === 'darwin' && !own.has(AIRPLAY_PORT) && isEverythingSilent(snapshot);
  const [airPlay] = await Promise.all([mayBeAirPlay ? ask(AIRPLAY_PORT) : undefined, ...questions]);
  return { expressServices, airPlay: airPlay?.server.startsWith('AirTunes') ?? false };
}
