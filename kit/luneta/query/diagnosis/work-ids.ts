/**
 * Os ids com que um trabalho (um job, uma função, uma mensagem) se deixa reconhecer nos dois lados: o de quem o pede e o de
 * quem o faz.
 */
import { type Span, SpanKind } from '../../store/model.ts';
import { attributeOf } from '../span-attributes.ts';

/** O id de um trabalho, num span. */
export interface WorkId {
  /** O mesmo texto, o mesmo trabalho. */
  key: string;
  /** Como se diz a alguém: a chave do atributo e o id. */
  label: string;
}

interface WorkKind {
  /** Chaves do id no span de quem faz; a primeira dá nome ao id. */
  doneKeys: readonly [string, ...string[]];
  /** Chaves do mesmo id no span de quem pede. */
  askedKeys: readonly string[];
  /** Tipos do span de quem pede. */
  askedBy: readonly number[];
  /** Onde o id vale, se não vale em toda parte: sem isto, ele não diz nada. */
  placeKeys?: readonly string[];
}

const MESSAGE_ID = ['messaging.message.id', 'messaging.message_id'] as const;

const WORK_KINDS: readonly WorkKind[] = [
  {
    doneKeys: ['databricks.run.id'],
    askedKeys: ['databricks.run.id'],
    askedBy: [SpanKind.CLIENT, SpanKind.PRODUCER],
  },
  {
    doneKeys: ['faas.invocation_id'],
    // O id do pedido à AWS é o da invocação; a instrumentação de JavaScript ainda o escreve com um ponto.
    askedKeys: ['faas.invocation_id', 'aws.request_id', 'aws.request.id'],
    askedBy: [SpanKind.CLIENT, SpanKind.PRODUCER],
  },
  {
    doneKeys: MESSAGE_ID,
    askedKeys: MESSAGE_ID,
    // Um CLIENT com o id de uma mensagem a recebe ou a confirma.
    askedBy: [SpanKind.PRODUCER],
    placeKeys: ['messaging.destination.name', 'messaging.destination'],
  },
];

/** Os trabalhos que este span pede. */
export function askedWork(span: Span): WorkId[] {
  return WORK_KINDS.flatMap((kind) => (kind.askedBy.includes(span.kind) ? idOf(span, kind, kind.askedKeys) : []));
}

/** Os trabalhos que este span faz. */
export function doneWork(span: Span): WorkId[] {
  if (span.kind !== SpanKind.SERVER && span.kind !== SpanKind.CONSUMER) return [];
  return WORK_KINDS.flatMap((kind) => idOf(span, kind, kind.doneKeys));
}

function idOf(span: Span, { doneKeys: [name], placeKeys }: WorkKind, keys: readonly string[]): WorkId[] {
  const id = attributeOf(span, ...keys);
  if (id === undefined || !isTelling(id)) return [];
  const place = placeKeys ? attributeOf(span, ...placeKeys) : '';
  return place === undefined ? [] : [{ key: JSON.stringify([name, place, id]), label: `${name} ${id}` }];
}

/** Menos que isto é uma contagem (a execução 12, a mensagem 3), que recomeça e se repete. */
const MIN_LENGTH = 6;
const MAX_LENGTH = 128;

/** Um id de verdade: nem uma contagem pequena, nem uma palavra (`unknown`), nem um valor em branco (`0000-0000`). */
function isTelling(id: string): boolean {
  if (id.length < MIN_LENGTH || id.length > MAX_LENGTH) return false;
  return /\d/.test(id) && new Set(id.replaceAll('-', '')).size > 1;
}
