/**
 * Contrato do armazenamento de spans. Toda implementação passa pela mesma suíte (`store-contract.ts`).
 *
 * O que é um trace: o conjunto dos spans guardados com o mesmo `trace_id` de 128 bits. Não há "fim de trace":
 *
 *  1. Um segundo lote do mesmo trace se junta ao primeiro; `getTrace` devolve os spans na ordem de chegada.
 *  2. A raiz pode chegar por último, ou nunca: o trace existe desde o seu primeiro span.
 *  3. O mesmo span recebido duas vezes fica guardado duas vezes; quem lê é que descarta cópias exatas (`query/`).
 *  4. Spans com o mesmo id e conteúdo diferente ficam ambos.
 *  5. Pais em ciclo, pais ausentes e duas raízes não são erro: o armazenamento não interpreta parentesco.
 *  6. Tempos fora de ordem, iguais ou andando para trás são guardados como vieram.
 *  7. Um trace pode ter spans de muitos serviços e é encontrado por qualquer um deles.
 *  8. Visibilidade: quando `append` retorna, os spans aparecem em todas as consultas.
 *  9. Limite: a memória da telemetria não passa de `maxBytes`. Ao faltar espaço, saem traces inteiros, começando por
 *     aquele que possui o span mais antigo por ordem de chegada, com todas as entradas de índice. Nunca sai meio trace.
 * 10. Um trace que saiu e recebe um novo span recomeça do zero, só com os novos.
 * 11. Um serviço (ou operação) some de `getServices` quando o último trace que o usava sai.
 * 12. O que uma leitura devolve é uma cópia: não muda depois, mesmo que o trace cresça ou saia.
 * 13. Um lote vazio não muda nada. Um lote que não caberia nem com o armazenamento vazio é recusado (`append`
 *     devolve `false`), e o que estava guardado continua lá.
 * 14. A busca devolve traces do mais novo para o mais antigo pela chegada do primeiro span de cada um.
 *     Todas as condições valem para um mesmo span; o resultado são os traces inteiros.
 * 15. Nomes estranhos (`__proto__`, vazio, com quebras de linha) são nomes como outros quaisquer.
 * 16. Uma chamada entre serviços é um span cujo pai está guardado no mesmo trace, e falhou se o status do filho é ERROR; o do
 *     pai não conta, porque quem chama pode ter contornado a falha. Um filho que chega tarde, ou antes do pai, conta igual.
 * 17. Cada span guardado tem um número de chegada, crescente e nunca reaproveitado, o primeiro zero. Quem acompanha as chegadas
 *     vê cada span uma vez, na ordem; o que saiu antes de ser visto conta como perdido, e nada é contado duas vezes.
 */
import type { Resource, Scope, Trace } from './model.ts';
import type { SpanBatch } from './span-batch.ts';

/** Nome que uma operação sem nome recebe, como no Jaeger. */
export const EMPTY_SPAN_NAME = 'empty-span-name';

export interface TraceQuery {
  serviceName?: string;
  operationName?: string;
  /** Pares chave e valor em texto; as chaves especiais estão em `attribute-match.ts`. */
  attributes?: ReadonlyArray<readonly [key: string, value: string]>;
  /** Início do span, nanossegundos Unix, limites inclusivos. */
  startTimeMin?: bigint;
  startTimeMax?: bigint;
  /** Duração do span em nanossegundos, limites inclusivos; zero significa "sem limite" (como no Jaeger). */
  durationMin?: bigint;
  durationMax?: bigint;
  /** Número máximo de traces, pelo menos 1. */
  limit: number;
}

export interface Operation {
  name: string;
  /** Número de `SpanKind`. */
  spanKind: number;
}

/** Chamadas de um serviço para outro (ou para si mesmo), contadas por pares de spans pai e filho. */
export interface DependencyLink {
  parent: string;
  child: string;
  callCount: number;
  /** Das chamadas, quantas têm o span filho com status ERROR. */
  errorCount: number;
}

export interface ServiceSummary {
  name: string;
  spanCount: number;
  errorSpanCount: number;
}

export interface TraceSummary {
  traceId: string;
  /** Ausentes quando nenhum span sem pai chegou. Com várias raízes, vale a que começou primeiro. */
  rootServiceName?: string;
  rootOperationName?: string;
  /** O span que começou primeiro: o que há para mostrar quando a raiz não chegou. */
  firstServiceName: string;
  firstOperationName: string;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  durationNs: bigint;
  spanCount: number;
  /** Spans com status ERROR. */
  errorSpanCount: number;
  /** Spans cujo pai foi informado e não está no trace. */
  orphanSpanCount: number;
  /** Em ordem alfabética (pontos de código). */
  services: ServiceSummary[];
}

