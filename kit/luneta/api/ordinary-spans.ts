/**
 * O que os caminhos rápidos da v1 e da v3 têm em comum: do span guardado ao JSON, sem passar pelo modelo de domínio.
 *
 * Um trace grande gasta quase todo o tempo criando objetos que só existem para virar texto. Aqui os bytes do OTLP vão
 * direto ao buffer da resposta. Só serve para o trace comum, o que nenhum conserto de `adjust-trace.ts` mudaria; ao
 * encontrar qualquer outra coisa (ids repetidos, pai ausente, relógios desviados, links, durações que não são
 * positivas, …) nada fica escrito, e quem chamou segue pelo caminho do modelo.
 */
import { IP_KEYS, LIBRARY_KEYS, WARNINGS_KEY } from '../query/adjust-trace.ts';
import { hostKeyOf } from '../query/clock-skew.ts';
import { lastValues } from '../store/attribute-text.ts';
import type { Resource, Scope } from '../store/model.ts';
import type { SpanStore } from '../store/store.ts';
import { nanosecondsBetween } from '../store/unix-time.ts';
import { KeyCache } from '../wire/key-cache.ts';
import { KeyValueTable, ValueType } from '../wire/key-value-table.ts';
import { SpanReader } from '../wire/otlp-span-reader.ts';
import { readUint32 } from '../wire/protobuf-reader.ts';
import type { JsonBuffer } from './json-buffer.ts';
import { OrdinaryTraceCheck } from './ordinary-trace.ts';

const STRIDE = KeyValueTable.STRIDE;
/** Acima disto a ordenação por inserção deixa de valer a pena. */
const MAX_ATTRIBUTES = 64;
/** Metade alta de um tempo em nanossegundos até a qual os microssegundos são exatos num double (ano 2106). */
const MAX_TIME_HIGH = 0x3bffffff;

/** Um span comum. Tudo só vale durante a visita. */
export interface OrdinarySpan {
  bytes: Buffer;
  reader: SpanReader;
  /** Posição do id do pai, ou -1 numa raiz. */
  parentAt: number;
  /** Nanossegundos, exata e positiva. */
  duration: number;
  /** Com os atributos em ordem, sem repetidos. O mesmo objeto para o mesmo recurso. */
  resource: Resource;
  scope: Scope;
  isFirst: boolean;
}

interface ResourceNote {
  sorted: Resource;
  hostKey: string;
  ordinary: boolean;
}

/** Vivem enquanto o recurso estiver decodificado. */
const resourceNotes = new WeakMap<Resource, ResourceNote>();
const reader = new SpanReader();
/** As células dos últimos atributos escritos, em ordem de chave, e quantas são. */
const order = new Int32Array(MAX_ATTRIBUTES);
let orderedCount = -1;

/**
 * Visita os spans do trace na ordem de chegada; `write` escreve um em `out`, ou devolve `false` se ele não é comum.
 * Devolve `false`, com `out` como estava, se o trace não existe ou não é comum.
 */
export function writeOrdinarySpans(
  store: SpanStore,
  traceId: string,
  out: JsonBuffer,
  write: (span: OrdinarySpan) => boolean,
): boolean {
  const mark = out.length;
  const seen = new OrdinaryTraceCheck();
  const ordinary: OrdinarySpan = {
    bytes: Buffer.alloc(0),
    reader,
    parentAt: -1,
    duration: 0,
    resource: { serviceName: '', attributes: [], droppedAttributesCount: 0 },
    scope: { name: '', version: '', attributes: [], droppedAttributesCount: 0 },
    isFirst: true,
  };
  let isOrdinary = true;
  const found = store.visitSpans(traceId, ({ bytes, start, end, resource, scope }) => {
    if (!isOrdinary) return;
    reader.read(bytes, start, end);
    const { startLow, startHigh, endLow, endHigh, parentSpanIdAt } = reader;
    const note = noteOf(resource);
    const duration = nanosecondsBetween(startLow, startHigh, endLow, endHigh);
    isOrdinary =
      note.ordinary &&
      duration > 0 &&
      duration <= Number.MAX_SAFE_INTEGER &&
      startHigh <= MAX_TIME_HIGH &&
      endHigh <= MAX_TIME_HIGH &&
      reader.links.length === 0 &&
      reader.nameEnd > reader.nameStart;
    if (!isOrdinary) return;
    ordinary.bytes = bytes;
    ordinary.parentAt = isZeroId(bytes, parentSpanIdAt) ? -1 : parentSpanIdAt;
    ordinary.duration = duration;
    ordinary.resource = note.sorted;
    ordinary.scope = scope;
    ordinary.isFirst = seen.count === 0;
    seen.add(reader, ordinary.parentAt, duration, note.hostKey);
    isOrdinary = write(ordinary);
  });
  if (found && isOrdinary && seen.isOrdinary()) return true;
  out.length = mark;
  return false;
}

function noteOf(resource: Resource): ResourceNote {
  let note = resourceNotes.get(resource);
  if (!note) {
    const sorted = { ...resource, attributes: lastValues(resource.attributes) };
    const numericIp = sorted.attributes.some(({ key, value }) => IP_KEYS.has(key) && value.type !== 'string');
    note = { sorted, hostKey: hostKeyOf(sorted), ordinary: !numericIp };
    resourceNotes.set(resource, note);
  }
  return note;
}

function isZeroId(bytes: Buffer, at: number): boolean {
  return at < 0 || (readUint32(bytes, at) === 0 && readUint32(bytes, at + 4) === 0);
}

