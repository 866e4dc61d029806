/** `startLuneta`: monta o armazenamento, abre as portas e devolve os endereços. Sem terminal e sem `process.exit`. */
import { CourseBoard } from './api/course.ts';
import { createTraceEvents, EVENT_LIMITS } from './api/events.ts';
import { lunetaIdentity, type LunetaIdentity } from './api/identity.ts';
import { createApp } from './app.ts';
import { classAddresses } from './classroom/addresses.ts';
import { Classroom } from './classroom/classroom.ts';
import { classEndpoint } from './classroom/endpoint.ts';
import { createSpanMetrics } from './connectors/span-metrics.ts';
import { DOORS, openPort, PORT_NAMES, type PortName } from './doors.ts';
import { copiesIn } from './forward/copies.ts';
import { ForwardToSelfError, isOwnDoor } from './forward/forward-to-self.ts';
import { Forwarder, type ForwardOptions } from './forward/forwarder.ts';
import { isLoopback } from './http/host-check.ts';
import { createUiServer, UI_SERVER_LIMITS } from './http/ui-server.ts';
import { LOOPBACK_HOSTS } from './receivers/common-port.ts';
import { createDiagnose } from './query/diagnosis/diagnose.ts';
import type { DoorView } from './query/diagnosis/snapshot.ts';
import type { DoorStats } from './receivers/door.ts';
import { createIngest } from './receivers/ingest.ts';
import { openJaegerHttpDoor } from './receivers/jaeger-http.ts';
import { openJaegerSamplingDoor } from './receivers/jaeger-sampling.ts';
import { openJaegerUdpDoor } from './receivers/jaeger-udp.ts';
import { listenOnHosts } from './receivers/listen.ts';
import { MisdirectedTelemetry } from './receivers/misdirected.ts';
import { openOtlpGrpcDoor } from './receivers/otlp-grpc.ts';
import { openOtlpHttpDoor } from './receivers/otlp-http.ts';
import { openZipkinDoor } from './receivers/zipkin.ts';
import { type Scraper, type ScrapeTarget, startScraper } from './receivers/scrape.ts';
import { type RestoredData, restoreFromJournals } from './restore.ts';
import type { LogStore } from './store/logs/log-store.ts';
import type { MetricStore } from './store/metrics/metric-store.ts';
import type { SpanStore } from './store/store.ts';
import { createStores, DEFAULT_MAX_BYTES, type Stores } from './stores.ts';
import { type AssetStore, loadAssets } from './ui/assets.ts';
import { createUi } from './ui/router.ts';
import { tracesFromOtlpJson } from './wire/otlp-json-traces.ts';

export interface LunetaOptions {
  /** Endereços em que escutar; padrão: 127.0.0.1 e ::1. */
  hosts?: readonly string[];
  /** Número de cada porta: `0` é "qualquer uma livre", `'off'` é fechada. Padrão: as do Jaeger. */
  ports?: Partial<Record<PortName, number | 'off'>>;
  /** Troca por outra livre a porta que estiver ocupada, em vez de falhar. */
  freePorts?: boolean;
  /** Memória para a telemetria, em bytes. */
  maxBytes?: number;
  /** Origens das páginas que podem mandar telemetria por HTTP (OTLP, Zipkin, coletor do Jaeger), além das locais. */
  corsOrigins?: readonly string[];
  /** Pasta onde guardar o que chega, e de onde trazer de volta o que estava nela. Padrão: só na memória. */
  data?: string;
  /** Arquivo JSON de estratégias de amostragem, no formato do Jaeger; relido quando muda. Padrão: amostrar tudo. */
  samplingStrategies?: string;
  /** Páginas do Prometheus a coletar a cada segundo. Padrão: nenhuma. */
  scrape?: readonly string[];
  /** Copia o que chega para outro backend, como o do professor. Padrão: não copia. */
  forward?: ForwardOptions;
  /** Folha de estilo e scripts das páginas; padrão: os do pacote. */
  assets?: AssetStore;
  /** Desiste da leitura de `data`: `startLuneta` rejeita com o motivo dele. */
  signal?: AbortSignal;
  /** Recebe avisos (sobre o disco, as estratégias) que não impedem de continuar. Padrão: `process.emitWarning`. */
  onWarning?: (message: string) => void;
}

