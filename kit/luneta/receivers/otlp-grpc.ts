/**
 * Porta OTLP/gRPC (4317): o método `Export` dos três serviços. Os (de)serializadores são a identidade: o
 * protobuf é lido por `wire/`, como na porta HTTP, e nenhum `.proto` é carregado.
 *
 *   conexão ── começa por "PRI "? ──sim──> grpc-js ── interceptador (limites) ── Export ── ingest
 *                    └───────não──> resposta HTTP/1 que indica a porta certa
 *
 * O grpc-js leva dezenas de milissegundos para carregar; a porta já escuta antes disso, e a primeira conexão espera.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type * as Grpc from '@grpc/grpc-js';
import { countLogRecords, countMetricPoints } from '../wire/otlp-signals.ts';
import { encodeExportResponse, type PartialSuccess, type Signal } from '../wire/otlp-status.ts';
import { WireError } from '../wire/wire-error.ts';
import { detectHttp2 } from './connection-preface.ts';
import { countRejection, createDoorStats, type Door, type DoorStats, type Ingest } from './door.ts';
import { admissionInterceptor } from './grpc-admission.ts';
import { answerHttp1 } from './http-broken-request.ts';
import { listenOnHosts, LOOPBACK_HOSTS, type Hosts } from './listen.ts';

export interface OtlpGrpcLimits {
  /** Mensagem, comprimida e depois de descomprimida; acima, RESOURCE_EXHAUSTED. O mesmo do Jaeger. */
  messageBytes: number;
  /** Chamadas ao mesmo tempo, em todas as conexões; acima, UNAVAILABLE. */
  concurrentCalls: number;
  callTimeoutMs: number;
  connections: number;
  /** Até a conexão dizer a que veio. */
  prefaceTimeoutMs: number;
}

export const OTLP_GRPC_LIMITS: OtlpGrpcLimits = {
  messageBytes: 4 * 1024 * 1024,
  concurrentCalls: 64,
  callTimeoutMs: 30_000,
  connections: 1024,
  prefaceTimeoutMs: 10_000,
};

export interface OtlpGrpcOptions {
  host?: Hosts;
  /** `0`: um número livre. */
  port: number;
  ingest: Ingest;
  limits?: Partial<OtlpGrpcLimits>;
  /** Número da porta OTLP/HTTP, para indicá-la a quem errou de porta. */
  httpPort?: () => number;
}

const SERVICES: Record<Signal, string> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
};

/** Se ninguém se conectar antes, quando carregar o grpc-js: depois que o programa ficou pronto. */
const WARM_UP_MS = 300;

/** Abre a porta. Rejeita com o erro original do sistema (`EADDRINUSE`, …). */
export async function openOtlpGrpcDoor(options: OtlpGrpcOptions): Promise<Door> {
  const limits = { ...OTLP_GRPC_LIMITS, ...options.limits };
  const stats = createDoorStats();
  const httpPort = options.httpPort ?? (() => 4318);
  let loaded: Promise<GrpcEngine> | undefined;
  const injected = new WeakSet<Socket>();
  const load = () => (loaded ??= startEngine(options.ingest, stats, limits));

  const accept = (socket: Socket) => {
    detectHttp2(socket, limits.prefaceTimeoutMs, (http2) => {
      if (http2) {
        socket.on('error', () => {}); // quem trata é o grpc-js; isto cobre a espera pelo carregamento
        injected.add(socket);
        void load().then((engine) => engine.injector.injectConnection(socket));
      } else {
        stats.messages++;
        const message = `Chegou HTTP/1 nesta porta, que fala gRPC. Aponte o exporter HTTP para a porta ${httpPort()}, ou troque-o pelo exporter gRPC.`;
        countRejection(stats, 'http_on_grpc_port', message);
        answerHttp1(socket, '400 Bad Request', message);
      }
    });
  };
  const createDoorServer = (): Server => {
    const server = createServer(accept);
    server.maxConnections = limits.connections;
    server.on('drop', () => countRejection(stats, 'too_many_connections', 'Conexões demais ao mesmo tempo.'));
    return server;
  };
  const listener = await listenOnHosts(options.host ?? LOOPBACK_HOSTS, options.port, createDoorServer);
  const warmUp = setTimeout(load, WARM_UP_MS);
  warmUp.unref();
  return {
    name: 'otlpGrpc',
    port: listener.port,
    stats,
    async close() {
      clearTimeout(warmUp);
      const engine = await loaded;
      engine?.injector.destroy();
      // Sessões HTTP/2 sem chamada fecham pelo `destroy` acima; as outras têm o prazo de `listen.ts`.
      await listener.close((socket) => injected.has(socket));
      engine?.server.forceShutdown();
    },
  };
}

