/**
 * Telemetria mandada à porta da interface: o exporter apontado para o endereço que o aluno vê no navegador. É recusada na
 * forma do protocolo de quem mandou, com o endereço certo, e contada como nas outras portas, para o doutor.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'router';
import { type PortName, portInWords } from '../doors.ts';
import { sendBody, sendText } from '../http/answer.ts';
import { pathOf } from '../http/url.ts';
import { encodeStatus, RpcCode } from '../wire/otlp-status.ts';
import { answerCors } from './cors.ts';
import { countRejection, createDoorStats, type DoorStats } from './door.ts';
import { CONTENT_TYPE, encodingOf } from './otlp-http.ts';

/** O que muda de um protocolo para o outro. */
interface Misdirected {
  /** Como se chama nas frases. */
  protocol: string;
  /** A porta certa, e o caminho nela. */
  door: PortName;
  path: string;
}

const OTLP_PATH = /^\/+(v1\/(?:traces|metrics|logs))\/?$/;
/**
 * Com o `url` sem caminho, só o programa que manda diz que é um exporter OTLP: `OTel-OTLP-Exporter-JavaScript/0.2`, talvez
 * depois do nome que o app dá a si.
 */
const OTLP_EXPORTER = /\bOTel\b.{0,20}\bOTLP\b/i;
const ZIPKIN_PATH = /^\/+(api\/v[12]\/spans)\/?$/;
/** Com GET, é a busca da API do Jaeger. */
const JAEGER_PATH = /^\/+(api\/traces)\/?$/;

/** O que o pedido traz de telemetria; `undefined` se é um pedido à interface. */
function misdirectedIn(request: IncomingMessage): Misdirected | undefined {
  const { method, headers } = request;
  const asked = method === 'OPTIONS' ? headers['access-control-request-method'] : method;
  if (asked !== 'POST') return undefined;
  const path = pathOf(request);
  const otlp = OTLP_PATH.exec(path)?.[1] ?? (OTLP_EXPORTER.test(headers['user-agent'] ?? '') ? 'v1/traces' : undefined);
  if (otlp !== undefined) return { protocol: 'OTLP/HTTP', door: 'otlpHttp', path: otlp };
  const zipkin = ZIPKIN_PATH.exec(path)?.[1];
  if (zipkin !== undefined) return { protocol: 'Zipkin', door: 'zipkin', path: zipkin };
  const jaeger = JAEGER_PATH.exec(path)?.[1];
  return jaeger === undefined ? undefined : { protocol: 'Thrift do Jaeger', door: 'jaegerHttp', path: jaeger };
}

/** O que a porta da interface recusa e conta; os números das portas são perguntados a cada recusa. */
export class MisdirectedTelemetry {
  /** Só o que era telemetria: as visitas à interface não são mensagens. */
  readonly stats: DoorStats = createDoorStats();
  readonly #urls: Partial<Record<PortName, string>>;
  readonly #corsOrigins: readonly string[];

  /** @param urls Onde cada porta aberta escuta; @param corsOrigins origens aceitas além das locais. */
  constructor(urls: Partial<Record<PortName, string>>, corsOrigins: readonly string[] = []) {
    this.#urls = urls;
    this.#corsOrigins = corsOrigins;
  }

  /** Responde ao que é telemetria e passa adiante o resto; o que vem de uma página de fora, também. */
  readonly handler: RequestHandler = (request, response, next) => {
    const found = misdirectedIn(request);
    const origin = found && answerCors(request, response, this.#corsOrigins, true);
    if (!found || origin === 'foreign') next();
    else if (origin === 'allowed') this.#refuse(request, response, found);
  };

  /** Uma conexão que fala HTTP/2 como um exporter gRPC. */
  readonly countGrpc = (): void => {
    this.#count(`Mande OTLP/gRPC para ${this.#addressOf('otlpGrpc', '')}.`);
  };

  #refuse(request: IncomingMessage, response: ServerResponse, { protocol, door, path }: Misdirected): void {
    const message = this.#count(`Mande ${protocol} para ${this.#addressOf(door, `/${path}`)}.`);
    request.resume();
    if (door !== 'otlpHttp') {
      sendText(response, 404, `${message}\n`);
      return;
    }
    const encoding = encodingOf(request) ?? 'json';
    const body = Buffer.from(encodeStatus(encoding, RpcCode.UNIMPLEMENTED, message));
    sendBody(response, 404, CONTENT_TYPE[encoding], body);
  }

  #count(advice: string): string {
    const message = `Esta é a porta da interface, que não recebe telemetria. ${advice}`;
    this.stats.messages++;
    countRejection(this.stats, 'telemetry_on_ui_port', message);
    return message;
  }

  #addressOf(door: PortName, path: string): string {
    const url = this.#urls[door];
    return url === undefined ? `a porta ${portInWords(door, undefined)}` : `${url}${path}`;
  }
}
