/**
 * O que as portas que só recebem POST (OTLP, coletor do Jaeger, Zipkin) conferem antes do corpo de um pedido: caminho,
 * método e origem, nesta ordem. Cada protocolo traz os seus caminhos, o seu conselho e a forma das suas recusas.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pathOf } from '../http/url.ts';
import { answerCors, foreignOriginMessage } from './cors.ts';
import type { Door, DoorName, TraceIngest } from './door.ts';
import { type AnswerRefusal, type HttpDoorContext, type HttpDoorOptions, openHttpDoor } from './http-door.ts';

/** O que toda porta de POST recebe de quem a abre. */
export interface HttpPostDoorOptions extends HttpDoorOptions {
  ingest: TraceIngest;
  /** Origens aceitas além das locais, como `https://exemplo.br`. */
  corsOrigins?: readonly string[];
}

/** O que muda de um protocolo para o outro. */
export interface PostProtocol<Endpoint> {
  /** Como a porta se chama nas frases: "porta do Zipkin". */
  doorLabel: string;
  /** O que cada caminho aceita. */
  endpoints: ReadonlyMap<string, Endpoint>;
  /** O que fazer em vez de usar um caminho que não existe. */
  adviceFor(path: string): string;
  /** Atende um POST num caminho que existe, de uma origem aceita. */
  receive(request: IncomingMessage, response: ServerResponse, door: HttpDoorContext, endpoint: Endpoint): void;
  /** A forma das recusas; padrão: a frase, em texto. */
  answerRefusal?: AnswerRefusal;
  /** O que este caminho aceita é telemetria, e conta como mensagem; padrão: é. */
  isTelemetry?(endpoint: Endpoint): boolean;
}

/** Abre a porta. Rejeita com o erro original do sistema (`EADDRINUSE`, …); as palavras são de quem chama. */
export function openHttpPostDoor<Endpoint>(
  name: DoorName,
  options: HttpPostDoorOptions,
  protocol: PostProtocol<Endpoint>,
): Promise<Door> {
  const { corsOrigins = [] } = options;
  const { doorLabel, endpoints, answerRefusal } = protocol;

  return openHttpDoor(name, options, (request, response, door) => {
    const path = pathOf(request);
    const endpoint = endpoints.get(path);
    const origin = answerCors(request, response, corsOrigins, endpoint !== undefined);
    if (origin === 'answered') return;
    if (endpoint === undefined || (protocol.isTelemetry?.(endpoint) ?? true)) door.stats.messages++;
    if (endpoint === undefined) {
      const shown = JSON.stringify(path.slice(0, 100));
      const message = `Caminho desconhecido nesta ${doorLabel}: ${shown}. ${protocol.adviceFor(path)}`;
      // Um navegador que só visita a porta não é um exporter com o caminho errado.
      const code = request.method === 'POST' ? 'wrong_path' : 'wrong_method';
      door.refuse(response, { status: 404, code, message }, answerRefusal);
    } else if (request.method !== 'POST') {
      const shown = `${request.method} em ${request.url?.slice(0, 100)}`;
      const message = `${shown}: esta porta só aceita POST. As consultas ficam na porta da interface.`;
      response.setHeader('allow', 'POST');
      door.refuse(response, { status: 405, code: 'wrong_method', message }, answerRefusal);
    } else if (origin === 'foreign') {
      const message = foreignOriginMessage(request);
      door.refuse(response, { status: 403, code: 'foreign_origin', message }, answerRefusal);
    } else {
      protocol.receive(request, response, door, endpoint);
    }
  });
}
