/**
 * O doutor: fotografa o que chegou, passa as regras e guarda o resultado por um instante.
 *
 *   portas, armazenamento ──> fotografia ──> regras ──> achados
 *   (e o que a máquina diz)        └──────────────────> caminho do span
 *
 * Tudo em fatias: enquanto um exame corre, as portas recebem. E um exame por vez: cem pedidos juntos gastam a memória de um.
 */
import { startSlices } from '../../http/slices.ts';
import type { ScrapeTarget } from '../../receivers/scrape.ts';
import type { LogStore } from '../../store/logs/log-store.ts';
import type { MetricStore } from '../../store/metrics/metric-store.ts';
import type { SpanStore } from '../../store/store.ts';
import { type Finding, FindingDraft } from './finding.ts';
import { Machine, type MachineDeps } from './machine.ts';
import { hasSeries } from './metric-facts.ts';
import { RULES } from './rules/index.ts';
import {
  type DiagnosedTrace,
  type DoorView,
  NO_MACHINE_FACTS,
  readNewestTraces,
  readTracesOf,
  type Snapshot,
} from './snapshot.ts';
import { type PathStation, spanPath } from './span-path.ts';

export interface Diagnosis {
  findings: Finding[];
  path: PathStation[];
}

export interface DiagnoseOptions {
  /** Não pergunta nada ao programa de ninguém: para quem examina sem que lhe peçam. */
  quiet?: boolean;
}

/** Diz o que há de errado; com `service`, só o que diz respeito a ele (e às portas, que são de todos). */
export type Diagnose = (service?: string, options?: DiagnoseOptions) => Promise<Diagnosis>;

export interface DiagnosisDeps extends Omit<MachineDeps, 'ownPorts'> {
  store: SpanStore;
  /** As portas abertas: perguntadas a cada diagnóstico. */
  doors: () => readonly DoorView[];
  /** As portas da Luneta, a da interface inclusive; padrão: as de `doors`. */
  ownPorts?: MachineDeps['ownPorts'];
  /** Os outros sinais; sem eles, as regras deles se calam. */
  metrics?: MetricStore;
  logs?: LogStore;
  /** As páginas que a Luneta visita. */
  scrapes?: () => readonly ScrapeTarget[];
  /** Spans que saíram antes de entrar nas métricas derivadas deles. */
  uncountedSpans?: () => number;
}

/**
 * Um diagnóstico vale até este tempo, e o quíntuplo se nada mudou: as regras que esperam um silêncio dependem da hora. Se mudou,
 * e ele custou pouco, vale menos: quem acabou de mandar quer saber do que mandou.
 */
const FRESH_MS = 1_000;
/** Examinar de novo o que não para de chegar ocupa no máximo um décimo do tempo. */
const REST_PER_EXAM = 10;
const UNCHANGED_MS = 5_000;
/** Diagnósticos prontos guardados: o geral, e os de alguns serviços. Os que esperam a vez ficam todos. */
const MAX_KEPT = 8;
/** Todo serviço que não existe tem o mesmo diagnóstico: o das portas. Nenhum serviço guardado se chama assim. */
const NOBODY = '';

interface Kept {
  atMs: number;
  version: string;
  quiet: boolean;
  done: boolean;
  /** Quanto o exame demorou, em milissegundos; enquanto não acaba, 0. */
  tookMs: number;
  diagnosis: Promise<Diagnosis>;
}

export function createDiagnose(deps: DiagnosisDeps): Diagnose {
  const kept = new Map<string | undefined, Kept>();
  const examiner = new Examiner(deps);
  return (asked, { quiet = false } = {}) => {
    const service = asked === undefined || isKnown(deps, asked) ? asked : NOBODY;
    const nowMs = deps.now();
    const version = versionOf(deps);
    const known = kept.get(service);
    if (known && (quiet || !known.quiet)) {
      // Pelo módulo: um relógio que andou para trás não prende um diagnóstico velho.
      const age = Math.abs(nowMs - known.atMs);
      const validMs = known.version === version ? UNCHANGED_MS : Math.min(FRESH_MS, REST_PER_EXAM * known.tookMs);
      if (age < validMs || !known.done) return known.diagnosis;
    }
    const diagnosis = examiner.examine(service, quiet).finally(() => {
      entry.done = true;
      entry.tookMs = Math.abs(deps.now() - nowMs);
      const ready = [...kept].filter(([, { done }]) => done);
      for (const [oldest] of ready.slice(0, -MAX_KEPT)) kept.delete(oldest);
    });
    const entry: Kept = { atMs: nowMs, version, quiet, done: false, tookMs: 0, diagnosis };
    kept.delete(service);
    kept.set(service, entry);
    // Uma falha não fica guardada.
    diagnosis.catch(() => kept.get(service) === entry && kept.delete(service));
    return diagnosis;
  };
}

