/** O que uma carga deu. */

export interface LoadSecond {
  /** A contar do início. */
  readonly second: number;
  /** Spans de pedidos que saíram, pela primeira vez, neste segundo. */
  sent: number;
  /** Spans confirmados nele. */
  acknowledged: number;
  /** Spans de pedidos que não foram aceitos nele, recusados ou sem resposta: os que vão de novo contam outra vez. */
  refused: number;
  /** A maior espera de um pedido confirmado nele, em milissegundos, contada de quando devia ter saído. */
  slowestMs: number;
}

export interface LoadResult {
  readonly seed: number;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Os traces de que todos os spans foram aceitos, na ordem. */
  readonly acknowledged: readonly string[];
  /** Os que se mandaram, e ninguém aceitou a tempo. */
  readonly unacknowledged: readonly string[];
  readonly spans: { readonly sent: number; readonly acknowledged: number };
  /** Do que foi confirmado, codificado, sem compressão. */
  readonly bytes: number;
  readonly requests: number;
  readonly retries: number;
  /** Por motivo: quantos pedidos não foram aceitos, contando as novas tentativas. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Em milissegundos, contada de quando o pedido devia ter saído; `undefined` se nenhum foi confirmado. */
  readonly latency: { readonly p50: number; readonly p95: number; readonly p99: number } | undefined;
  readonly timeline: readonly LoadSecond[];
}
