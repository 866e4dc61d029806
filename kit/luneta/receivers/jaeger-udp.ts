/**
 * As portas UDP do agente Jaeger: 6831 (Thrift compacto) e 6832 (Thrift binário).
 *
 * UDP não responde: o cliente nunca sabe que errou. Por isso cada datagrama recusado é contado com um motivo que o
 * doutor lê, e custa só a si mesmo. Um datagrama do outro protocolo é recusado como no Jaeger, mas com o conselho da
 * porta certa: quem o mandou não veria erro nenhum.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { decodeEmitBatch, detectThriftProtocol, type ThriftProtocol } from '../wire/jaeger-batch.ts';
import { jaegerBatchToOtlp } from '../wire/jaeger-to-otlp.ts';
import { encodeTraceRequest } from '../wire/otlp-encode.ts';
import { ThriftTruncatedError } from '../wire/thrift-types.ts';
import { WireError } from '../wire/wire-error.ts';
import { countRejection, createDoorStats, type Door, type DoorStats, type Ingest } from './door.ts';

export type JaegerUdpDoorName = 'jaegerCompact' | 'jaegerBinary';

export interface JaegerUdpOptions {
  name: JaegerUdpDoorName;
  /** Padrão: 127.0.0.1 e ::1. Um endereço IPv6 que a máquina não tem é deixado de lado se houver outro. */
  host?: string | readonly string[];
  /** 0 = qualquer uma livre; todos os endereços usam a mesma. */
  port: number;
  ingest: Ingest;
  /** Porta onde a outra porta UDP está de fato, para o conselho; padrão: a porta habitual dela. */
  siblingPort?: () => number | undefined;
}

export interface JaegerUdpDoor extends Door {
  name: JaegerUdpDoorName;
  /** Endereços em que a porta de fato escuta. */
  hosts: readonly string[];
  /** Buffer de recepção que o sistema concedeu: rajadas maiores que isso se perdem antes de chegar aqui. */
  receiveBufferBytes: number;
}

const DEFAULT_HOSTS = ['127.0.0.1', '::1'];
const RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;
const MAX_UDP_PAYLOAD_BYTES = 65_507;
const ATTEMPTS_AT_A_COMMON_PORT = 20;

/** O que cada porta fala, quem costuma errar de porta para cá, e qual seria a porta dele. */
const DOORS = {
  jaegerCompact: {
    protocol: 'compact',
    speaks: 'Thrift compacto',
    otherCode: 'binary_on_compact_port',
    other: 'Thrift binário, o que os exporters Jaeger do Node mandam',
    otherPort: 6832,
  },
  jaegerBinary: {
    protocol: 'binary',
    speaks: 'Thrift binário',
    otherCode: 'compact_on_binary_port',
    other: 'Thrift compacto, o que os exporters Jaeger de Python, Go e Java mandam',
    otherPort: 6831,
  },
} as const satisfies Record<JaegerUdpDoorName, { protocol: ThriftProtocol } & Record<string, unknown>>;

/** @throws o erro original do sistema (por exemplo `EADDRINUSE`): quem chama é que o explica. */
export async function openJaegerUdpDoor(options: JaegerUdpOptions): Promise<JaegerUdpDoor> {
  const hosts = typeof options.host === 'string' ? [options.host] : (options.host ?? DEFAULT_HOSTS);
  const stats = createDoorStats();
  const sockets = await bindAll(hosts, options.port);
  const port = sockets[0].address().port;
  const receiveBufferBytes = Math.min(...sockets.map(growReceiveBuffer));
  for (const socket of sockets) {
    socket.on('message', (message) => receive(message, options, stats, port));
    // Erros depois de aberta (rede que caiu, por exemplo) não podem derrubar o processo.
    socket.on('error', (error) => countRejection(stats, 'socket_error', `erro no socket UDP: ${error.message}`));
  }
  let closing: Promise<void> | undefined;
  return {
    name: options.name,
    port,
    hosts: sockets.map((socket) => socket.address().address),
    receiveBufferBytes,
    stats,
    close: () => (closing ??= closeAll(sockets)),
  };
}

