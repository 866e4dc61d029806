/**
 * Traduz uma consulta num predicado sobre linhas. As condições baratas (colunas) vêm antes; só quem passa por elas e
 * pela assinatura de atributos tem os bytes do span abertos.
 */
import {
  type AttributeConditions,
  hasAttribute,
  resourceHas,
  resourceMatches,
  scopeMatches,
  splitConditions,
} from './attribute-match.ts';
import type { ByteInterner } from './byte-interner.ts';
import type { Resource, Scope } from './model.ts';
import { SIGNATURE_WORDS } from './span-batch.ts';
import type { SpanCodec } from './span-codec.ts';
import type { SpanRows } from './span-rows.ts';
import type { TraceQuery } from './store.ts';

/** O que o predicado consulta; nada aqui é alterado. */
export interface RowSource {
  rows: SpanRows;
  bytes: Uint8Array;
  codec: SpanCodec;
  resources: { get(id: number): Resource };
  scopes: { get(id: number): Scope };
  names: ByteInterner;
}

type RowPredicate = (row: number) => boolean;

/** `undefined` quando nenhuma linha pode casar. */
export function createRowMatcher(source: RowSource, query: TraceQuery): RowPredicate | undefined {
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
    predicates.push(windowMatcher(source, query));
  }
  predicates.push(...attributeMatchers(source, conditions));
  return (row) => {
    for (const matches of predicates) if (!matches(row)) return false;
    return true;
  };
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

/** Compara em microssegundos; só na borda da janela abre o span para comparar em nanossegundos. */
function windowMatcher({ rows, bytes, codec }: RowSource, { startTimeMin, startTimeMax }: TraceQuery): RowPredicate {
  const { startUs, offset, length } = rows;
  const minUs = startTimeMin === undefined ? -Infinity : Number(startTimeMin / 1000n);
  const maxUs = startTimeMax === undefined ? Infinity : Number(startTimeMax / 1000n);
  return (row) => {
    const start = startUs[row];
    if (start < minUs || start > maxUs) return false;
    if (start !== minUs && start !== maxUs) return true;
    const exact = codec.spanStart(bytes, offset[row], offset[row] + length[row]);
    return (
      (startTimeMin === undefined || exact >= startTimeMin) && (startTimeMax === undefined || exact <= startTimeMax)
    );
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
  const signatures = codec.attributeSignatures(key, value);
  return (row) =>
    (mayContain(signature, row * SIGNATURE_WORDS, signatures) &&
      codec.spanHasAttribute(bytes, offset[row], offset[row] + length[row], key, value)) ||
    inResource(resource[row]) ||
    inScope(scope[row]);
}

/** A assinatura em `rows[at…]` contém todos os bits de alguma das procuradas? */
function mayContain(rows: Uint32Array, at: number, signatures: Uint32Array): boolean {
  for (let i = 0; i < signatures.length; i += SIGNATURE_WORDS) {
    let w = 0;
    while (w < SIGNATURE_WORDS && (rows[at + w] & signatures[i + w]) >>> 0 === signatures[i + w]) w++;
    if (w === SIGNATURE_WORDS) return true;
  }
  return false;
}

function memoize(compute: (id: number) => boolean): (id: number) => boolean {
  const known: boolean[] = [];
  return (id) => (known[id] ??= compute(id));
}
