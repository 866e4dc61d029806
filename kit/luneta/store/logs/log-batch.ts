/**
 * Um pedido OTLP de logs já lido, em colunas: o que `wire/` entrega e o armazenamento de logs consome.
 *
 *   bytes      [ … registro 0 … registro 1 … ]      o pedido inteiro, como chegou
 *   colunas    recordStart[i], recordEnd[i]         onde está o registro i dentro de bytes
 *              traceIdAt[i], spanIdAt[i]            onde estão os ids dele, ou -1
 *              resourceOf[i] → resources[2r, 2r+1]  onde está o Resource dele (início, fim)
 *
 * Um lote é reaproveitado de um pedido para o outro; `clear` o esvazia. As colunas crescem conforme o que chegou de
 * fato, nunca conforme um comprimento declarado.
 */

/** Acima disto as colunas são devolvidas ao sistema depois do pedido, em vez de reaproveitadas. */
const KEPT_CAPACITY = 1 << 16;
const INITIAL_RECORDS = 1024;

export class LogBatch {
  bytes: Uint8Array = new Uint8Array(0);
  count = 0;
  recordStart!: Uint32Array;
  recordEnd!: Uint32Array;
  /** Posição do id em `bytes`; -1 se ele não veio ou só tem zeros. */
  traceIdAt!: Int32Array;
  spanIdAt!: Int32Array;
  /** Nanossegundos Unix em duas metades: o instante do registro ou, sem ele, o da observação; 0 se nenhum veio. */
  timeLow!: Uint32Array;
  timeHigh!: Uint32Array;
  /** De 1 a 24; 0 se não veio ou não existe. */
  severity!: Uint8Array;
  /** 1 se o corpo é um texto. */
  hasTextBody!: Uint8Array;
  resourceOf!: Uint32Array;
  scopeOf!: Uint32Array;
  /** Pares início, fim das mensagens Resource e InstrumentationScope dentro de `bytes`. */
  resources: number[] = [];
  scopes: number[] = [];
  /** Registros recusados dentro do pedido: hoje, nenhum; o que não se entende recusa o pedido inteiro. */
  rejectedRecords = 0;
  #capacity = 0;

  constructor() {
    this.#allocate(INITIAL_RECORDS);
  }

  clear(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.count = 0;
    this.resources.length = 0;
    this.scopes.length = 0;
    this.rejectedRecords = 0;
    if (this.#capacity > KEPT_CAPACITY) this.#allocate(INITIAL_RECORDS);
  }

  /** Garante lugar para mais um registro. */
  reserve(): void {
    if (this.count === this.#capacity) this.#allocate(this.#capacity * 2);
  }

  #allocate(capacity: number): void {
    const grown = <T extends Uint8Array | Uint32Array | Int32Array>(column: T, old: T | undefined): T => {
      if (old && this.count > 0) column.set(old);
      return column;
    };
    this.#capacity = capacity;
    this.recordStart = grown(new Uint32Array(capacity), this.recordStart);
    this.recordEnd = grown(new Uint32Array(capacity), this.recordEnd);
    this.traceIdAt = grown(new Int32Array(capacity), this.traceIdAt);
    this.spanIdAt = grown(new Int32Array(capacity), this.spanIdAt);
    this.timeLow = grown(new Uint32Array(capacity), this.timeLow);
    this.timeHigh = grown(new Uint32Array(capacity), this.timeHigh);
    this.severity = grown(new Uint8Array(capacity), this.severity);
    this.hasTextBody = grown(new Uint8Array(capacity), this.hasTextBody);
    this.resourceOf = grown(new Uint32Array(capacity), this.resourceOf);
    this.scopeOf = grown(new Uint32Array(capacity), this.scopeOf);
  }
}