export interface Luneta {
  /** Portas abertas (as fechadas com `'off'` não aparecem). */
  ports: Partial<Record<PortName, number>>;
  /** Endereço para abrir ou configurar em cada porta TCP; nas UDP, `host:porta`. */
  urls: Partial<Record<PortName, string>>;
  store: SpanStore;
  metrics: MetricStore;
  logs: LogStore;
  doors: Partial<Record<PortName, DoorStats>>;
  /** O que a linha de prontidão e `GET /api/luneta` dizem. */
  identity(): LunetaIdentity;
  /** O que voltou do disco; só com a opção `data`. */
  restored?: RestoredData;
  /** Resolve quando todos os sockets estão fechados e, com `data`, tudo está em disco. */
  close(): Promise<void>;
}

interface OpenedPort {
  port: number;
  stats?: DoorStats;
  close(): Promise<void>;
}

/**
 * Abre a Luneta. Só resolve quando todas as portas escutam; se uma falha, fecha as outras.
 * @throws PortInUseError se uma porta está ocupada e `freePorts` não foi pedido.
 * @throws DataFolderError se a pasta `data` não pode ser usada.
 * @throws ForwardToSelfError se `forward` é a porta OTLP/HTTP desta mesma Luneta.
 * @throws SamplingFileError se o arquivo de estratégias de amostragem não existe ou está errado.
 */
