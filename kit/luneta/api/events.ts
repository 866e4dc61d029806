/**
 * `GET /api/events`: os traces novos e os que mudaram, por Server-Sent Events, para as páginas que se atualizam.
 *
 *   event: hello                                     uma vez, ao conectar: em que ponto está o armazenamento
 *   data: {"version":"1795176000000 12 340 0"}
 *
 *   event: trace
 *   data: {"traceId":"…","services":[…],"spanCount":3,"errorSpanCount":0,…}
 *
 * Com `?ids=1`, que é o que a página de busca pede, vem só o `traceId`: resumir um trace custa lê-lo. Com `?trace=<id>`,
 * a página de um trace acompanha só ele: `{"traceId":"…","spanCount":3}` ao conectar (0 se ele não está aqui) e a cada vez
 * que ele cresce, mesmo numa enxurrada.
 *
 * Com `?logs=1`, a página dos logs sabe que chegaram outros, uma vez por leva por mais que cheguem; ela compara o número de
 * ordem com o seu e os busca:
 *
 *   event: logs
 *   data: {"lastSequence":1042}
 *
 * É um aviso, e não um registro: cada cliente recebe no máximo cinco levas por segundo, de no máximo vinte traces, e
 * numa enxurrada só os mais novos. Quem quer todos, busca.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from 'router';
import { searchParams } from '../http/url.ts';
import { readTraceSummary } from '../query/trace-summary.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import { ID_WORDS, type SpanBatch, traceIdOf } from '../store/span-batch.ts';
import type { ServiceSummary, SpanStore, StoreStats, TraceSummary } from '../store/store.ts';
import { EventClient, LogClient, NewestIds, SharedEvents } from './event-client.ts';
import { ApiError, handleV1Errors, sendV1Error } from './jaeger-error.ts';
import { traceIdFromQuery } from './query-params.ts';

/** Em clientes, traces e milissegundos. */
export interface EventLimits {
  clients: number;
  /** Traces em cada leva, e por contar a cada cliente. */
  traces: number;
  flushMs: number;
  /** Menos que o prazo de uma resposta parada (`ui-server.ts`). */
  heartbeatMs: number;
  /** Quanto o navegador espera para se reconectar. */
  retryMs: number;
}

export const EVENT_LIMITS: EventLimits = {
  clients: 50,
  traces: 20,
  flushMs: 200,
  heartbeatMs: 15_000,
  retryMs: 2_000,
};

export interface TraceEvents {
  /** Um lote acaba de ser guardado. */
  stored(batch: SpanBatch): void;
  /** Um lote de logs acaba de ser guardado. */
  logsStored(): void;
  routes: Router.Router;
}

/** Muda sempre que algo entra ou sai, ou que a Luneta recomeça: quem tem uma página de outra versão perdeu alguma coisa. */
export function storeVersion({ traces, spans, evictedTraces }: StoreStats): string {
  return `${Math.floor(performance.timeOrigin)} ${traces} ${spans} ${evictedTraces}`;
}

/** @param logs Sem ele, `?logs=1` nunca avisa. */
export function createTraceEvents(store: SpanStore, limits: EventLimits = EVENT_LIMITS, logs?: LogStore): TraceEvents {
  const clients = new Set<EventClient>();
  const logClients = new Set<LogClient>();
  const changed = new NewestIds(limits.traces);
  let timer: NodeJS.Timeout | undefined;

  const summaries = new SharedEvents((traceId) => summaryEvent(store, traceId));
  const counts = new SharedEvents((traceId) => traceEvent({ traceId, spanCount: countSpans(store, traceId) }));

  const flush = (): void => {
    timer = undefined;
    const ids = changed.take();
    for (const client of clients) {
      client.changed(ids);
      client.flush();
    }
    const sequence = logs?.getStats().lastSequence ?? 0;
    for (const client of logClients) client.flush(sequence);
    summaries.forget();
    counts.forget();
  };
  const flushSoon = (): void => {
    timer ??= setTimeout(flush, limits.flushMs).unref();
  };

  const routes = Router({ strict: true, caseSensitive: true });
  routes.get('/api/events', (request, response) => {
    const params = searchParams(request);
    const wanted = params.get('trace');
    const only = wanted === null ? undefined : traceIdFromQuery(wanted);
    if (clients.size + logClients.size >= limits.clients) {
      response.setHeader('Retry-After', '10');
      sendV1Error(response, new ApiError(503, `at most ${limits.clients} event streams at a time`));
      return;
    }
    startStream(request, response);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const version = storeVersion(store.getStats());
    response.write(`retry: ${limits.retryMs}\nevent: hello\ndata: ${JSON.stringify({ version })}\n\n`);
    const wantsLogs = params.get('logs') === '1';
    const write = only !== undefined ? counts.of : params.get('ids') === '1' ? idEvent : summaries.of;
    const client = wantsLogs ? new LogClient(response) : new EventClient(response, limits.traces, write, only);
    if (client instanceof LogClient) {
      logClients.add(client);
      flushSoon();
    } else clients.add(client);
    if (client instanceof EventClient && only !== undefined) {
      client.changed([only]);
      flushSoon();
    }
    const heartbeat = setInterval(() => client.beat(), limits.heartbeatMs).unref();
    response.on('drain', flushSoon);
    response.once('close', () => {
      if (client instanceof LogClient) logClients.delete(client);
      else clients.delete(client);
      clearInterval(heartbeat);
    });
  });

  routes.use(handleV1Errors);

  return {
    stored(batch) {
      if (clients.size === 0) return;
      for (const id of newestTraces(batch, limits.traces)) changed.add(id);
      // Quem acompanha um trace não pode perdê-lo entre os mais novos.
      for (const client of clients)
        if (client.only !== undefined && hasTrace(batch, client.only)) client.changed([client.only]);
      flushSoon();
    },
    logsStored() {
      if (logClients.size > 0) flushSoon();
    },
    routes,
  };
}

