/**
 * A corrida: leva após leva, até o tempo acabar. Uma leva tem as mesmas iterações em todas as portas, misturadas.
 *
 *   leva ──> canários em todas as portas, durante e depois ──> releitura do que foi guardado ──> memória, stderr
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Canaries } from './canaries.ts';
import { sendAndCheck } from './check-answer.ts';
import { doorsOf, type FuzzDoor } from './doors.ts';
import { ALL_DOORS, type Finding, FindingError } from './finding.ts';
import { describeInput, type FuzzInput } from './input.ts';
import { QueryClient } from './query-client.ts';
import { ReadBack } from './read-back.ts';
import { sampleInput } from './sample-input.ts';
import type { FuzzTarget } from './target.ts';

export interface FuzzPlan {
  seed: number;
  /** Duração, em segundos; a primeira leva sempre acontece inteira. */
  seconds: number;
  /** Só esta porta. */
  only?: string;
  /** Só estas iterações, as duas pontas incluídas. */
  iterations?: { first: number; last: number };
  /** Pasta dos achados, criada com o primeiro. */
  folder: string;
  /** Memória que o alvo pode usar além da que tinha parado, em bytes. */
  extraMemory: number;
  /** Prazo de uma resposta e de um canário; o padrão é generoso, porque a máquina pode estar ocupada. */
  deadlineMs?: number;
}

export interface FuzzReport {
  /** Por porta, quantas vezes cada resultado. */
  outcomes: Map<string, Map<string, number>>;
  findings: Finding[];
  traces: number;
  reads: number;
  idleBytes: number;
  peakBytes: number;
  slowestCanaryMs: number;
  elapsedMs: number;
}

const DEADLINE_MS = 15_000;
/** Iterações numa leva. */
const BATCH = 32;
/** Entradas em voo, de todas as portas. */
const CONCURRENCY = 16;
/** Quem demora mais que isso fica para trás, e a leva segue: há conexões que só o prazo da porta fecha. */
const PATIENCE_MS = 250;
const MAX_FINDINGS = 20;
const DEATH_NEWS_MS = 300;

export async function runFuzz(target: FuzzTarget, plan: FuzzPlan): Promise<FuzzReport> {
  const run = new FuzzRun(target, plan);
  try {
    await run.everything();
    await run.settle();
  } finally {
    run.close();
  }
  await run.checkRelease();
  return run.report();
}

/** Uma entrada a mandar; é sorteada só na hora. */
interface Shot {
  name: string;
  door: FuzzDoor;
  iteration: number;
}

class FuzzRun {
  readonly #target: FuzzTarget;
  readonly #plan: FuzzPlan;
  readonly #deadlineMs: number;
  readonly #doors: [name: string, door: FuzzDoor][];
  readonly #query: QueryClient | undefined;
  readonly #canaries: Canaries;
  readonly #readBack: ReadBack | undefined;
  readonly #outcomes = new Map<string, Map<string, number>>();
  readonly #findings: Finding[] = [];
  readonly #started = performance.now();
  readonly #attempts: Promise<void>[] = [];
  #idleBytes = 0;
  #peakBytes = 0;

  constructor(target: FuzzTarget, plan: FuzzPlan) {
    this.#target = target;
    this.#plan = plan;
    this.#deadlineMs = plan.deadlineMs ?? DEADLINE_MS;
    const { ports } = target;
    this.#doors = doorsOf(ports);
    this.#query = ports.ui === undefined ? undefined : new QueryClient(ports.ui, this.#deadlineMs);
    this.#canaries = new Canaries(this.#doors, ports, this.#query, this.#deadlineMs);
    this.#readBack = this.#query && new ReadBack(this.#query);
  }

  async everything(): Promise<void> {
    this.#idleBytes = (await this.#target.usage()).rssBytes;
    const { only, iterations, seconds } = this.#plan;
    const doors = this.#doors.filter(([name]) => only === undefined || name === only);
    const deadline = this.#started + seconds * 1000;
    for (let first = iterations?.first ?? 0; !this.#isOver(); first += BATCH) {
      const last = Math.min(first + BATCH - 1, iterations?.last ?? Number.POSITIVE_INFINITY);
      const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
      await this.#round(numbers.flatMap((iteration) => doors.map(([name, door]) => ({ name, door, iteration }))));
      if (iterations ? last >= iterations.last : performance.now() > deadline) return;
    }
  }

  /** Espera as entradas que ficaram para trás. */
  async settle(): Promise<void> {
    await Promise.all(this.#attempts);
  }

  #isOver(): boolean {
    return this.#target.death() !== undefined || this.#findings.length >= MAX_FINDINGS;
  }

