/**
 * Contrato do armazenamento de logs. Toda implementação passa pela mesma suíte (`log-store-contract.ts`).
 *
 *  1. Um registro é guardado como veio: corpo de qualquer tipo, atributos, severidade, ids. Nada se junta nem se descarta por
 *     ser igual: dois registros idênticos são dois.
 *  2. O instante de um registro é `time_unix_nano`; se é zero, `observed_time_unix_nano`; se também é, a hora da chegada.
 *  3. A ordem é a do instante; empatados, a da chegada. Um registro atrasado entra no lugar que o instante lhe dá.
 *  4. Um `trace_id` vazio, ou só de zeros, é trace nenhum; o mesmo vale para o `span_id`, e um não depende do outro. Com
 *     tamanho errado, o pedido é inválido.
 *  5. Visibilidade: quando `append` retorna, os registros aparecem em todas as consultas.
 *  6. Limite: a memória não passa de `maxBytes`. Faltando espaço, saem os registros que chegaram primeiro, com todas as entradas
 *     de índice; um serviço some quando o último registro dele sai.
 *  7. Um lote que não caberia nem com o armazenamento vazio é recusado (`append` devolve `false`) e nada muda.
 *  8. O que uma leitura devolve não muda depois. Durante uma visita ninguém escreve: ela é síncrona.
 *  9. Nomes estranhos são nomes como outros quaisquer.
 */
import type { Attribute, AttributeValue, Resource, Scope } from '../model.ts';
import type { LogBatch } from './log-batch.ts';

/** Um registro inteiro: os campos do `LogRecord` do OTLP, e de quem é. */
export interface LogRecord {
  /** O instante do registro, já reparado (regra 2). Nanossegundos Unix. */
  timeUnixNano: bigint;
  /** Como veio; 0 se não veio. */
  observedTimeUnixNano: bigint;
  /** De 1 (TRACE) a 24 (FATAL4); 0 se não veio. */
  severityNumber: number;
  severityText: string;
  body: AttributeValue;
  attributes: Attribute[];
  droppedAttributesCount: number;
  flags: number;
  /** 32 e 16 dígitos hexadecimais minúsculos, ou `''`. */
  traceId: string;
  spanId: string;
  eventName: string;
  resource: Resource;
  scope: Scope;
  /** Número de ordem da chegada: único enquanto a Luneta vive; serve de endereço. */
  sequence: number;
}

/** O que se sabe de um registro sem decodificá-lo. Só vale durante a visita: o mesmo objeto é reaproveitado. */
export interface StoredLog {
  timeUnixNano: bigint;
  severityNumber: number;
  resource: Resource;
  /** `''` se não tem. */
  traceId: string;
  spanId: string;
  sequence: number;
  /** Bytes que o registro ocupa, como chegou. */
  byteLength: number;
  /** Se os bytes do registro contêm estes. Serve para descartar: um corpo que não é texto pode ser escrito de outro modo. */
  contains(bytes: Uint8Array): boolean;
  /** O corpo é um texto (`string_value`), e não outro tipo. */
  hasTextBody: boolean;
  decode(): LogRecord;
}

/** Um lugar na ordem dos registros: depois de um deles, que pode já ter saído. */
export type LogPosition = Pick<LogRecord, 'timeUnixNano' | 'sequence'>;

export interface LogQuery {
  /** Instantes em nanossegundos Unix: de `startUnixNano`, inclusive, até antes de `endUnixNano`. */
  startUnixNano?: bigint;
  endUnixNano?: bigint;
  /** Só dos recursos que servem; perguntado uma vez por recurso. */
  acceptsResource?: (resource: Resource) => boolean;
  /** De 1 a 24: só desta severidade para cima. */
  minSeverity?: number;
  traceId?: string;
  /** Os mais novos primeiro; padrão: `true`. */
  newestFirst?: boolean;
  /** Só os que chegaram depois deste número de ordem. */
  afterSequence?: number;
  /** Só os que vêm depois desta posição na ordem pedida: uma leitura longa continua de onde parou. */
  resumeAfter?: LogPosition;
}

export interface LogStats {
  records: number;
  bytes: number;
  maxBytes: number;
  evictedRecords: number;
  /** O número de ordem do último registro guardado; 0 se nunca houve. */
  lastSequence: number;
}

export interface LogStore {
  /** Acrescenta um lote já lido e validado. Síncrono e tudo-ou-nada; `false` se ele é maior que o limite. */
  append(batch: LogBatch): boolean;
  /** Visita os registros que servem, na ordem pedida, até `visit` devolver `false`. */
  visit(query: LogQuery, visit: (log: StoredLog) => boolean | void): void;
  /** Quantos registros tem cada trace destes; os que não têm nenhum ficam de fora. */
  countByTrace(traceIds: readonly string[]): Map<string, number>;
  /** Os recursos com algum registro guardado, um por conteúdo. Sem ordem definida. */
  getResources(): Resource[];
  /** Nomes dos serviços com algum registro guardado, em ordem alfabética. */
  getServices(): string[];
  getStats(): LogStats;
}
