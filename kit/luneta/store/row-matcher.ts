/**
 * Traduz uma consulta em predicados sobre linhas e sobre blocos delas. As condições baratas (colunas) vêm antes; só quem
 * passa por elas e pela assinatura de atributos tem os bytes do span abertos.
 */
import {
  type AttributeConditions,
  hasAttribute,
  resourceHas,
  resourceMatches,
  scopeMatches,
  splitConditions,
} from './attribute-match.ts';
import type { BlockFilters } from './block-filters.ts';
import type { ByteInterner } from './byte-interner.ts';
import type { Resource, Scope } from './model.ts';
import { mayContainAny, SIGNATURE_WORDS, signaturesOf } from './row-signature.ts';
import type { SpanCodec } from './span-codec.ts';
import type { SpanRows } from './span-rows.ts';
import type { TraceQuery } from './store.ts';
import { compareTimes, splitTime } from './unix-time.ts';

/** O que o predicado consulta; nada aqui é alterado. */
export interface RowSource {
  rows: SpanRows;
  blocks: BlockFilters;
  bytes: Uint8Array;
  codec: SpanCodec;
  resources: { get(id: number): Resource };
  scopes: { get(id: number): Scope };
  names: ByteInterner;
}

type RowPredicate = (row: number) => boolean;

export interface RowMatcher {
  matches: RowPredicate;
  /** Alguma linha do bloco pode casar? */
  mayMatchIn(block: number): boolean;
}

/** `undefined` quando nenhuma linha pode casar. */
export function createRowMatcher(source: RowSource, query: TraceQuery): RowMatcher | undefined {
  const { rows, names } = source;
  const conditions = splitConditions(query.attributes ?? []);
  const operations = query.operationName ? operationIds(names, query.operationName) : undefined;
  if (operations?.size === 0 || conditions.statusCode === -1) return undefined;
  // Só entram as condições que a consulta tem: o predicado roda uma vez por linha do serviço.
  const predicates: RowPredicate[] = [];
  if (operations) predicates.push((row) => operations.has(rows.operation[row]));
  if (query.durationMin || query.durationMax) predicates.push(durationMatcher(rows, query));
  const { statusCode, kind } = conditions;
  if (statusCode !== undefined) predicates.push((row) => rows.statusCode[row] === statusCode);
  if (kind !== undefined) predicates.push((row) => rows.kind[row] === kind);
  if (query.startTimeMin !== undefined || query.startTimeMax !== undefined) {
    predicates.push(windowMatcher(rows, query));
  }
  predicates.push(...attributeMatchers(source, conditions));
  const wanted = wantedInBlock(source.codec, conditions);
  return {
    matches(row) {
      for (const matches of predicates) if (!matches(row)) return false;
      return true;
    },
    mayMatchIn: (block) => wanted.every((hashes) => source.blocks.mayContainAny(block, hashes)),
  };
}

/** Os hashes de cada atributo procurado, no span ou no recurso. O nome do serviço pode ser o de reparo, que ninguém mandou. */
function wantedInBlock(codec: SpanCodec, { anywhere, resource }: AttributeConditions): Uint32Array[] {
  const pairs = [...anywhere, ...resource].filter(([key]) => key !== 'service.name');
  return pairs.map(([key, value]) => codec.attributeHashes(key, value));
}

function durationMatcher({ durationNs }: SpanRows, { durationMin, durationMax }: TraceQuery): RowPredicate {
  const min = durationMin ? Number(durationMin) : -Infinity;
  const max = durationMax ? Number(durationMax) : Infinity;
  return (row) => durationNs[row] >= min && durationNs[row] <= max;
}

/** Os números da operação com cada tipo de span. */
function operationIds(names: ByteInterner, name: string): Set<number> {
  const bytes = Buffer.from(name);
  const ids = new Set<number>();
  for (let kind = 0; kind <= 5; kind++) {
    const id = names.find(bytes, 0, bytes.length, kind);
    if (id >= 0) ids.add(id);
  }
  return ids;
}

function windowMatcher({ startLow, startHigh }: SpanRows, { startTimeMin, startTimeMax }: TraceQuery): RowPredicate {
  const [minLow, minHigh] = startTimeMin === undefined ? [0, -Infinity] : splitTime(startTimeMin);
  const [maxLow, maxHigh] = startTimeMax === undefined ? [0, Infinity] : splitTime(startTimeMax);
  return (row) => {
    const low = startLow[row];
    const high = startHigh[row];
    return compareTimes(low, high, minLow, minHigh) >= 0 && compareTimes(low, high, maxLow, maxHigh) <= 0;
  };
}

function attributeMatchers(source: RowSource, conditions: AttributeConditions): RowPredicate[] {
  const { resource, scope } = source.rows;
  const predicates: RowPredicate[] = [];
  // O veredito sobre um recurso ou escopo é o mesmo em todas as linhas dele.
  if (conditions.resource.length > 0) {
    const verdict = memoize((id) => resourceMatches(conditions, source.resources.get(id)));
    predicates.push((row) => verdict(resource[row]));
  }
  if (conditions.scopeName !== undefined || conditions.scopeVersion !== undefined) {
    const verdict = memoize((id) => scopeMatches(conditions, source.scopes.get(id)));
    predicates.push((row) => verdict(scope[row]));
  }
  for (const [key, value] of conditions.anywhere) predicates.push(attributeAnywhere(source, key, value));
  return predicates;
}

function attributeAnywhere(source: RowSource, key: string, value: string): RowPredicate {
  const { resource, scope, signature, offset, length } = source.rows;
  const { bytes, codec } = source;
  const inResource = memoize((id) => resourceHas(source.resources.get(id), key, value));
  const inScope = memoize((id) => hasAttribute(source.scopes.get(id).attributes, key, value));
  const wanted = signaturesOf(codec.attributeHashes(key, value));
  return (row) =>
    (mayContainAny(signature, row * SIGNATURE_WORDS, wanted) &&
      codec.spanHasAttribute(bytes, offset[row], offset[row] + length[row], key, value)) ||
    inResource(resource[row]) ||
    inScope(scope[row]);
}

function memoize(compute: (id: number) => boolean): (id: number) => boolean {
  const known: boolean[] = [];
  return (id) => (known[id] ??= compute(id));
}
