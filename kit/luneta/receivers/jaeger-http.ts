/**
 * Porta do coletor do Jaeger (14268): `POST /api/traces` com um `Batch` em Thrift binário, como mandam os clientes
 * antigos quando configurados com um endereço HTTP; gzip e deflate.
 *
 * Estados das respostas como no Jaeger (gravados de um de verdade): 202 sem corpo, 400 também para o tipo errado.
 * Diferenças de propósito: os textos são nossos e dizem a porta certa, e corpo grande demais é 413 em vez de 500.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DOORS } from '../doors.ts';
import { mediaType } from '../http/media-type.ts';
import { pathOf } from '../http/url.ts';
import { decodeBatchBinary } from '../wire/jaeger-batch.ts';
import { answerCors, foreignOriginMessage } from './cors.ts';
import type { Door, Ingest } from './door.ts';
import { openHttpDoor, type HttpDoorContext, type HttpDoorOptions, type Problem } from './http-door.ts';
import { ingestJaegerBatch } from './jaeger-ingest.ts';

export interface JaegerHttpOptions extends HttpDoorOptions {
  ingest: Ingest;
  /** Origens aceitas além das locais, como `https://exemplo.br`. */
  corsOrigins?: readonly string[];
  /** Onde estão de fato as portas que se confundem com esta, para o conselho; padrão: as habituais. */
  otherPorts?: () => OtherPorts;
}

export type OtherPorts = Record<'otlpHttp' | 'zipkin' | 'jaegerBinary', number>;

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
  const { ingest, corsOrigins = [], otherPorts = () => USUAL_PORTS } = options;

  return openHttpDoor('jaegerHttp', options, (request, response, door) => {
    const path = pathOf(request);
    const origin = answerCors(request, response, corsOrigins, path === PATH);
    if (origin === 'answered') return;
    door.stats.messages++;
    if (path !== PATH) {
      door.refuse(request, response, 404, wrongPath(request, path, otherPorts()));
    } else if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      door.refuse(request, response, 405, wrongMethod(request));
    } else if (origin === 'foreign') {
      door.refuse(request, response, 403, { code: 'foreign_origin', message: foreignOriginMessage(request) });
    } else if (!CONTENT_TYPES.includes(mediaType(request))) {
      door.refuse(request, response, 400, wrongContentType(request, otherPorts()));
    } else {
      receive(request, response, door, ingest, otherPorts);
    }
  });
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  door: HttpDoorContext,
  ingest: Ingest,
  otherPorts: () => OtherPorts,
): void {
  door.receive(
    request,
    (content) => {
      const problem = notABatch(content, otherPorts());
      if (problem) {
        door.refuse(request, response, 400, problem);
        return;
      }
      ingestJaegerBatch(decodeBatchBinary(content), ingest, door.stats);
      door.send(response, 202, '', NO_BODY);
    },
    ({ status, message }) => door.sendText(response, status, message),
  );
}

/** O que dá para reconhecer pelo primeiro byte: sem isto, o erro seria um "campo desconhecido" que não ajuda. */
function notABatch(content: Uint8Array, { jaegerBinary }: OtherPorts): Problem | undefined {
  switch (content[0]) {
    case undefined:
      return { code: 'empty', message: 'O corpo veio vazio: não traz span nenhum.' };
    case COMPACT_STRUCT:
    case COMPACT_MESSAGE:
      return {
        code: 'compact_on_binary_port',
        message: 'O corpo está em Thrift compacto; aqui só o binário. Troque o protocolo do cliente (TBinaryProtocol).',
      };
    case BINARY_MESSAGE:
      return {
        code: 'agent_call_on_http_port',
        message:
          'O corpo é uma chamada emitBatch, que se manda ao agente por UDP ' +
          `(porta ${jaegerBinary}/udp). Por HTTP vai só a struct Batch, sem chamada em volta.`,
      };
    default:
      return undefined;
  }
}

function wrongPath(request: IncomingMessage, path: string, { otlpHttp, zipkin }: OtherPorts): Problem {
  const shown = JSON.stringify(path.slice(0, 100));
  let advice = `Use ${PATH}.`;
  if (OTLP_PATH.test(path)) advice = `Isto é OTLP: mande para a porta ${otlpHttp}.`;
  else if (ZIPKIN_PATH.test(path)) advice = `Isto é Zipkin: mande para a porta ${zipkin}.`;
  return {
    // Um navegador que só visita a porta não é um cliente com o caminho errado.
    code: request.method === 'POST' ? 'wrong_path' : 'wrong_method',
    message: `Caminho desconhecido nesta porta do coletor do Jaeger: ${shown}. ${advice}`,
  };
}

function wrongMethod({ method, url = '' }: IncomingMessage): Problem {
  return {
    code: 'wrong_method',
    message: `${method} em ${url.slice(0, 100)}: esta porta só aceita POST. As consultas ficam na porta da interface.`,
  };
}

function wrongContentType(request: IncomingMessage, { otlpHttp, zipkin }: OtherPorts): Problem {
  const received = mediaType(request);
  const looksOtlp = received === 'application/x-protobuf' || received === 'application/json';
  const advice = looksOtlp ? ` OTLP vai na porta ${otlpHttp} (/v1/traces), Zipkin na ${zipkin} (/api/v2/spans).` : '';
  return {
    code: 'wrong_content_type',
    message: `Content-Type deve ser ${CONTENT_TYPES.join(' ou ')}; recebido: ${JSON.stringify(received.slice(0, 100))}.${advice}`,
  };
}
