/**
 * As portas UDP do agente Jaeger: 6831 (Thrift compacto) e 6832 (Thrift binário).
 *
 * UDP não responde: o cliente nunca sabe que errou. Por isso cada datagrama recusado é contado com um motivo que o
 * doutor lê, e custa só a si mesmo. Um datagrama do outro protocolo é recusado como no Jaeger, mas com o conselho da
 * porta certa: quem o mandou não veria erro nenhum.
 */
import { DOORS, portInWords } from '../doors.ts';
import { decodeEmitBatch, detectThriftProtocol, type ThriftProtocol } from '../wire/jaeger-batch.ts';
import { ThriftTruncatedError } from '../wire/thrift-types.ts';
import { WireError } from '../wire/wire-error.ts';
import { type Hosts, LOOPBACK_HOSTS } from './common-port.ts';
import { countRejection, createDoorStats, reportDefect, type Door, type DoorStats, type TraceIngest } from './door.ts';
import { ingestJaegerBatch } from './jaeger-ingest.ts';
import { bindUdpSockets, growReceiveBuffer } from './listen-udp.ts';

/** As portas UDP, que só diferem no protocolo. */
export type JaegerUdpDoorName = 'jaegerCompact' | 'jaegerBinary';

/** O que uma porta UDP recebe de quem a abre. */
export interface JaegerUdpOptions {
  name: JaegerUdpDoorName;
  /** Padrão: 127.0.0.1 e ::1. Um endereço IPv6 que a máquina não tem é deixado de lado se houver outro. */
  host?: Hosts;
  /** 0 = qualquer uma livre; todos os endereços usam a mesma. */
  port: number;
  ingest: TraceIngest;
  /** Onde a outra porta UDP está de fato, para o conselho (`undefined`: fechada); padrão: o número habitual dela. */
  siblingPort?: () => number | undefined;
}

/** Uma porta UDP aberta. */
export interface JaegerUdpDoor extends Door {
  name: JaegerUdpDoorName;
  /** Endereços em que a porta de fato escuta. */
  hosts: readonly string[];
  /** Buffer de recepção que o sistema concedeu: rajadas maiores que isso se perdem antes de chegar aqui. */
  receiveBufferBytes: number;
}

/** O maior datagrama UDP que existe em IPv4: 65.535 menos os cabeçalhos. */
export const MAX_UDP_PAYLOAD_BYTES = 65_507;

/** O que cada porta fala, quem costuma errar de porta para cá, e qual é a porta dele. */
const SPEAKERS = {
  jaegerCompact: {
    protocol: 'compact',
    speaks: 'Thrift compacto',
    otherCode: 'binary_on_compact_port',
    other: 'Thrift binário, o que os exporters Jaeger do Node mandam',
    otherDoor: 'jaegerBinary',
  },
  jaegerBinary: {
    protocol: 'binary',
    speaks: 'Thrift binário',
    otherCode: 'compact_on_binary_port',
    other: 'Thrift compacto, o que os exporters Jaeger de Python, Go e Java mandam',
    otherDoor: 'jaegerCompact',
  },
} as const satisfies Record<JaegerUdpDoorName, { protocol: ThriftProtocol } & Record<string, unknown>>;

/** Abre a porta. @throws o erro original do sistema (por exemplo `EADDRINUSE`): quem chama é que o explica. */
export async function openJaegerUdpDoor(options: JaegerUdpOptions): Promise<JaegerUdpDoor> {
  const stats = createDoorStats();
  const bound = await bindUdpSockets(options.host ?? LOOPBACK_HOSTS, options.port);
  const [{ port }] = bound;
  const sockets = bound.map(({ socket }) => socket);
  const receiveBufferBytes = Math.min(...sockets.map(growReceiveBuffer));
  for (const socket of sockets) {
    socket.on('message', (message) => receive(message, options, stats, port));
    // Erros depois de aberta (rede que caiu, por exemplo) não podem derrubar o processo.
    socket.on('error', (error) => countRejection(stats, 'socket_error', `Erro no socket UDP: ${error.message}`));
  }
  let closing: Promise<unknown> | undefined;
  return {
    name: options.name,
    port,
    hosts: sockets.map((socket) => socket.address().address),
    receiveBufferBytes,
    stats,
    close: async () => {
      await (closing ??= Promise.all(bound.map((opened) => opened.close())));
    },
  };
}

/** Um datagrama: nada do que ele traga pode lançar daqui para fora. */
function receive(message: Uint8Array, options: JaegerUdpOptions, stats: DoorStats, port: number): void {
  stats.messages++;
  stats.bytes += message.length;
  const door = SPEAKERS[options.name];
  if (message.length === 0) {
    countRejection(stats, 'empty', 'Datagrama vazio: não traz span nenhum (talvez um teste de porta).');
    return;
  }
  const received = detectThriftProtocol(message);
  if (received !== undefined && received !== door.protocol) {
    const { siblingPort = () => DOORS[door.otherDoor].defaultPort } = options;
    const rightPort = portInWords(door.otherDoor, siblingPort());
    countRejection(
      stats,
      door.otherCode,
      `A porta ${port}/udp fala ${door.speaks}, mas recebeu ${door.other}. Aponte o exporter para a porta ${rightPort}.`,
    );
    return;
  }
  try {
    ingestJaegerBatch(decodeEmitBatch(message, door.protocol), options.ingest, stats);
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
        `O datagrama de ${receivedBytes} bytes chegou cortado: faltam pelo menos ${error.missingBytes}. ` +
        'Um datagrama UDP leva no máximo cerca de 65.000 bytes: mande lotes e spans menores, ou use OTLP/HTTP.',
    };
  }
  if (error instanceof WireError) return error;
  return reportDefect(error);
}
