/**
 * Porta OTLP/gRPC (4317): o método `Export` dos três serviços. O protobuf é lido por `wire/`, como na porta HTTP, e
 * nenhum `.proto` é carregado.
 *
 *   conexão ── começa por "PRI "? ──sim──> HTTP/2 ── chamada unária (limites) ── Export ── ingest
 *                    └───────não──> resposta HTTP/1 que indica a porta certa
 *
 * O HTTP/2 do Node leva uma dezena de milissegundos para carregar; a porta já escuta antes disso, e a primeira conexão
 * espera.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { ServerHttp2Session } from 'node:http2';
import { DOORS, portInWords } from '../doors.ts';
import { MemoryBudget } from '../http/body.ts';
import { answerHttp1 } from '../http/broken-request.ts';
import { encodeExportResponse, RpcCode } from '../wire/otlp-status.ts';
import type { Signal } from '../wire/signal.ts';
import { WireError } from '../wire/wire-error.ts';
import { acceptSignal } from './accept-signal.ts';
import { type Hosts, LOOPBACK_HOSTS } from './common-port.ts';
import { detectOpening, type Opening } from './connection-preface.ts';
import {
  countRejection,
  createDoorStats,
  limitConnections,
  reportDefect,
  type Door,
  type DoorStats,
  type Ingest,
} from './door.ts';
import { GrpcError } from './grpc-message.ts';
import type { GrpcLimits, GrpcService, UnaryHandler } from './grpc-session.ts';
import { listenOnHosts } from './listen.ts';

/** Os das conexões, e os da porta inteira. */
export interface OtlpGrpcLimits extends GrpcLimits {
  /** Soma das mensagens sendo recebidas ao mesmo tempo; acima, UNAVAILABLE. */
  inFlightBytes: number;
  connections: number;
}

/** Os que valem se quem abre a porta não diz outros. */
export const OTLP_GRPC_LIMITS: OtlpGrpcLimits = {
  messageBytes: 4 * 1024 * 1024,
  inFlightBytes: 64 * 1024 * 1024,
  callsPerConnection: 100,
  // Os exporters desistem de um envio em 10 s.
  callTimeoutMs: 15_000,
  idleTimeoutMs: 300_000,
  pingsPerMinute: 120,
  headerBytes: 16 * 1024,
  connections: 1024,
  prefaceTimeoutMs: 10_000,
};

/** O que a porta gRPC recebe de quem a abre. */
export interface OtlpGrpcOptions {
  host?: Hosts;
  /** `0`: um número livre. */
  port: number;
  ingest: Ingest;
  limits?: Partial<OtlpGrpcLimits>;
  /** Número da porta OTLP/HTTP, para indicá-la a quem errou de porta (`undefined`: fechada); padrão: o habitual. */
  httpPort?: () => number | undefined;
}

const SERVICES: Record<Signal, string> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
};

/** Se ninguém se conectar antes, quando carregar o HTTP/2: depois que o programa ficou pronto. */
const WARM_UP_MS = 300;

/** O motivo de cada recusa a quem não fala HTTP/2. */
const CODE_OF: Record<Exclude<Opening, 'http2'>, string> = {
  http1_post: 'http_on_grpc_port',
  http1_other: 'wrong_method',
  other: 'malformed',
};

const loadSession = () => import('./grpc-session.ts');

/** Abre a porta. Rejeita com o erro original do sistema (`EADDRINUSE`, …). */
export async function openOtlpGrpcDoor(options: OtlpGrpcOptions): Promise<Door> {
  const limits = { ...OTLP_GRPC_LIMITS, ...options.limits };
  const stats = createDoorStats();
  const httpPort = options.httpPort ?? (() => DOORS.otlpHttp.defaultPort);
  const sessions = new Map<Socket, ServerHttp2Session>();
  const service: GrpcService = {
    limits,
    budget: new MemoryBudget(limits.inFlightBytes),
    methods: exportMethods(options.ingest, stats),
    onRefusal: (code, message) => {
      stats.messages++;
      countRejection(stats, code, message);
    },
  };

  const accept = async (socket: Socket): Promise<void> => {
    socket.on('error', () => {}); // quem trata é a sessão HTTP/2; isto cobre a espera até ela existir
    // O socket só começa a ser lido depois: o que chegasse antes, o fim inclusive, se perderia para a sessão.
    const { serveGrpc } = await loadSession();
    detectOpening(socket, limits.prefaceTimeoutMs, (opening) => {
      if (opening === 'http2') {
        sessions.set(socket, serveGrpc(socket, service));
        socket.once('close', () => sessions.delete(socket));
      } else {
        stats.messages++;
        const message =
          opening === 'other'
            ? 'Chegou nesta porta, que fala gRPC sem TLS, algo que não é gRPC (TLS, talvez: use http:// no endereço).'
            : `Chegou HTTP/1 nesta porta, que fala gRPC. Aponte o exporter HTTP para a porta ${portInWords('otlpHttp', httpPort())}, ou troque-o pelo exporter gRPC.`;
        countRejection(stats, CODE_OF[opening], message);
        answerHttp1(socket, '400 Bad Request', message);
      }
    });
  };
  const createDoorServer = (): Server => {
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      accept(socket).catch((error: unknown) => {
        const { code, message } = reportDefect(error);
        countRejection(stats, code, message);
        socket.destroy();
      });
    });
    limitConnections(server, limits.connections, stats);
    return server;
  };
  const listener = await listenOnHosts(options.host ?? LOOPBACK_HOSTS, options.port, createDoorServer);
  const warmUp = setTimeout(() => void loadSession().catch(() => {}), WARM_UP_MS);
  warmUp.unref();
  return {
    name: 'otlpGrpc',
    port: listener.port,
    stats,
    close() {
      clearTimeout(warmUp);
      // GOAWAY: as chamadas em andamento terminam dentro do prazo de `listen.ts`, e nenhuma outra começa.
      for (const session of sessions.values()) session.close();
      return listener.close((socket) => sessions.has(socket));
    },
  };
}

/** O tratador de cada caminho; só conta o que aceita, e as recusas são de `GrpcService.onRefusal`. */
function exportMethods(ingest: Ingest, stats: DoorStats): ReadonlyMap<string, UnaryHandler> {
  return new Map(
    (Object.keys(SERVICES) as Signal[]).map((signal) => {
      const fullSuccess = encodeExportResponse('protobuf', signal);
      const handle: UnaryHandler = (bytes) => {
        stats.bytes += bytes.length;
        try {
          const partial = acceptSignal(stats, ingest, signal, bytes);
          stats.messages++;
          return partial ? encodeExportResponse('protobuf', signal, partial) : fullSuccess;
        } catch (error) {
          throw error instanceof WireError ? new GrpcError(statusOf(error.code), error.code, error.message) : error;
        }
      };
      return [`/${SERVICES[signal]}/Export`, handle];
    }),
  );
}

function statusOf(code: WireError['code']): number {
  if (code === 'too_large') return RpcCode.RESOURCE_EXHAUSTED;
  return code === 'unavailable' ? RpcCode.UNAVAILABLE : RpcCode.INVALID_ARGUMENT;
}