export async function startLuneta(options: LunetaOptions = {}): Promise<Luneta> {
  const hosts = options.hosts ?? LOOPBACK_HOSTS;
  const maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
  const stores = createStores(maxBytes);
  const store = stores.spans;
  // Antes de qualquer porta: quem pode perguntar já vê o que estava guardado.
  const { journals, restored } =
    options.data === undefined ? {} : await restoreData(options.data, stores, maxBytes, options);
  const events = createTraceEvents(store, EVENT_LIMITS, stores.logs);
  const spanMetrics = createSpanMetrics({ spans: store, metrics: stores.metrics, now: Date.now });
  const forwarder = options.forward && new Forwarder({ ...options.forward, onWarning: warnWith(options) });
  const classroom = new Classroom();
  const ingest = createIngest(stores, journals, {
    traces(batch, request) {
      events.stored(batch);
      for (const { student, instance, spans } of copiesIn(batch)) classroom.received(student, instance, spans);
      forwarder?.forward('traces', request);
    },
    metrics: (request) => forwarder?.forward('metrics', request),
    logs(request) {
      events.logsStored();
      forwarder?.forward('logs', request);
    },
  });
  const opened = new Map<PortName, OpenedPort>();
  const urls: Luneta['urls'] = {};
  const ports: Luneta['ports'] = {};
  let ready = false;
  const identity = (): LunetaIdentity => lunetaIdentity(ready, hosts, { ports, urls });
  const portOf = (name: PortName): number | undefined => opened.get(name)?.port;

  let scraper: Scraper | undefined;
  const scrapeTargets = (): readonly ScrapeTarget[] => scraper?.targets ?? [];
  const views = (): DoorView[] => doorViews(opened);
  const diagnose = createDiagnose({
    store,
    now: Date.now,
    doors: views,
    ownPorts: () => Array.from(opened.values(), ({ port }) => port),
    metrics: stores.metrics,
    logs: stores.logs,
    scrapes: scrapeTargets,
    uncountedSpans: () => spanMetrics.lostSpans,
  });
  const course = new CourseBoard((received) => forwarder?.report(received));
  // A página vazia ensina para onde mandar spans: lê `urls`, que se enche conforme as portas abrem.
  const ui = {
    store,
    metrics: stores.metrics,
    logs: stores.logs,
    scrapeTargets,
    doors: urls,
    assets: options.assets ?? loadAssets(),
    ingest,
    live: true,
    diagnose,
    doorViews: views,
    course,
    classroom,
    classAddresses: () => classAddresses(hosts, portOf('otlpHttp')),
  };

  const openers: Record<PortName, (port: number) => Promise<OpenedPort>> = {
    ui: async (port) => {
      const misdirected = new MisdirectedTelemetry(urls, options.corsOrigins);
      const app = createApp({
        store,
        metrics: stores.metrics,
        refreshMetrics: () => spanMetrics.refresh(),
        logs: stores.logs,
        now: Date.now,
        parseOtlpJson: tracesFromOtlpJson,
        ui: createUi(ui),
        localOnly: isLoopback(hosts),
        identity,
        course,
        classroom,
        diagnose,
        events: events.routes,
        misdirected: misdirected.handler,
      });
      const listener = await listenOnHosts(hosts, port, () =>
        createUiServer(app, () => portOf('otlpGrpc'), UI_SERVER_LIMITS, misdirected.countGrpc),
      );
      return { ...listener, stats: misdirected.stats };
    },
    otlpHttp: (port) =>
      openOtlpHttpDoor({
        host: hosts,
        port,
        ingest,
        corsOrigins: options.corsOrigins,
        grpcPort: () => portOf('otlpGrpc'),
        side: classEndpoint(classroom),
      }),
    otlpGrpc: (port) => openOtlpGrpcDoor({ host: hosts, port, ingest, httpPort: () => portOf('otlpHttp') }),
    jaegerHttp: (port) =>
      openJaegerHttpDoor({
        host: hosts,
        port,
        ingest,
        corsOrigins: options.corsOrigins,
        grpcPort: () => portOf('otlpGrpc'),
        otherPorts: () => ({
          otlpHttp: portOf('otlpHttp'),
          zipkin: portOf('zipkin'),
          jaegerBinary: portOf('jaegerBinary'),
        }),
      }),
    jaegerSampling: (port) =>
      openJaegerSamplingDoor({
        host: hosts,
        port,
        strategiesFile: options.samplingStrategies,
        localOnly: isLoopback(hosts),
        onWarning: options.onWarning,
        grpcPort: () => portOf('otlpGrpc'),
      }),
    zipkin: (port) =>
      openZipkinDoor({
        host: hosts,
        port,
        ingest,
        corsOrigins: options.corsOrigins,
        grpcPort: () => portOf('otlpGrpc'),
      }),
    jaegerCompact: (port) =>
      openJaegerUdpDoor({
        name: 'jaegerCompact',
        host: hosts,
        port,
        ingest,
        siblingPort: () => portOf('jaegerBinary'),
      }),
    jaegerBinary: (port) =>
      openJaegerUdpDoor({
        name: 'jaegerBinary',
        host: hosts,
        port,
        ingest,
        siblingPort: () => portOf('jaegerCompact'),
      }),
  };

  const close = async (): Promise<void> => {
    spanMetrics.close();
    await scraper?.close();
    await Promise.all([...opened.values()].map((door) => door.close()));
    // Por último: um pedido em andamento ainda tem onde ser gravado.
    await Promise.all([...Object.values(journals ?? {}).map((journal) => journal.close()), forwarder?.close()]);
  };
  const results = await Promise.allSettled(
    PORT_NAMES.map(async (name) => {
      const wanted = options.ports?.[name] ?? DOORS[name].defaultPort;
      if (wanted === 'off') return;
      const door = await openPort(name, wanted, options.freePorts ?? false, openers[name]);
      opened.set(name, door);
      urls[name] = urlOf(name, hosts, door.port);
    }),
  );
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) {
    await close();
    throw failure.reason;
  }
  if (options.forward && isOwnDoor(options.forward.url, portOf('otlpHttp'))) {
    await close();
    throw new ForwardToSelfError(options.forward.url);
  }

  const luneta: Luneta = {
    ports,
    urls,
    doors: {},
    store,
    metrics: stores.metrics,
    logs: stores.logs,
    identity,
    restored,
    close,
  };
  for (const name of PORT_NAMES) {
    const door = opened.get(name);
    if (!door) continue;
    ports[name] = door.port;
    if (door.stats) luneta.doors[name] = door.stats;
  }
  ready = true;
  forwarder?.start();
  spanMetrics.start();
  if (options.scrape) {
    scraper = startScraper({ urls: options.scrape, store: stores.metrics, onWarning: warnWith(options) });
  }
  return luneta;
}

/** As portas que contam o que recebem, para o doutor. */
function doorViews(opened: ReadonlyMap<PortName, OpenedPort>): DoorView[] {
  return PORT_NAMES.flatMap((name) => {
    const door = opened.get(name);
    return door?.stats ? [{ name, port: door.port, stats: door.stats }] : [];
  });
}

function restoreData(
  directory: string,
  stores: Stores,
  maxBytes: number,
  options: LunetaOptions,
): ReturnType<typeof restoreFromJournals> {
  return restoreFromJournals(stores, { directory, maxBytes, onWarning: warnWith(options) }, options.signal);
}

function warnWith({ onWarning }: LunetaOptions): (message: string) => void {
  return onWarning ?? ((message) => process.emitWarning(message));
}

/** Nestes, `localhost` chega; noutro endereço de loopback, como 127.0.0.2, não. */
const REACHED_BY_LOCALHOST = [...LOOPBACK_HOSTS, '0.0.0.0', '::'];

/** Por qual endereço um programa desta máquina chega à porta. */
function urlOf(name: PortName, hosts: readonly string[], port: number): string {
  const [host] = hosts;
  const address = `${REACHED_BY_LOCALHOST.includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
  return DOORS[name].transport === 'udp' ? address : `http://${address}`;
}
