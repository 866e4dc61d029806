/**
 * A corrida: leva após leva, porta após porta, até o tempo acabar.
 *
 *   leva de uma porta ──> canários em todas, durante e depois ──> releitura do que foi guardado ──> memória, stderr
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Canaries } from './canaries.ts';
import { sendAndCheck } from './check-answer.ts';
import { doorsOf, type FuzzDoor } from './doors.ts';
import { type Finding, FindingError } from './finding.ts';
import { describeInput, type FuzzInput } from './input.ts';
import { QueryClient } from './query-client.ts';
import { ReadBack } from './read-back.ts';
import { sampleInput } from './sample-input.ts';
import { SlowClients } from './slow-clients.ts';
import type { FuzzTarget } from './target.ts';

export interface FuzzPlan {
  seed: number;
  /** Duração, em segundos; a primeira volta pelas portas sempre acontece inteira. */
  seconds: number;
  /** Só esta porta. */
  only?: string;
  /** Só estas iterações, as duas pontas incluídas. */
  iterations?: { first: number; last: number };
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
const BATCH = 16;
const CONCURRENCY = 4;
const MAX_FINDINGS = 20;
const DEATH_NEWS_MS = 300;

export async function runFuzz(target: FuzzTarget, plan: FuzzPlan): Promise<FuzzReport> {
  const run = new FuzzRun(target, plan);
  try {
    await run.everything();
  } finally {
    run.close();
  }
  await run.checkRelease();
  return run.report();
}

interface Batch {
  name: string;
  door: FuzzDoor;
  first: number;
  inputs: FuzzInput[];
}

class FuzzRun {
  readonly #target: FuzzTarget;
  readonly #plan: FuzzPlan;
  readonly #deadlineMs: number;
  readonly #doors: [name: string, door: FuzzDoor][];
  readonly #query: QueryClient | undefined;
  readonly #canaries: Canaries;
  readonly #readBack: ReadBack | undefined;
  readonly #slow: SlowClients;
  readonly #outcomes = new Map<string, Map<string, number>>();
  readonly #findings: Finding[] = [];
  readonly #started = performance.now();
  #idleBytes = 0;
  #peakBytes = 0;
  /** Pasta dos achados, criada com o primeiro. */
  #folder: string | undefined;

  constructor(target: FuzzTarget, plan: FuzzPlan) {
    this.#target = target;
    this.#plan = plan;
    this.#deadlineMs = plan.deadlineMs ?? DEADLINE_MS;
    const { ports } = target;
    this.#doors = doorsOf(ports);
    this.#query = ports.ui === undefined ? undefined : new QueryClient(ports.ui, this.#deadlineMs);
    this.#canaries = new Canaries(this.#doors, ports, this.#query, this.#deadlineMs);
    this.#readBack = this.#query && new ReadBack(this.#query);
    this.#slow = new SlowClients(this.#doors.filter(([, { transport }]) => transport === 'tcp').map(([n]) => ports[n]));
  }

  async everything(): Promise<void> {
    this.#idleBytes = (await this.#target.usage()).rssBytes;
    const { only, iterations, seconds, seed } = this.#plan;
    const doors = this.#doors.filter(([name]) => only === undefined || name === only);
    const deadline = this.#started + seconds * 1000;
    for (let first = iterations?.first ?? 0; ; first += BATCH) {
      const last = Math.min(first + BATCH - 1, iterations?.last ?? Number.POSITIVE_INFINITY);
      for (const [name, door] of doors) {
        const size = last - first + 1;
        const inputs = Array.from({ length: size }, (_, i) => sampleInput(door, seed, first + i));
        await this.#batch({ name, door, first, inputs });
        const over = iterations === undefined && first > 0 && performance.now() > deadline;
        if (this.#isOver() || over) return;
      }
      if (iterations ? last >= iterations.last : performance.now() > deadline) return;
    }
  }

  #isOver(): boolean {
    return this.#target.death() !== undefined || this.#findings.length >= MAX_FINDINGS;
  }

  async #batch(batch: Batch): Promise<void> {
    const wholeBatch = (work: () => Promise<void>): Promise<void> => this.#attempt(batch, 0, batch.inputs.length, work);
    await Promise.all([this.#sendInputs(batch), wholeBatch(() => this.#canaries.sendAll())]);
    await wholeBatch(() => this.#canaries.sendAll());
    await wholeBatch(async () => this.#readBack?.readNew());
    await wholeBatch(() => this.#checkProcess());
  }

  async #sendInputs(batch: Batch): Promise<void> {
    const { name, door, inputs } = batch;
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < inputs.length) {
        const index = next++;
        await this.#attempt(batch, index, 1, async () => {
          const port = this.#target.ports[name];
          this.#count(name, await sendAndCheck(port, door, inputs[index], this.#deadlineMs));
        });
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  }

  /** Faz `work`; o que der errado vira um achado nas iterações de `index` em diante. */
  async #attempt(batch: Batch, index: number, size: number, work: () => Promise<void>): Promise<void> {
    if (this.#isOver()) return;
    try {
      await work();
    } catch (error) {
      const death = await this.#deathNews();
      // A queda é de todas as iterações em voo: não dá para dizer qual delas derrubou.
      if (death !== undefined) this.#record(batch, 0, batch.inputs.length, new FindingError('died', death));
      else if (error instanceof FindingError) this.#record(batch, index, size, error);
      else throw error;
    }
  }

  /** O sistema derruba as conexões antes de contar que o processo acabou. */
  async #deathNews(): Promise<string | undefined> {
    const until = performance.now() + DEATH_NEWS_MS;
    while (this.#target.death() === undefined && performance.now() < until) await pause(5);
    return this.#target.death();
  }

  #record({ name, first, inputs }: Batch, index: number, size: number, { code, message }: FindingError): void {
    // Um mesmo defeito na mesma porta, uma vez só.
    if (this.#findings.some((known) => known.door === name && known.code === code)) return;
    this.#folder ??= mkdtempSync(path.join(tmpdir(), 'luneta-fuzz-'));
    const range = { first: first + index, last: first + index + size - 1 };
    const file = path.join(this.#folder, `${name}-${range.first}-${code}.json`);
    const saved = inputs.slice(index, index + size).map((input) => describeInput(input));
    writeFileSync(file, `[${saved.join(',\n')}]\n`);
    const stderr = code === 'died' ? ` ${this.#target.stderr().trim()}` : '';
    this.#findings.push({ code, message: message + stderr, door: name, ...range, file });
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
        this.#findings.push({ code: 'sockets', message, door: '(todas)', first: 0, last: 0, file: '' });
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
    this.#slow.close();
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
