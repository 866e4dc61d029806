/** Julgar no momento certo: assim que dá para passar, e não muito depois de já não haver o que esperar. */
import { setTimeout as delay } from 'node:timers/promises';
import { timeLimit } from '../time-limit.ts';
import type { Attempt } from './attempt.ts';
import type { Evidence } from './evidence.ts';
import { type Expectation, namedServices } from './expectations.ts';
import { judge } from './judge.ts';
import { canBeRefuted, neededSignals } from './needs.ts';
import { readEvidence } from './read-evidence.ts';
import type { RulesFile } from './rules/rules-file.ts';
import type { TelemetrySource } from './sources/source.ts';
import type { Verdict } from './verdict.ts';

const DEFAULT_QUIET_MS = 500;
const INTERVAL_MS = 50;

export interface WaitOptions {
  expectations: readonly Expectation[];
  sources: readonly TelemetrySource[];
  attempt: Attempt;
  /** O arquivo de que falam as expectativas sobre regras. */
  rules?: RulesFile;
  /** Resolve (ou rejeita) quando nada mais vai ser produzido: o programa acabou, ou o pedido foi respondido. */
  done: Promise<unknown>;
  /**
   * Quanto tempo sem novidade, depois de `done`, basta para julgar; padrão: 0,5 s. Um servidor que manda em lotes só os
   * manda de tempos em tempos (`OTEL_BSP_SCHEDULE_DELAY`): espere mais que isso. `Infinity` só desiste no prazo, o que
   * serve a um backend remoto.
   */
  quietMs?: number;
  /** A contar da chamada. No fim dele vale o que se viu. */
  deadlineMs: number;
  intervalMs?: number;
  /** Abortado, vale o que se viu até ali. */
  signal?: AbortSignal;
}

/** Um veredito e aquilo em que ele se baseia. */
export interface GroundedVerdict extends Verdict {
  evidence: Evidence;
}

/** Nunca rejeita: o que deu errado está no veredito. */
export async function waitForVerdict(options: WaitOptions): Promise<GroundedVerdict> {
  const { expectations, quietMs = DEFAULT_QUIET_MS, intervalMs = INTERVAL_MS } = options;
  const deadline = performance.now() + options.deadlineMs;
  const mustWait = expectations.some(canBeRefuted);
  const services = namedServices(expectations);
  const rules = expectations.some(({ about }) => about === 'rule') ? options.rules : undefined;
  const exemplars = expectations.some((each) => each.about === 'metric' && each.spec.hasExemplar);
  const needed = neededSignals(expectations);
  const sources = options.sources.filter(({ signal }) => signal === undefined || needed.has(signal));
  let doneAt = Infinity;
  const markDone = (): void => void (doneAt = performance.now());
  options.done.then(markDone, markDone);

  let seen = '';
  let lastNews = performance.now();
  let verdict: GroundedVerdict | undefined;
  for (;;) {
    const readAt = performance.now();
    const signal = timeLimit(Math.max(1, Math.ceil(deadline - readAt)), options.signal);
    const evidence = await readEvidence({ sources, attempt: options.attempt }, { services, exemplars, rules, signal });
    // Uma leitura cortada sabe menos que a anterior.
    if (verdict && signal.aborted) return verdict;
    verdict = { ...judge(expectations, evidence), evidence };
    const now = performance.now();
    const news = fingerprint(evidence);
    if (news !== seen) {
      seen = news;
      lastNews = now;
    }
    // A última leitura tem de ter começado depois do silêncio, e não só terminado.
    const isQuiet = readAt - Math.max(doneAt, lastNews) >= quietMs;
    if (isQuiet || signal.aborted || (verdict.passed && !mustWait)) return verdict;
    // Uma leitura demorada (uma saída enorme) espaça as próximas, e não ocupa o processador o tempo todo.
    const pause = Math.max(intervalMs, now - readAt);
    // O fim do prazo ainda merece uma leitura, com tempo de responder.
    const left = deadline - now;
    if (left <= pause / 2) return verdict;
    await delay(Math.min(pause, left / 2));
  }
}

/**
 * Muda quando há novidade; o que é de outros não é, nem o valor novo de uma série que já se via: ela é exportada sem parar. O que
 * uma regra dá, sim: só muda com o que a tentativa mede.
 */
function fingerprint({ spans, metrics = [], logs = [], answers = [], stdout = '', rules, problems }: Evidence): string {
  const counts = [spans.length, metrics.length, logs.length, answers.length, stdout.length];
  const told = JSON.stringify(rules?.answers ?? []);
  return `${counts.join(' ')} ${problems.map(({ code }) => code).join(' ')} ${told}`;
}