/** Como uma API escreve um atributo. */
export interface AttributeFormat {
  /** Por tipo de valor, a vírgula e o JSON até o valor; `undefined` se a chave pede o modelo. */
  prefixes: KeyCache<Buffer[]>;
  /** O valor, e o resto do JSON do atributo. */
  writeValue(bytes: Buffer, type: number, start: number, end: number, out: JsonBuffer): void;
}

const VALUE_TYPES = Object.values(ValueType).toSorted((a, b) => a - b);

/**
 * O cache de prefixos de uma API; `make` recebe a chave já em JSON. As chaves que algum conserto muda, as de `reserved` e
 * as que não são ASCII comum ficam com o modelo.
 */
export function createKeyPrefixes(
  make: (jsonKey: string, type: number) => string,
  reserved: readonly string[] = [],
): KeyCache<Buffer[]> {
  return new KeyCache((bytes, start, end) => {
    const key = bytes.toString('latin1', start, end);
    if (IP_KEYS.has(key) || LIBRARY_KEYS.has(key) || key === WARNINGS_KEY || reserved.includes(key)) return undefined;
    if (!/^[\x20-\x7e]*$/.test(key)) return undefined;
    return VALUE_TYPES.map((type) => Buffer.from(`,${make(JSON.stringify(key), type)}`));
  });
}

/**
 * Os atributos `[from, to)` da tabela em ordem de chave, cada um precedido de vírgula se algo já foi escrito depois de
 * `before`; `false` se há algum que os consertos mudariam.
 */
export function writeAttributes(
  bytes: Buffer,
  { cells }: KeyValueTable,
  from: number,
  to: number,
  before: number,
  { prefixes, writeValue }: AttributeFormat,
  out: JsonBuffer,
): boolean {
  if (to - from > MAX_ATTRIBUTES) return false;
  const first = from * STRIDE;
  const count = to - from;
  if (!isSorted(bytes, cells, first, count) && !sortKeys(bytes, cells, first, count)) return false;
  for (let n = 0; n < count; n++) {
    const i = first + order[n];
    const type = cells[i + 4];
    const prefix = prefixes.get(bytes, cells[i + 2], cells[i + 3])?.[type];
    if (!prefix) return false;
    out.raw(prefix, out.length > before ? 0 : 1);
    writeValue(bytes, type, cells[i + 5], cells[i + 6], out);
  }
  return true;
}

/** Os spans de um trace se parecem: a ordem do anterior quase sempre serve, e conferi-la custa menos que ordenar. */
function isSorted(bytes: Buffer, cells: Int32Array, first: number, count: number): boolean {
  if (count !== orderedCount) return false;
  for (let n = 1; n < count; n++) {
    if (compareKeys(bytes, cells, first + order[n - 1], first + order[n]) >= 0) return false;
  }
  return true;
}

/**
 * Deixa em `order` as células em ordem de chave, contadas de `first`; `false` se há chave repetida: vale a última, e quem
 * sabe disso é o modelo.
 */
function sortKeys(bytes: Buffer, cells: Int32Array, first: number, count: number): boolean {
  orderedCount = -1;
  for (let n = 0; n < count; n++) {
    let at = n;
    for (; at > 0; at--) {
      const comparison = compareKeys(bytes, cells, first + order[at - 1], first + n * STRIDE);
      if (comparison === 0) return false;
      if (comparison < 0) break;
      order[at] = order[at - 1];
    }
    order[at] = n * STRIDE;
  }
  orderedCount = count;
  return true;
}

function compareKeys(bytes: Buffer, cells: Int32Array, a: number, b: number): number {
  const endA = cells[a + 3];
  const endB = cells[b + 3];
  let i = cells[a + 2];
  let j = cells[b + 2];
  for (; i < endA && j < endB; i++, j++) if (bytes[i] !== bytes[j]) return bytes[i] - bytes[j];
  return endA - i - (endB - j);
}

/** Um inteiro de até dois bytes, o comum (status HTTP, portas), sem `bigint`; -1 se é mais longo. */
export function readShortInteger(bytes: Buffer, start: number, end: number): number {
  if (end - start === 1) return bytes[start];
  return end - start === 2 ? (bytes[start] & 0x7f) | (bytes[start + 1] << 7) : -1;
}

/** Um evento e o instante dele, em duas metades. */
export interface OrdinaryEvent {
  textStart: number;
  textEnd: number;
  attributesFrom: number;
  attributesTo: number;
  droppedAttributesCount: number;
  timeLow: number;
  timeHigh: number;
}

/** Os eventos já em ordem de tempo: `write` escreve um, ou devolve `false`. Fora de ordem, quem ordena é o modelo. */
export function writeEvents(
  { bytes, reader: { events } }: OrdinarySpan,
  out: JsonBuffer,
  write: (event: OrdinaryEvent) => boolean,
): boolean {
  let lastHigh = 0;
  let lastLow = 0;
  for (let n = 0; n < events.length; n++) {
    const { timeAt, ...event } = events[n];
    const timeLow = timeAt < 0 ? 0 : readUint32(bytes, timeAt);
    const timeHigh = timeAt < 0 ? 0 : readUint32(bytes, timeAt + 4);
    if (timeHigh > MAX_TIME_HIGH || timeHigh < lastHigh || (timeHigh === lastHigh && timeLow < lastLow)) return false;
    lastHigh = timeHigh;
    lastLow = timeLow;
    if (n > 0) out.ascii(',');
    if (!write({ ...event, timeLow, timeHigh })) return false;
  }
  return true;
}