  async #round(shots: readonly Shot[]): Promise<void> {
    const check = (work: () => Promise<void>): Promise<void> => this.#attempt(shots, shots, work);
    await Promise.all([this.#sendInputs(shots), check(() => this.#canaries.sendAll())]);
    await check(() => this.#canaries.sendAll());
    await check(async () => this.#readBack?.readNew());
    await check(() => this.#checkProcess());
  }

  async #sendInputs(shots: readonly Shot[]): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < shots.length) {
        const shot = shots[next++];
        const attempt = this.#attempt(shots, [shot], () => this.#send(shot));
        this.#attempts.push(attempt);
        await Promise.race([attempt, pause(PATIENCE_MS)]);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  }

  async #send(shot: Shot): Promise<void> {
    const port = this.#target.ports[shot.name];
    this.#count(shot.name, await sendAndCheck(port, shot.door, this.#inputOf(shot), this.#deadlineMs));
  }

  #inputOf({ door, iteration }: Shot): FuzzInput {
    return sampleInput(door, this.#plan.seed, iteration);
  }

  /** Faz `work`; o que der errado vira um achado de `blamed`. */
  async #attempt(round: readonly Shot[], blamed: readonly Shot[], work: () => Promise<void>): Promise<void> {
    if (this.#isOver()) return;
    try {
      await work();
    } catch (error) {
      const death = await this.#deathNews();
      // A queda é da leva inteira: não dá para dizer qual das entradas derrubou.
      if (death !== undefined) this.#record(round, new FindingError('died', death));
      else if (error instanceof FindingError) this.#record(blamed, error);
      else throw error;
    }
  }

  /** O sistema derruba as conexões antes de contar que o processo acabou. */
  async #deathNews(): Promise<string | undefined> {
    const until = performance.now() + DEATH_NEWS_MS;
    while (this.#target.death() === undefined && performance.now() < until) await pause(5);
    return this.#target.death();
  }

  #record(shots: readonly Shot[], { code, message }: FindingError): void {
    const names = new Set(shots.map(({ name }) => name));
    const door = names.size === 1 ? shots[0].name : ALL_DOORS;
    // Um mesmo defeito na mesma porta, uma vez só.
    if (this.#findings.some((known) => known.door === door && known.code === code)) return;
    const { folder } = this.#plan;
    mkdirSync(folder, { recursive: true });
    const [first, last] = [shots[0].iteration, shots[shots.length - 1].iteration];
    const file = path.join(folder, `${names.size === 1 ? door : 'todas'}-${first}-${code}.json`);
    const saved = shots.map((shot) => `{"door": "${shot.name}", "input": ${describeInput(this.#inputOf(shot))}}`);
    writeFileSync(file, `[${saved.join(',\n')}]\n`);
    const stderr = code === 'died' ? ` ${this.#target.stderr().trim()}` : '';
    this.#findings.push({ code, message: message + stderr, door, first, last, file });
  }

  async #checkProcess(): Promise<void> {
    const { rssBytes } = await this.#target.usage();
    this.#peakBytes = Math.max(this.#peakBytes, rssBytes);
    const limit = this.#idleBytes + this.#plan.extraMemory;
    if (rssBytes > limit) {
      throw new FindingError('memory', `o processo usa ${rssBytes} bytes; parado usava ${this.#idleBytes}`);
    }
    const complaint = this.#target.stderr().trim();
    if (complaint !== '') throw new FindingError('stderr', `o processo escreveu: ${complaint}`);
    const death = this.#target.death();
    if (death !== undefined) throw new FindingError('died', death);
  }

  /** Fechados todos os clientes, o alvo tem de ficar sem conexão nenhuma, dentro do prazo. */
  async checkRelease(): Promise<void> {
    if (this.#target.death() !== undefined || this.#findings.some(({ code }) => code === 'hang')) return;
    const until = performance.now() + this.#deadlineMs;
    for (;;) {
      const { sockets } = await this.#target.usage();
      if (sockets === 0) return;
      if (performance.now() > until) {
        const message = `${sockets} conexões continuam abertas depois que todos os clientes saíram`;
        this.#findings.push({ code: 'sockets', message, door: ALL_DOORS, first: 0, last: 0, file: '' });
        return;
      }
      await pause(50);
    }
  }

  #count(name: string, outcome: string): void {
    const counts = this.#outcomes.get(name) ?? new Map<string, number>();
    this.#outcomes.set(name, counts.set(outcome, (counts.get(outcome) ?? 0) + 1));
  }

  close(): void {
    this.#query?.close();
  }

  report(): FuzzReport {
    return {
      outcomes: this.#outcomes,
      findings: this.#findings,
      traces: this.#readBack?.traces ?? 0,
      reads: this.#query?.reads ?? 0,
      idleBytes: this.#idleBytes,
      peakBytes: this.#peakBytes,
      slowestCanaryMs: this.#canaries.slowestMs,
      elapsedMs: performance.now() - this.#started,
    };
  }
}
