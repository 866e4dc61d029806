/**
 * O que as portas de entrada (receivers) têm em comum: para onde entregam o que receberam (`Ingest`)
 * e os contadores que contam a história de cada porta (`DoorStats`), que o doutor lê.
 */
import type { Server, Socket } from 'node:net';
import type { PortName } from '../doors.ts';
import type { WireErrorCode } from '../wire/wire-error.ts';

/** As portas que recebem telemetria: todas menos a da interface. */
export type DoorName = Exclude<PortName, 'ui'>;

/** Resultado de um pedido de spans aceito no todo ou em parte (o `partial_success` do OTLP). */
export interface IngestResult {
  acceptedSpans: number;
  rejectedSpans: number;
  /** Por que alguns spans foram recusados; `''` quando nenhum foi. */
  reason: string;
}

/** Resultado de um pedido de métricas ou de logs aceito no todo ou em parte. */
export interface SignalResult {
  accepted: number;
  rejected: number;
  /** Por que alguns foram recusados; `''` quando nenhum foi. */
  reason: string;
}

/** Destino único dos spans de todas as portas: bytes de um `ExportTraceServiceRequest` do OTLP em protobuf. */
export interface TraceIngest {
  /**
   * Guarda os spans de um pedido. Síncrono: ao retornar, os spans já são visíveis nas consultas.
   * Os bytes são copiados; quem chama pode reaproveitar o buffer.
   * @throws WireError quando o pedido é inválido; nesse caso nada dele fica guardado.
   */
  traces(request: Uint8Array): IngestResult;
}

/** Das portas OTLP, que recebem os três sinais: também `ExportMetricsServiceRequest` e `ExportLogsServiceRequest`. */
export interface Ingest extends TraceIngest {
  /** Como `traces`. */
  metrics(request: Uint8Array): SignalResult;
  logs(request: Uint8Array): SignalResult;
}

/** Contadores de uma porta desde o início do processo. */
export interface DoorStats {
  /** Mensagens (pedidos ou datagramas) recebidas, boas e más. */
  messages: number;
  /** Bytes recebidos, já descomprimidos. */
  bytes: number;
  spans: number;
  /** Quando entraram spans pela última vez, em milissegundos Unix. */
  lastSpansUnixMs: number | undefined;
  metricPoints: number;
  /** Pontos de métricas recusados dentro de mensagens aceitas. */
  rejectedPoints: number;
  logRecords: number;
  /** Mensagens recusadas, por motivo. */
  rejected: Map<string, number>;
  /** Spans recusados dentro de mensagens aceitas. */
  rejectedSpans: number;
  /** A última recusa, para o doutor explicar. */
  lastError: Rejection | undefined;
  /** A última de cada motivo: a de um não esconde a de outro. */
  lastByCode: Map<string, Rejection>;
  /** Conexões TCP que acabaram sem mandar um byte. */
  silentConnections: number;
}

/** Uma recusa: o motivo, estável, e a frase que quem enviou leu (ou leria, se o protocolo respondesse). */
export interface Rejection {
  atUnixMs: number;
  code: string;
  message: string;
}

/** Tudo a zero. */
export function createDoorStats(): DoorStats {
  return {
    messages: 0,
    bytes: 0,
    spans: 0,
    lastSpansUnixMs: undefined,
    metricPoints: 0,
    rejectedPoints: 0,
    logRecords: 0,
    rejected: new Map(),
    rejectedSpans: 0,
    lastError: undefined,
    lastByCode: new Map(),
    silentConnections: 0,
  };
}

/** Anota a recusa de uma mensagem. `code` é um `WireErrorCode` ou um código próprio da porta (`wrong_path`, …). */
export function countRejection(stats: DoorStats, code: WireErrorCode | (string & {}), message: string): void {
  stats.rejected.set(code, (stats.rejected.get(code) ?? 0) + 1);
  noteRejection(stats, code, message);
}

/** Só guarda a frase: para o que se conta noutro lugar, como os spans recusados de uma mensagem aceita. */
export function noteRejection(stats: DoorStats, code: string, message: string, atUnixMs = Date.now()): void {
  stats.lastError = { atUnixMs, code, message };
  stats.lastByCode.set(code, stats.lastError);
}

/** Anota o que entrou, e o que não, dos spans de uma mensagem aceita. */
export function countSpans(stats: DoorStats, { acceptedSpans, rejectedSpans, reason }: IngestResult): void {
  // O mesmo instante nos dois: quem os compara vê que é uma mensagem só, aceita em parte.
  const now = Date.now();
  stats.spans += acceptedSpans;
  stats.rejectedSpans += rejectedSpans;
  if (acceptedSpans > 0) stats.lastSpansUnixMs = now;
  if (rejectedSpans > 0) noteRejection(stats, 'rejected_spans', reason, now);
}

/** Anota os pontos de métricas de uma mensagem aceita. */
export function countPoints(stats: DoorStats, { accepted, rejected, reason }: SignalResult): void {
  stats.metricPoints += accepted;
  stats.rejectedPoints += rejected;
  if (rejected > 0) noteRejection(stats, 'rejected_points', reason);
}

/** As conexões que passam de `max` são cortadas e contadas; as que acabam caladas também são contadas. */
export function limitConnections(server: Server, max: number, stats: DoorStats): void {
  server.maxConnections = max;
  server.on('connection', (socket: Socket) => {
    socket.once('close', () => {
      if (socket.bytesRead === 0) stats.silentConnections++;
    });
  });
  server.on('drop', () => countRejection(stats, 'too_many_connections', 'Conexões demais ao mesmo tempo.'));
}

/** O que quem enviou lê quando o defeito é nosso: custa esta mensagem, não o processo. */
const DEFECT_MESSAGE = 'Erro interno da Luneta ao guardar a mensagem. O terminal em que ela roda tem os detalhes.';

/** Um defeito nosso: os detalhes vão para o terminal, e quem enviou só fica sabendo que houve um. */
export function reportDefect(failure: unknown): { code: string; message: string } {
  console.error('Erro interno numa porta da Luneta:', failure);
  return { code: 'internal_error', message: DEFECT_MESSAGE };
}

/** Uma porta aberta. `close()` resolve quando o socket está fechado. */
export interface Door {
  name: DoorName;
  port: number;
  stats: DoorStats;
  close(): Promise<void>;
}
