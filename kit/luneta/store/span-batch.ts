/**
 * Um pedido OTLP já lido, em colunas: o que `wire/` entrega e o armazenamento consome.
 *
 *   bytes      [ … span 0 … span 1 … span 2 … ]      o pedido inteiro, como chegou
 *   colunas    spanStart[i], spanEnd[i]              onde está o span i dentro de bytes
 *              ids[8i … 8i+7]                        trace_id (4 palavras), span_id (2), parent_span_id (2)
 *              resourceOf[i] → resources[2r, 2r+1]   onde está o Resource do span i (início, fim)
 *
 * Um lote é reaproveitado de um pedido para o outro; `clear` o esvazia. As colunas crescem conforme o que
 * chegou de fato, nunca conforme um comprimento declarado.
 */

/** Palavras de 32 bits por assinatura de atributos. */
export const SIGNATURE_WORDS = 4;
/** Palavras de 32 bits dos três ids de um span. */
export const ID_WORDS = 8;

/** Acima disto as colunas são devolvidas ao sistema depois do pedido, em vez de reaproveitadas. */
const KEPT_CAPACITY = 1 << 16;

export class SpanBatch {
  bytes: Uint8Array = new Uint8Array(0);
  count = 0;
  spanStart!: Uint32Array;
  spanEnd!: Uint32Array;
  /** Ids em palavras big-endian; `parent_span_id` zero significa span raiz. */
  ids!: Uint32Array;
  nameStart!: Uint32Array;
  nameEnd!: Uint32Array;
  kind!: Uint8Array;
  statusCode!: Uint8Array;
  /** Início em microssegundos Unix (parte inteira). */
  startUs!: Float64Array;
  /** Duração em nanossegundos, já reparada: nunca menor que 1. */
  durationNs!: Float64Array;
  resourceOf!: Uint32Array;
  scopeOf!: Uint32Array;
  /** Assinatura dos atributos do span, seus eventos e links (`attribute-signature.ts`). */
  signature!: Uint32Array;
  /** Pares início, fim das mensagens Resource e InstrumentationScope dentro de `bytes`. */
  resources: number[] = [];
  scopes: number[] = [];
  /** Spans recusados dentro do pedido (ids vazios ou só com zeros). */
  rejectedSpans = 0;
  #capacity = 0;

  constructor() {
    this.#allocate(1024);
  }

  clear(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.count = 0;
    this.resources.length = 0;
    this.scopes.length = 0;
    this.rejectedSpans = 0;
    if (this.#capacity > KEPT_CAPACITY) this.#allocate(1024);
  }

  /** Garante lugar para mais um span. */
  reserve(): void {
    if (this.count === this.#capacity) this.#allocate(this.#capacity * 2);
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
    this.startUs = grown(new Float64Array(capacity), this.startUs);
    this.durationNs = grown(new Float64Array(capacity), this.durationNs);
    this.resourceOf = grown(new Uint32Array(capacity), this.resourceOf);
    this.scopeOf = grown(new Uint32Array(capacity), this.scopeOf);
    this.signature = grown(new Uint32Array(capacity * SIGNATURE_WORDS), this.signature);
  }
}