function startStream(request: IncomingMessage, response: ServerResponse): void {
  // Sem corpo a esperar e sem o prazo de um pedido: a resposta só acaba quando alguém desiste.
  request.socket.setNoDelay(true);
  response.statusCode = 200;
  response.setHeader('Content-Type', 'text/event-stream');
  response.setHeader('Cache-Control', 'no-store');
  response.flushHeaders();
}

/** Os últimos traces do lote, do mais antigo para o mais novo. */
function newestTraces({ ids, count }: SpanBatch, limit: number): string[] {
  const found = new Set<string>();
  let last = -1;
  for (let i = count - 1; i >= 0 && found.size < limit; i--) {
    const at = i * ID_WORDS;
    // Os spans de um trace costumam vir juntos.
    if (last >= 0 && ids[at + 3] === ids[last + 3] && ids[at + 2] === ids[last + 2] && ids[at] === ids[last]) {
      if (ids[at + 1] === ids[last + 1]) continue;
    }
    last = at;
    found.add(traceIdOf(ids, at));
  }
  return [...found].toReversed();
}

function hasTrace({ ids, count }: SpanBatch, traceId: string): boolean {
  const [a, b, c, d] = [0, 8, 16, 24].map((at) => Number.parseInt(traceId.slice(at, at + 8), 16));
  for (let at = 0; at < count * ID_WORDS; at += ID_WORDS) {
    if (ids[at + 3] === d && ids[at + 2] === c && ids[at + 1] === b && ids[at] === a) return true;
  }
  return false;
}

/** Spans que se leem de um trace que as colunas do armazenamento não resumem: cinco vezes por segundo, mais seria caro. */
const MAX_READ_SPANS = 2_000;
const MAX_SERVICES = 20;
const MAX_NAME_CHARS = 200;

/** Quantos spans há de um trace; 0 se nenhum. A página diz quantos chegaram depois dela pela diferença. */
export function countSpans(store: SpanStore, traceId: string): number {
  return readTraceSummary(store, traceId, { maxSpans: MAX_READ_SPANS })?.spanCount ?? 0;
}

function idEvent(traceId: string): string {
  return traceEvent({ traceId });
}

function summaryEvent(store: SpanStore, traceId: string): string {
  const summary = readTraceSummary(store, traceId, { maxSpans: MAX_READ_SPANS });
  return summary ? traceEvent(toEvent(summary)) : '';
}

function traceEvent(data: object): string {
  return `event: trace\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Tempos em texto: 64 bits não cabem num número de JSON. */
function toEvent({ services, ...summary }: TraceSummary): Record<string, unknown> {
  return {
    traceId: summary.traceId,
    rootServiceName: short(summary.rootServiceName),
    rootOperationName: short(summary.rootOperationName),
    firstServiceName: short(summary.firstServiceName),
    firstOperationName: short(summary.firstOperationName),
    startTimeUnixNano: String(summary.startTimeUnixNano),
    durationNs: String(summary.durationNs),
    spanCount: summary.spanCount,
    errorSpanCount: summary.errorSpanCount,
    orphanSpanCount: summary.orphanSpanCount,
    serviceCount: services.length,
    services: services
      .slice(0, MAX_SERVICES)
      .map((service): ServiceSummary => ({ ...service, name: service.name.slice(0, MAX_NAME_CHARS) })),
  };
}

function short(name: string | undefined): string | undefined {
  return name?.slice(0, MAX_NAME_CHARS);
}
