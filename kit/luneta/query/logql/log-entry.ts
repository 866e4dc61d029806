/**
 * Uma linha a caminho da resposta: o registro, os rótulos do stream e os que as etapas da consulta acrescentam ou tiram.
 * Os metadados só são montados quando alguém os pede.
 */
import type { LogRecord } from '../../store/logs/log-store.ts';
import { detectedLevel, LEVEL_NAMES } from './detected-level.ts';
import { labelText, lineOf, streamLabels, visitMetadata } from './log-labels.ts';

export const ERROR_LABEL = '__error__';
export const ERROR_DETAILS_LABEL = '__error_details__';
const DETECTED_LEVEL = 'detected_level';
/** O que um nome que já existe ganha. */
const DUPLICATE = '_extracted';

const LEVEL_RANK = new Map(LEVEL_NAMES.map((name, rank) => [name, rank]));

export class LogEntry {
  readonly record: LogRecord;
  readonly #stream: ReadonlyMap<string, string>;
  #line: string | undefined;
  #metadata: Map<string, string> | undefined;
  #parsed: Map<string, string> | undefined;
  #dropped: Set<string> | undefined;

  constructor(record: LogRecord) {
    this.record = record;
    this.#stream = streamLabels(record.resource);
  }

  get line(): string {
    return (this.#line ??= lineOf(this.record));
  }

  /** O valor do rótulo, de onde quer que ele venha. */
  get(name: string): string | undefined {
    if (this.#dropped?.has(name)) return undefined;
    return this.#parsed?.get(name) ?? this.#stream.get(name) ?? this.#metadataValue(name);
  }

  /** Um campo que se leu da linha. Se o nome já é de outro rótulo, ganha `_extracted`. */
  addParsed(name: string, value: string): void {
    const taken = this.#stream.has(name) || this.#metadataValue(name) !== undefined;
    const free = taken ? name + DUPLICATE : name;
    this.#dropped?.delete(free);
    (this.#parsed ??= new Map()).set(free, value);
  }

  /** Uma etapa que não se pôde fazer; a linha segue, e diz. O primeiro erro fica. */
  setError(error: string, details: string): void {
    if (this.get(ERROR_LABEL) !== undefined) return;
    this.#dropped?.delete(ERROR_LABEL);
    this.#dropped?.delete(ERROR_DETAILS_LABEL);
    this.#parsed ??= new Map();
    this.#parsed.set(ERROR_LABEL, error);
    this.#parsed.set(ERROR_DETAILS_LABEL, details);
  }

  drop(name: string): void {
    this.#parsed?.delete(name);
    (this.#dropped ??= new Set()).add(name);
  }

  /** Os rótulos do stream que ninguém tirou. */
  get stream(): ReadonlyMap<string, string> {
    return this.#without(this.#stream);
  }

  get metadata(): ReadonlyMap<string, string> {
    return this.#without((this.#metadata ??= this.#readMetadata()));
  }

  get parsed(): ReadonlyMap<string, string> {
    return this.#parsed ?? NOTHING;
  }

  /** Todos os rótulos, numa lista só. */
  get labels(): Map<string, string> {
    return new Map([...this.stream, ...this.metadata, ...this.parsed]);
  }

  #without(labels: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const dropped = this.#dropped;
    return dropped ? new Map([...labels].filter(([name]) => !dropped.has(name))) : labels;
  }

  #metadataValue(name: string): string | undefined {
    if (this.#metadata) return this.#metadata.get(name);
    if (name === DETECTED_LEVEL) return this.#level();
    let found: Parameters<typeof labelText>[0] | undefined;
    visitMetadata(this.record, (each, value) => {
      if (this.#metadataName(each) === name) found = value;
    });
    return found === undefined ? undefined : labelText(found);
  }

  #readMetadata(): Map<string, string> {
    const metadata = new Map<string, string>();
    visitMetadata(this.record, (name, value) => metadata.set(this.#metadataName(name), labelText(value)));
    metadata.set(DETECTED_LEVEL, this.#level());
    return metadata;
  }

  /** Um metadado com o nome de um rótulo do stream. */
  #metadataName(name: string): string {
    return this.#stream.has(name) ? name + DUPLICATE : name;
  }

  #level(): string {
    let named: Parameters<typeof labelText>[0] | undefined;
    let best = Infinity;
    visitMetadata(this.record, (name, value) => {
      const rank = LEVEL_RANK.get(name) ?? Infinity;
      if (rank >= best) return;
      best = rank;
      named = value;
    });
    const text = named === undefined ? undefined : labelText(named);
    return detectedLevel(text, this.record.severityNumber, () => this.line);
  }
}

const NOTHING: ReadonlyMap<string, string> = new Map();
