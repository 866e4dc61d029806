/**
 * Porta do coletor do Jaeger (14268): `POST /api/traces` com um `Batch` em Thrift binário, como mandam os clientes
 * antigos quando configurados com um endereço HTTP; gzip e deflate.
 *
 * Estados das respostas como no Jaeger (gravados de um de verdade): 202 sem corpo, 400 também para o tipo errado.
 * Diferenças de propósito: os textos são nossos e dizem a porta certa, e corpo grande demais é 413 em vez de 500.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DOORS, portInWords } from '../doors.ts';
import { mediaType } from '../http/media-type.ts';
import { decodeBatchBinary } from '../wire/jaeger-batch.ts';
import type { Door, TraceIngest } from './door.ts';
import type { HttpDoorContext, Refusal } from './http-door.ts';
import { openHttpPostDoor, type HttpPostDoorOptions } from './http-post-door.ts';
import { ingestJaegerBatch } from './jaeger-ingest.ts';

/** O que a porta do coletor recebe de quem a abre. */
export interface JaegerHttpOptions extends HttpPostDoorOptions {
  /** Onde estão de fato as portas que se confundem com esta, para o conselho; padrão: as habituais. */
  otherPorts?: () => OtherPorts;
}

/** Números das portas que se confundem com esta; `undefined` são as fechadas. */
export type OtherPorts = Record<'otlpHttp' | 'zipkin' | 'jaegerBinary', number | undefined>;

const USUAL_PORTS: OtherPorts = {
  otlpHttp: DOORS.otlpHttp.defaultPort,
  zipkin: DOORS.zipkin.defaultPort,
  jaegerBinary: DOORS.jaegerBinary.defaultPort,
};

const PATH = '/api/traces';
const CONTENT_TYPES = ['application/x-thrift', 'application/vnd.apache.thrift.binary'];
const OTLP_PATH = /^\/v1\/(traces|metrics|logs)$/;
const ZIPKIN_PATH = /^\/api\/v[12]\/spans$/;

/** Primeiros bytes que não são de um `Batch` em Thrift binário, mas de algo parecido. */
const COMPACT_STRUCT = 0x1c;
const COMPACT_MESSAGE = 0x82;
const BINARY_MESSAGE = 0x80;

const NO_BODY = new Uint8Array(0);

/** Abre a porta. Rejeita com o erro original do sistema (`EADDRINUSE`, …); as palavras são de quem chama. */
export function openJaegerHttpDoor(options: JaegerHttpOptions): Promise<Door> {
  const { ingest, otherPorts = () => USUAL_PORTS } = options;
  return openHttpPostDoor('jaegerHttp', options, {
    doorLabel: 'porta do coletor do Jaeger',
    endpoints: new Map([[PATH, CONTENT_TYPES]]),
    adviceFor: (path) => adviceFor(path, otherPorts()),
    receive: (request, response, door, contentTypes) => {
      if (contentTypes.includes(mediaType(request))) receive(response, door, ingest, otherPorts);
      else door.refuse(response, wrongContentType(request, otherPorts()));
    },
  });
}

function receive(
  response: ServerResponse,
  door: HttpDoorContext,
  ingest: TraceIngest,
  otherPorts: () => OtherPorts,
): void {
  door.receive(response, (content) => {
    const refusal = notABatch(content, otherPorts());
    if (refusal) {
      door.refuse(response, refusal);
      return;
    }
    ingestJaegerBatch(decodeBatchBinary(content), ingest, door.stats);
    door.send(response, 202, '', NO_BODY);
  });
}

/** O que dá para reconhecer pelo primeiro byte: sem isto, o erro seria um "campo desconhecido" que não ajuda. */
function notABatch(content: Uint8Array, { jaegerBinary }: OtherPorts): Refusal | undefined {
  switch (content[0]) {
    case undefined:
      return { status: 400, code: 'empty', message: 'O corpo veio vazio: não traz span nenhum.' };
    case COMPACT_STRUCT:
    case COMPACT_MESSAGE:
      return {
        status: 400,
        code: 'compact_on_binary_port',
        message: 'O corpo está em Thrift compacto; aqui só o binário. Troque o protocolo do cliente (TBinaryProtocol).',
      };
    case BINARY_MESSAGE:
      return {
        status: 400,
        code: 'agent_call_on_http_port',
        message:
          'O corpo é uma chamada emitBatch, que se manda ao agente por UDP ' +
          `(porta ${portInWords('jaegerBinary', jaegerBinary)}). Por HTTP vai só a struct Batch, sem chamada em volta.`,
      };
    default:
      return undefined;
  }
}

function adviceFor(path: string, { otlpHttp, zipkin }: OtherPorts): string {
  if (OTLP_PATH.test(path)) return `Isto é OTLP: mande para a porta ${portInWords('otlpHttp', otlpHttp)}.`;
  if (ZIPKIN_PATH.test(path)) return `Isto é Zipkin: mande para a porta ${portInWords('zipkin', zipkin)}.`;
  return `Use ${PATH}.`;
}

function wrongContentType(request: IncomingMessage, { otlpHttp, zipkin }: OtherPorts): Refusal {
  const received = mediaType(request);
  const looksOtlp = received === 'application/x-protobuf' || received === 'application/json';
  const advice = looksOtlp
    ? ` OTLP vai na porta ${portInWords('otlpHttp', otlpHttp)}, em /v1/traces; Zipkin, na ${portInWords('zipkin', zipkin)}, em /api/v2/spans.`
    : '';
  return {
    status: 400,
    code: 'wrong_content_type',
    message: `Content-Type deve ser ${CONTENT_TYPES.join(' ou ')}; recebido: ${JSON.stringify(received.slice(0, 100))}.${advice}`,
  };
}