interface GrpcEngine {
  server: Grpc.Server;
  injector: Grpc.ConnectionInjector;
}

async function startEngine(ingest: Ingest, stats: DoorStats, limits: OtlpGrpcLimits): Promise<GrpcEngine> {
  const { grpc } = await import('./grpc-library.ts');
  const count = (code: string) => (message: string) => {
    stats.messages++;
    countRejection(stats, code, message);
  };
  const admission = admissionInterceptor(grpc, limits, {
    overloaded: count('overloaded'),
    timedOut: count('timeout'),
    ended: count('aborted'),
  });
  const server = new grpc.Server({
    'grpc.max_receive_message_length': limits.messageBytes,
    'grpc.enable_channelz': 0,
    interceptors: [admission],
  });
  addExport(server, 'traces', stats, grpc, (bytes) => {
    const result = ingest.traces(bytes);
    stats.spans += result.acceptedSpans;
    stats.rejectedSpans += result.rejectedSpans;
    return result.rejectedSpans > 0 ? { rejected: result.rejectedSpans, errorMessage: result.reason } : undefined;
  });
  addExport(server, 'metrics', stats, grpc, (bytes) => {
    stats.metricPoints += countMetricPoints(bytes);
    return undefined;
  });
  addExport(server, 'logs', stats, grpc, (bytes) => {
    stats.logRecords += countLogRecords(bytes);
    return undefined;
  });
  return { server, injector: server.createConnectionInjector(grpc.ServerCredentials.createInsecure()) };
}

function addExport(
  server: Grpc.Server,
  signal: Signal,
  stats: DoorStats,
  grpc: typeof Grpc,
  accept: (bytes: Uint8Array) => PartialSuccess | undefined,
): void {
  const identity = (bytes: Buffer): Buffer => bytes;
  const fullSuccess = Buffer.from(encodeExportResponse('protobuf', signal));
  const Export: Grpc.MethodDefinition<Buffer, Buffer> = {
    path: `/${SERVICES[signal]}/Export`,
    requestStream: false,
    responseStream: false,
    requestSerialize: identity,
    requestDeserialize: identity,
    responseSerialize: identity,
    responseDeserialize: identity,
  };
  const handle: Grpc.handleUnaryCall<Buffer, Buffer> = (call, callback) => {
    stats.messages++;
    stats.bytes += call.request.length;
    try {
      const partial = accept(call.request);
      callback(null, partial ? Buffer.from(encodeExportResponse('protobuf', signal, partial)) : fullSuccess);
    } catch (failure) {
      const code = failure instanceof WireError ? failure.code : 'internal_error';
      const details = failure instanceof Error ? failure.message : String(failure);
      countRejection(stats, code, details);
      callback({ code: statusOf(code, grpc), details });
    }
  };
  server.addService({ Export }, { Export: handle });
}

function statusOf(code: WireError['code'] | 'internal_error', grpc: typeof Grpc): Grpc.status {
  if (code === 'too_large') return grpc.status.RESOURCE_EXHAUSTED;
  return code === 'internal_error' ? grpc.status.INTERNAL : grpc.status.INVALID_ARGUMENT;
}
