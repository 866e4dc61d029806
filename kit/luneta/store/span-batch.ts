/**
 * Um pedido OTLP já lido, em colunas: o que `wire/` entrega e o armazenamento consome.
 *
 *   bytes      [ … span 0 … span 1 … span 2 … ]      o pedido inteiro, como chegou
 *   colunas    spanStart[i], spanEnd[i]              onde está o span i dentro de bytes
 *              ids[8i … 8i+7]                        trace_id (4 palavras), span_id (2), parent_span_id (2)
 *              resourceOf[i] → resources[2r, 2r+1]   onde está o Resource do span i (início, fim)
 *   hashes     [ recurso | escopo | span 0 | span 1 … ]   um por atributo; cada dono diz onde começam e terminam os seus
 *
 * Um lote é reaproveitado de um pedido para o outro; `clear` o esvazia. As colunas crescem conforme o que
 * chegou de fato, nunca conforme um comprimento declarado.
 */

/** Hash que vale por qualquer par: quem procura um par nunca descarta quem tem este. */
export const ANY_PAIR = 0;
/** Palavras de 32 bits dos três ids de um span. */
export const ID_WORDS = 8;

/** O trace_id cujas quatro palavras começam em `words[at]`, em 32 dígitos hexadecimais. */
export function traceIdOf(words: Uint32Array, at: number): string {
  return hexOf(words, at, 4);
}

/** O mesmo para um span_id, de duas palavras. */
export function spanIdOf(words: Uint32Array, at: number): string {
  return hexOf(words, at, 2);
}

function hexOf(words: Uint32Array, at: number, count: number): string {
  let id = '';
  for (let i = at; i < at + count; i++) id += words[i].toString(16).padStart(8, '0');
  return id;
}

/** Acima disto as colunas são devolvidas ao sistema depois do pedido, em vez de reaproveitadas. */
const KEPT_CAPACITY = 1 << 16;
const KEPT_HASHES = KEPT_CAPACITY * 16;
const INITIAL_SPANS = 1024;
const INITIAL_HASHES = INITIAL_SPANS * 16;

export class SpanBatch {
  bytes: Uint8Array = new Uint8Array(0);
  /** Os mesmos bytes, para ler números em qualquer posição. */
  view: DataView = new DataView(new ArrayBuffer(0));
  count = 0;
  spanStart!: Uint32Array;
  spanEnd!: Uint32Array;
  /** Ids em palavras big-endian; `parent_span_id` zero significa span raiz. */
  ids!: Uint32Array;
  nameStart!: Uint32Array;
  nameEnd!: Uint32Array;
  kind!: Uint8Array;
  statusCode!: Uint8Array;
  /** Início em nanossegundos Unix, em duas metades. */
  startLow!: Uint32Array;
  startHigh!: Uint32Array;
  /** Fim, já reparado: depois do início (no último instante de 64 bits, igual a ele). */
  endLow!: Uint32Array;
  endHigh!: Uint32Array;
  /** Duração em nanossegundos, já reparada: nunca menor que 1. */
  durationNs!: Float64Array;
  resourceOf!: Uint32Array;
  scopeOf!: Uint32Array;
  /** Onde estão, em `hashes`, os atributos do span, seus eventos e links. */
  hashStart!: Uint32Array;
  hashEnd!: Uint32Array;
  /** Pares início, fim das mensagens Resource e InstrumentationScope dentro de `bytes`. */
  resources: number[] = [];
  scopes: number[] = [];
  /** Pares início, fim dos hashes de cada uma, na mesma ordem. */
  resourceHashes: number[] = [];
  scopeHashes: number[] = [];
  /** Hashes de atributos (`attribute-hash.ts`). */
  hashes = new Uint32Array(INITIAL_HASHES);
  hashCount = 0;
  /** Spans recusados dentro do pedido (ids vazios ou só com zeros). */
  rejectedSpans = 0;
  #capacity = 0;

  constructor() {
    this.#allocate(INITIAL_SPANS);
  }

  clear(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = 0;
    this.resources.length = 0;
    this.scopes.length = 0;
    this.resourceHashes.length = 0;
    this.scopeHashes.length = 0;
    this.hashCount = 0;
    this.rejectedSpans = 0;
    if (this.#capacity > KEPT_CAPACITY) this.#allocate(INITIAL_SPANS);
    if (this.hashes.length > KEPT_HASHES) this.hashes = new Uint32Array(INITIAL_HASHES);
  }

  /** Garante lugar para mais um span. */
  reserve(): void {
    if (this.count === this.#capacity) this.#allocate(this.#capacity * 2);
  }

  /** Garante lugar para mais `count` hashes. */
  reserveHashes(count: number): void {
    const needed = this.hashCount + count;
    if (needed <= this.hashes.length) return;
    const bigger = new Uint32Array(Math.max(needed, this.hashes.length * 2));
    bigger.set(this.hashes);
    this.hashes = bigger;
  }

  #allocate(capacity: number): void {
    const grown = <T extends Uint8Array | Uint32Array | Float64Array>(column: T, old: T | undefined): T => {
      if (old && this.count > 0) column.set(old);
      return column;
    };
    this.#capacity = capacity;
    this.spanStart = grown(new Uint32Array(capacity), this.spanStart);
    this.spanEnd = grown(new Uint32Array(capacity), this.spanEnd);
    this.ids = grown(new Uint32Array(capacity * ID_WORDS), this.ids);
    this.nameStart = grown(new Uint32Array(capacity), this.nameStart);
    this.nameEnd = grown(new Uint32Array(capacity), this.nameEnd);
    this.kind = grown(new Uint8Array(capacity), this.kind);
    this.statusCode = grown(new Uint8Array(capacity), this.statusCode);
    this.startLow = grown(new Uint32Array(capacity), this.startLow);
    this.startHigh = grown(new Uint32Array(capacity), this.startHigh);
    this.endLow = grown(new Uint32Array(capacity), this.endLow);
    this.endHigh = grown(new Uint32Array(capacity), this.endHigh);
    this.durationNs = grown(new Float64Array(capacity), this.durationNs);
    this.resourceOf = grown(new Uint32Array(capacity), this.resourceOf);
    this.scopeOf = grown(new Uint32Array(capacity), this.scopeOf);
    this.hashStart = grown(new Uint32Array(capacity), this.hashStart);
    this.hashEnd = grown(new Uint32Array(capacity), this.hashEnd);
  }
}
