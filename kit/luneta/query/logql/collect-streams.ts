/** As linhas de uma resposta, juntas por conjunto de rótulos. */
import { labelsKey } from '../labels-key.ts';
import { LogqlError } from './logql-error.ts';
import type { LogEntry } from './log-entry.ts';

type Labels = ReadonlyMap<string, string>;

export interface StreamEntry {
  timeUnixNano: bigint;
  line: string;
  /** Os rótulos que não são do stream; só com `categorize`. */
  metadata?: Labels;
  parsed?: Labels;
}

export interface LogStream {
  labels: Labels;
  entries: StreamEntry[];
}

export interface StreamOptions {
  limit: number;
  /** As linhas chegam das mais novas para as mais antigas. */
  newestFirst: boolean;
  /** Distância mínima entre duas linhas; 0: todas. */
  intervalNs: bigint;
  /** Cada linha diz os seus metadados à parte; sem isto, todos os rótulos dela são do stream. */
  categorize: boolean;
}

/** Caracteres de todas as linhas de uma resposta: poucas linhas enormes não esgotam a memória. */
export const MAX_LINE_CHARS = 32 * 1024 * 1024;

export class StreamCollector {
  readonly #options: StreamOptions;
  readonly #streams = new Map<string, LogStream>();
  #count = 0;
  #chars = 0;
  #last: bigint | undefined;

  constructor(options: StreamOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  /** Devolve `false` se não cabe mais nenhuma. @throws LogqlError */
  add(entry: LogEntry): boolean {
    const { limit, categorize } = this.#options;
    const { timeUnixNano } = entry.record;
    if (this.#isTooClose(timeUnixNano)) return true;
    this.#last = timeUnixNano;
    const { line } = entry;
    this.#chars += line.length;
    if (this.#chars > MAX_LINE_CHARS) {
      throw new LogqlError(`the lines exceed ${MAX_LINE_CHARS} characters; lower 'limit' or narrow the search`);
    }
    const labels = categorize ? entry.stream : entry.labels;
    const { metadata, parsed } = entry;
    this.#streamOf(labels).entries.push(categorize ? { timeUnixNano, line, metadata, parsed } : { timeUnixNano, line });
    return ++this.#count < limit;
  }

  #isTooClose(time: bigint): boolean {
    const { intervalNs, newestFirst } = this.#options;
    if (intervalNs === 0n || this.#last === undefined) return false;
    return (newestFirst ? this.#last - time : time - this.#last) < intervalNs;
  }

  #streamOf(labels: Labels): LogStream {
    const key = streamKey(labels);
    let stream = this.#streams.get(key);
    if (!stream) this.#streams.set(key, (stream = { labels, entries: [] }));
    return stream;
  }

  /** Os streams, sempre na mesma ordem. */
  streams(): LogStream[] {
    return [...this.#streams].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, stream]) => stream);
  }
}

/** Uma chave igual para os mesmos rótulos, seja qual for a ordem deles. */
export function streamKey(labels: Labels): string {
  const pairs = [...labels];
  if (pairs.length > 1) pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  return labelsKey(pairs);
}