/** Um span como está guardado. Tudo só vale durante a visita, e nada pode ser alterado. */
export interface StoredSpan {
  /** Os bytes do span (a mensagem Span do OTLP) estão em `bytes[start, end)`. */
  bytes: Buffer;
  start: number;
  end: number;
  resource: Resource;
  scope: Scope;
}

/** O que o índice sabe de um span sem abri-lo. Só vale durante a visita. */
export interface SpanMeasure {
  /** Nome da operação, já reparado. */
  operation: string;
  /** Número de `SpanKind`. */
  kind: number;
  /** Número de `StatusCode`. */
  statusCode: number;
  /** Fim (início mais duração reparada) em milissegundos Unix inteiros, arredondado para cima. */
  endMs: number;
  /** Duração em nanossegundos, já reparada: nunca menor que 1. */
  durationNs: number;
}

/** Um span que chegou, na visita das chegadas. Só vale durante ela. */
export interface ArrivedSpan extends SpanMeasure {
  service: string;
  /** Números dos dois nomes, só nesta visita: quem conta por nome não precisa ler texto nenhum. */
  serviceId: number;
  operationId: number;
  /** Os ids em hexadecimal; montados só quando se pede. */
  traceId(): string;
  spanId(): string;
}

/** Até onde foi uma visita das chegadas. */
export interface Arrivals {
  /** O número da próxima chegada: por onde a visita seguinte começa. */
  next: number;
  /** Há chegadas que o limite da visita deixou para a próxima. */
  more: boolean;
  /** Spans entre o começo e `next` que já tinham saído do armazenamento. */
  lost: number;
}

export interface StoreStats {
  traces: number;
  spans: number;
  /** Bytes de telemetria ocupados agora, e o limite. */
  bytes: number;
  maxBytes: number;
  /** Traces que já saíram pelo limite, desde o início. */
  evictedTraces: number;
  /** Os spans deles. */
  evictedSpans: number;
}

export interface SpanStore {
  /** Acrescenta um lote já lido e validado. Síncrono e tudo-ou-nada; `false` se ele é maior que o limite. */
  append(batch: SpanBatch): boolean;
  /** Nomes dos serviços com algum trace guardado, em ordem alfabética. */
  getServices(): string[];
  /** Operações de um serviço, em ordem alfabética; vazio se o serviço não existe. */
  getOperations(serviceName: string): Operation[];
  /** Ids (32 dígitos) dos traces que casam com a consulta, do mais novo para o mais antigo. */
  findTraceIds(query: TraceQuery): string[];
  /**
   * O trace, ou `undefined`. `traceId`: 32 dígitos hexadecimais minúsculos. Com `maxSpans`, só os primeiros a chegar
   * são decodificados, e `omittedSpanCount` diz quantos ficaram de fora.
   */
  getTrace(traceId: string, maxSpans?: number): Trace | undefined;
  /**
   * Quem chama quem, contado nos traces inteiramente dentro da janela (nanossegundos Unix, inclusiva).
   * Spans sem pai guardado não contam; chamadas dentro de um mesmo serviço contam, como no Jaeger. Sem ordem definida.
   */
  getDependencies(startTimeMin: bigint, endTimeMax: bigint): DependencyLink[];
  hasTrace(traceId: string): boolean;
  /**
   * O resumo de um trace, sem abrir os spans dele, depois dos reparos de chegada (nome vazio, duração que não é positiva).
   * `undefined` se o trace não existe, ou se dois spans têm o mesmo id: podem ser cópias, e só quem lê os spans sabe.
   */
  summarizeTrace(traceId: string): TraceSummary | undefined;
  /**
   * Visita os spans guardados de um serviço na ordem de chegada, sem decodificá-los; o mesmo objeto é reaproveitado a
   * cada visita. Cópias do mesmo span são visitadas todas. Um serviço que não existe não tem spans.
   */
  visitMeasures(serviceName: string, visit: (measure: SpanMeasure) => void): void;
  /**
   * Visita, sem decodificá-los, os spans que chegaram a partir do número `since` (regra 17), até `maxSpans`; o mesmo objeto é
   * reaproveitado a cada visita. Custa o que chegou desde então, e nada a quem guarda.
   */
  visitArrivals(since: number, visit: (span: ArrivedSpan) => void, maxSpans?: number): Arrivals;
  /**
   * Visita os spans de um trace na ordem de chegada, sem decodificá-los; o mesmo objeto é reaproveitado a cada visita.
   * Devolve `false` se o trace não existe.
   */
  visitSpans(traceId: string, visit: (span: StoredSpan) => void): boolean;
  getStats(): StoreStats;
}