/** Alguém com este nome mandou alguma coisa que ainda está guardada. */
function isKnown({ store, logs, metrics }: DiagnosisDeps, service: string): boolean {
  if (store.getServices().includes(service) || logs?.getServices().includes(service)) return true;
  return metrics !== undefined && hasSeries(metrics, service);
}

/** Muda quando alguma coisa chega, ou sai. Uma amostra nova de uma série que já havia não muda nada. */
function versionOf({ store, doors, metrics, logs, scrapes }: DiagnosisDeps): string {
  const { spans, traces, evictedTraces } = store.getStats();
  const counted = doors().map(
    ({ stats }) => `${stats.messages} ${stats.silentConnections} ${stats.lastError?.atUnixMs}`,
  );
  const measured = metrics?.getStats();
  const visited = (scrapes?.() ?? []).map(({ up, lastError }) => `${up} ${lastError}`);
  const others = [measured?.series, measured?.rejectedPoints, logs?.getStats().lastSequence];
  return [spans, traces, evictedTraces, ...counted, ...others, ...visited].join(' ');
}

/** Faz os exames, um de cada vez. */
class Examiner {
  readonly #deps: DiagnosisDeps;
  readonly #machine: Machine;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** Os traces mais novos, lidos pelo primeiro exame da fila: os seguintes só leem o que falta deles. */
  #newest: { atMs: number; version: string; traces: DiagnosedTrace[] } | undefined;

  constructor(deps: DiagnosisDeps) {
    const { doors, ownPorts = () => doors().map(({ port }) => port) } = deps;
    this.#deps = deps;
    this.#machine = new Machine({ ...deps, ownPorts });
  }

  examine(service: string | undefined, quiet: boolean): Promise<Diagnosis> {
    this.#waiting++;
    const exam = this.#last.then(async () => {
      try {
        return await this.#run(service, quiet);
      } finally {
        // Ninguém mais na fila: dez mil spans decodificados não ficam na memória à toa.
        if (--this.#waiting === 0) this.#newest = undefined;
      }
    });
    this.#last = exam.catch(() => {});
    return exam;
  }

  async #run(service: string | undefined, quiet: boolean): Promise<Diagnosis> {
    const { store, doors, now, metrics, logs, scrapes, uncountedSpans } = this.#deps;
    const pause = startSlices();
    const newest = await this.#readNewest(pause);
    const traces = service ? [...newest, ...(await readTracesOf(store, service, newest, pause))] : newest;
    const seen: Snapshot = {
      nowMs: now(),
      doors: doors(),
      stats: store.getStats(),
      traces,
      machine: NO_MACHINE_FACTS,
      metrics,
      logs,
      scrapes: scrapes?.(),
      uncountedSpans: uncountedSpans?.(),
    };
    const snapshot = { ...seen, machine: await this.#machine.examine(seen, !quiet) };
    const findings: Finding[] = [];
    for (const rule of RULES) {
      const draft = new FindingDraft(rule, service);
      await pause();
      for (const sighting of rule.find(snapshot)) {
        if (sighting) draft.add(sighting);
        await pause();
      }
      const finding = draft.finish(snapshot.doors);
      if (finding) findings.push(finding);
    }
    return { findings, path: spanPath(snapshot, store.getServices().length) };
  }

  async #readNewest(pause: () => Promise<void> | undefined): Promise<DiagnosedTrace[]> {
    const version = versionOf(this.#deps);
    const atMs = this.#deps.now();
    const known = this.#newest;
    if (known && (known.version === version || Math.abs(atMs - known.atMs) < FRESH_MS)) return known.traces;
    const traces = await readNewestTraces(this.#deps.store, pause);
    this.#newest = { atMs, version, traces };
    return traces;
  }
}
