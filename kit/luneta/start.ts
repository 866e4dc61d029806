/** `startLuneta`: monta o armazenamento, abre as portas e devolve os endereços. Sem terminal e sem `process.exit`. */
import { createServer } from 'node:http';
import { createApp } from './app.ts';
import { DOORS, openPort, PORT_NAMES, type PortName } from './doors.ts';
import { isLoopback } from './host-check.ts';
import type { Door, DoorStats } from './receivers/door.ts';
import { createIngest } from './receivers/ingest.ts';
import { openJaegerUdpDoor } from './receivers/jaeger-udp.ts';
import { listenOnHosts, LOOPBACK_HOSTS } from './receivers/listen.ts';
import { openOtlpHttpDoor } from './receivers/otlp-http.ts';
import { MemoryStore } from './store/memory-store.ts';
import type { SpanStore } from './store/store.ts';
import { loadAssets } from './ui/assets.ts';
import { createNotFoundPage, createUiRouter } from './ui/router.ts';
import { otlpCodec } from './wire/otlp-codec.ts';
import { tracesFromOtlpJson } from './wire/otlp-json-traces.ts';

/** Memória para a telemetria quando não se pede outra: 256 MiB. */
export const DEFAULT_MAX_BYTES = 256 * 1024 * 1024;

/** Limites da porta 16686: quem manda devagar ou abre conexões demais não ocupa a Luneta. */
const UI_TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 90_000 };
const UI_MAX_CONNECTIONS = 1024;

export interface LunetaOptions {
  /** Endereços em que escutar; padrão: 127.0.0.1 e ::1. */
  hosts?: readonly string[];
  /** Número de cada porta: `0` é "qualquer uma livre", `'off'` é fechada. Padrão: as do Jaeger. */
  ports?: Partial<Record<PortName, number | 'off'>>;
  /** Troca por outra livre a porta que estiver ocupada, em vez de falhar. */
  freePorts?: boolean;
  /** Memória para a telemetria, em bytes. */
  maxBytes?: number;
  /** Origens que podem mandar OTLP de uma página, além das locais. */
  corsOrigins?: readonly string[];
}

export interface Luneta {
  /** Portas abertas (as fechadas com `'off'` não aparecem). */
  ports: Partial<Record<PortName, number>>;
  /** Endereço para abrir ou configurar em cada porta TCP; nas UDP, `host:porta`. */
  urls: Partial<Record<PortName, string>>;
  store: SpanStore;
  doors: Partial<Record<PortName, DoorStats>>;
  /** Resolve quando todos os sockets estão fechados. */
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
 */
export async function startLuneta(options: LunetaOptions = {}): Promise<Luneta> {
  const hosts = options.hosts ?? LOOPBACK_HOSTS;
  const store = new MemoryStore({ maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES, codec: otlpCodec });
  const ingest = createIngest(store);
  const opened = new Map<PortName, OpenedPort>();
  const urls: Luneta['urls'] = {};
  // A página vazia ensina para onde mandar spans: lê `urls`, que se enche conforme as portas abrem.
  const ui = { store, doors: urls, assets: loadAssets() };
  const portOf = (name: PortName): number => opened.get(name)?.port ?? DOORS[name].defaultPort;

  const openers: Record<PortName, (port: number) => Promise<OpenedPort>> = {
    ui: (port) => {
      const app = createApp({
        store,
        now: Date.now,
        parseOtlpJson: tracesFromOtlpJson,
        ui: [createUiRouter(ui), createNotFoundPage(ui)],
        localOnly: isLoopback(hosts),
      });
      return listenOnHosts(hosts, port, () => {
        const server = createServer(UI_TIMEOUTS, app);
        server.maxConnections = UI_MAX_CONNECTIONS;
        return server;
      });
    },
    otlpHttp: (port) =>
      openOtlpHttpDoor({
        host: hosts,
        port,
        ingest,
        corsOrigins: options.corsOrigins,
        grpcPort: () => portOf('otlpGrpc'),
      }),
    otlpGrpc: async (port): Promise<Door> => {
      // O grpc-js é a parte mais pesada do início: só entra quando a porta vai mesmo abrir.
      const { openOtlpGrpcDoor } = await import('./receivers/otlp-grpc.ts');
      return openOtlpGrpcDoor({ host: hosts, port, ingest, httpPort: () => portOf('otlpHttp') });
    },
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
    await Promise.all([...opened.values()].map((door) => door.close()));
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

  const luneta: Luneta = { ports: {}, urls, doors: {}, store, close };
  for (const name of PORT_NAMES) {
    const door = opened.get(name);
    if (!door) continue;
    luneta.ports[name] = door.port;
    if (door.stats) luneta.doors[name] = door.stats;
  }
  return luneta;
}

/** Por qual endereço um programa desta máquina chega à porta. */
function urlOf(name: PortName, hosts: readonly string[], port: number): string {
  const [host] = hosts;
  const local = isLoopback(hosts) || host === '0.0.0.0' || host === '::';
  const address = `${local ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
  return DOORS[name].transport === 'udp' ? address : `http://${address}`;
}
