/** O trabalho em cada partição: novas tentativas, progresso, e spans em número limitado. */
import type { Link, Span, Tracer } from '@opentelemetry/api';
import type { Partitioned } from './engines/arrays';
import { failureText, kindOf, noteException, recordFailure } from './failure';
import { PartitionSummary } from './partition-summary';
import { spanName } from './span-name';
import { traced, validLinks } from './traced';

export interface PartitionOptions<P> {
  /** Quantas partições ao mesmo tempo. Padrão: 1. */
  readonly concurrency?: number;
  /** Quantas novas tentativas depois de uma falha. Padrão: nenhuma. */
  readonly retries?: number;
  /**
   * Quantas tentativas ganham um span só delas; das outras, fica o resumo, no span da operação. Quem tem dez mil partições não quer dez
   * mil spans. As que falham têm uma cota do mesmo tamanho, à parte. Padrão: 50.
   */
  readonly maxSpans?: number;
  /** Os traces de onde esta partição veio: os do produtor dela. */
  readonly partitionLinks?: (partition: P, index: number) => readonly Link[];
  /** A cada partição terminada. No span, o progresso são até dez eventos, tenha o trabalho quantas partições tiver. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Uma partição falhou em todas as tentativas. O motivo da última está em `cause`. */
export class PartitionError extends Error {
  readonly code = 'partition_failed';
  readonly index: number;
  readonly attempts: number;

  constructor(index: number, attempts: number, cause: unknown) {
    const times = attempts === 1 ? '1 tentativa' : `${attempts} tentativas`;
    super(`A partição ${index} falhou em ${times}: ${failureText(cause)}`, { cause });
    this.name = 'PartitionError';
    this.index = index;
    this.attempts = attempts;
  }
}

/** A operação de que as partições são parte, e o span dela. */
interface Operation {
  readonly tracer: Tracer;
  readonly service: string;
  readonly name: string;
  readonly span: Span;
}

type Work<P, R> = (partition: P, index: number, attempt: number) => R | Promise<R>;

/** @throws PartitionError; RangeError se uma opção não é um número de coisas. */
export async function runPartitions<P, R>(
  operation: Operation,
  partitions: readonly P[],
  work: Work<P, R>,
  options: PartitionOptions<P>,
): Promise<R[]> {
  const { concurrency = 1, retries = 0, maxSpans = 50, onProgress } = options;
  requireWhole({ concurrency }, 1);
  requireWhole({ retries, maxSpans }, 0);
  const { span } = operation;
  const total = partitions.length;
  const summary = new PartitionSummary(total, maxSpans);
  const attempt = attempter(operation, summary, work, options.partitionLinks);
  const results = Array.from<R>({ length: total });
  let next = 0;
  let failure: PartitionError | undefined;

  const runOne = async (index: number): Promise<void> => {
    for (let number = 1; ; number += 1) {
      try {
        results[index] = await attempt(partitions[index] as P, index, number);
        break;
      } catch (error) {
        // Com outra partição já perdida, tentar de novo só adiaria a notícia.
        if (number <= retries && !failure) continue;
        failure ??= new PartitionError(index, number, error);
        return;
      }
    }
    summary.finished(span);
    tryToObserve(span, () => onProgress?.({ done: summary.done, total }));
  };
  const worker = async (): Promise<void> => {
    while (next < total) {
      if (failure) return;
      await runOne(next++);
    }
  };
  // Espera por todos: nenhum trabalho fica rodando depois que o span da operação termina.
  await Promise.all(Array.from({ length: Math.min(concurrency, total) }, worker));
  span.setAttributes(summary.attributes);
  if (failure) throw failure;
  return results;
}

/** Uma tentativa numa partição, com um span só dela se ainda há um. */
function attempter<P, R>(
  { tracer, service, name, span: parent }: Operation,
  summary: PartitionSummary,
  work: Work<P, R>,
  partitionLinks: PartitionOptions<P>['partitionLinks'],
): (partition: P, index: number, number: number) => Promise<R> {
  const childName = spanName(service, 'partition', name);
  return async (partition, index, number) => {
    const attributes = { 'telescope.partition.index': index, 'telescope.partition.attempt': number };
    const linksOf = (): Link[] => validLinks(tryToObserve(parent, () => partitionLinks?.(partition, index)) ?? []);
    const startTime = Date.now();
    const startMs = performance.now();
    const hasSpan = summary.takeSpan();
    let failed = true;
    try {
      const run = async (span?: Span): Promise<R> => {
        span?.setAttributes(attributes);
        return await work(partition, index, number);
      };
      const result = await (hasSpan ? traced(tracer, childName, run, { links: linksOf() }) : run());
      failed = false;
      return result as R;
    } catch (error) {
      // A falha de quem não tinha um span ganha um agora, com a hora em que começou: é dela que se vai precisar.
      if (!hasSpan && summary.takeFailureSpan()) {
        const span = tracer.startSpan(childName, { attributes, startTime, links: linksOf() });
        recordFailure(span, error);
        span.end();
      }
      throw error;
    } finally {
      summary.attempted((performance.now() - startMs) / 1000, failed);
    }
  };
}

/** Quem observa não derruba: o erro de um callback de observação fica no span da operação, e o trabalho segue. */
function tryToObserve<T>(span: Span, observe: () => T): T | undefined {
  try {
    return observe();
  } catch (error) {
    noteException(span, error);
    return undefined;
  }
}

/** @throws TypeError se não são dados em partições. */
export function requirePartitioned<P>(rdd: Partitioned<P>): Partitioned<P> {
  if (Array.isArray((rdd as Partial<Partitioned<P>> | undefined)?.partitions)) return rdd;
  const received = Array.isArray(rdd) ? 'um array' : kindOf(rdd);
  throw new TypeError(`mapPartitions percorre o que partitioned(partes) devolve; recebido: ${received}.`);
}

function requireWhole(options: Record<string, number>, least: number): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Number.isInteger(value) || value < least) {
      throw new RangeError(`${name} é um número inteiro, ${least} ou mais; recebido: ${value}.`);
    }
  }
}