/** Um datagrama: nada do que ele traga pode lançar daqui para fora. */
function receive(message: Uint8Array, options: JaegerUdpOptions, stats: DoorStats, port: number): void {
  stats.messages++;
  stats.bytes += message.length;
  const door = DOORS[options.name];
  if (message.length === 0) {
    countRejection(stats, 'empty', 'datagrama vazio: não traz span nenhum (talvez um teste de porta).');
    return;
  }
  const received = detectThriftProtocol(message);
  if (received !== undefined && received !== door.protocol) {
    const rightPort = options.siblingPort?.() ?? door.otherPort;
    countRejection(
      stats,
      door.otherCode,
      `a porta ${port}/udp fala ${door.speaks}, mas recebeu ${door.other}. Aponte o exporter para a porta ${rightPort}/udp.`,
    );
    return;
  }
  try {
    const resourceSpans = jaegerBatchToOtlp(decodeEmitBatch(message, door.protocol));
    if (resourceSpans.length === 0) return;
    const result = options.ingest.traces(encodeTraceRequest(resourceSpans));
    stats.spans += result.acceptedSpans;
    stats.rejectedSpans += result.rejectedSpans;
    if (result.rejectedSpans > 0) {
      stats.lastError = { atUnixMs: Date.now(), code: 'rejected_spans', message: result.reason };
    }
  } catch (error) {
    const { code, message: reason } = explain(error, message.length);
    countRejection(stats, code, reason);
  }
}

function explain(error: unknown, receivedBytes: number): { code: string; message: string } {
  // O que falta teria de caber num datagrama; um tamanho absurdo é lixo, não um corte.
  if (error instanceof ThriftTruncatedError && receivedBytes + error.missingBytes <= MAX_UDP_PAYLOAD_BYTES) {
    return {
      code: 'truncated',
      message:
        `o datagrama de ${receivedBytes} bytes chegou cortado: faltam pelo menos ${error.missingBytes}. ` +
        'Um datagrama UDP leva no máximo cerca de 65.000 bytes: mande lotes e spans menores, ou use OTLP/HTTP.',
    };
  }
  if (error instanceof WireError) return error;
  return { code: 'internal', message: `erro inesperado ao receber o datagrama: ${String(error)}` };
}

async function bindAll(hosts: readonly string[], port: number): Promise<Socket[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await bindAllOnce(hosts, port);
    } catch (error) {
      // Porta 0: a que o primeiro endereço ganhou pode estar tomada no segundo; outra tentativa sorteia outra.
      const retry = port === 0 && errorCode(error) === 'EADDRINUSE' && attempt < ATTEMPTS_AT_A_COMMON_PORT;
      if (!retry) throw error;
    }
  }
}

async function bindAllOnce(hosts: readonly string[], port: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  let skipped: unknown = new RangeError('nenhum endereço onde abrir a porta UDP');
  try {
    for (const host of hosts) {
      try {
        sockets.push(await bind(host, sockets[0]?.address().port ?? port, hosts.length > 1));
      } catch (error) {
        if (!isMissingIPv6(host, error)) throw error;
        skipped = error;
      }
    }
    if (sockets.length === 0) throw skipped;
    return sockets;
  } catch (error) {
    await closeAll(sockets);
    throw error;
  }
}

function bind(host: string, port: number, ipv6Only: boolean): Promise<Socket> {
  const type = isIPv6(host) ? 'udp6' : 'udp4';
  const socket = createSocket({ type, ipv6Only: type === 'udp6' && ipv6Only });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address: host, port }, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

function isMissingIPv6(host: string, error: unknown): boolean {
  return isIPv6(host) && ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(errorCode(error) ?? '');
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** O Linux concede até o seu máximo em silêncio; o macOS recusa um pedido acima do dele: pede-se cada vez menos. */
function growReceiveBuffer(socket: Socket): number {
  const current = socket.getRecvBufferSize();
  for (let size = RECEIVE_BUFFER_BYTES; size > current; size /= 2) {
    try {
      socket.setRecvBufferSize(size);
      break;
    } catch {
      continue;
    }
  }
  return socket.getRecvBufferSize();
}

async function closeAll(sockets: readonly Socket[]): Promise<void> {
  await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
}
