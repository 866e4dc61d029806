/**
 * Porta da amostragem remota do Jaeger (5778): `GET /sampling?service=X`. É onde um cliente pergunta, de minuto em
 * minuto, que parte dos traces deve mandar.
 *
 * `/sampling` e `/api/sampling` dizem o tipo da estratégia por nome ("PROBABILISTIC"), como o agente e o coletor do
 * Jaeger 1; `/`, por número (0 ou 1), a forma antiga. O Jaeger 2 responde por número em todos, e o `jaeger-client` do
 * Node não a entende. Diferença de propósito: outro caminho é 404. Em `/baggageRestrictions`, que os clientes antigos
 * também perguntam, o Jaeger 2 responde uma estratégia, que não é a resposta de lá.
 */
import { foreignHostMessage, hasLocalHost } from '../http/host-check.ts';
import { pathOf, searchParams } from '../http/url.ts';
import { strategyFor, type SamplingStrategies } from '../wire/sampling-strategies.ts';
import { countRejection, type Door } from './door.ts';
import { openHttpDoor, type HttpDoorOptions } from './http-door.ts';
import { SamplingFile } from './sampling-file.ts';

/** O que a porta de amostragem recebe de quem a abre. */
export interface JaegerSamplingOptions extends HttpDoorOptions {
  /** Arquivo JSON de estratégias, no formato do Jaeger. Padrão: todos os traces de todos os serviços. */
  strategiesFile?: string;
  /** Só atende quem chama por um nome local: contra DNS rebinding enquanto a porta é só desta máquina. */
  localOnly?: boolean;
  /** Recebe o aviso de que o arquivo mudou e está errado, ou tem uma regra que não vale. Padrão: `process.emitWarning`. */
  onWarning?: (message: string) => void;
}

const NAMED_PATHS = ['/sampling', '/api/sampling'];
const PATHS = [...NAMED_PATHS, '/'];
/** Texto do Jaeger, que clientes e guias citam. */
const MISSING_SERVICE = "'service' parameter must be provided once";

/**
 * Abre a porta. Rejeita com o erro original do sistema (`EADDRINUSE`, …); as palavras são de quem chama.
 * @throws SamplingFileError se o arquivo de estratégias não existe ou está errado.
 */
export async function openJaegerSamplingDoor(options: JaegerSamplingOptions): Promise<Door> {
  const { strategiesFile, localOnly = false, onWarning = (message) => process.emitWarning(message) } = options;
  const file = new SamplingFile(strategiesFile, onWarning);
  return openHttpDoor('jaegerSampling', options, (request, response, door) => {
    door.stats.messages++;
    const path = pathOf(request);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const [service, another] = searchParams(request).getAll('service');
    if (localOnly && !hasLocalHost(request)) {
      const message = foreignHostMessage(request).trimEnd();
      door.refuse(response, { status: 403, code: 'foreign_host', message });
    } else if (!PATHS.includes(path)) {
      const shown = JSON.stringify(path.slice(0, 100));
      const message = `Caminho desconhecido nesta porta de amostragem: ${shown}. Use /sampling?service=NOME.`;
      door.refuse(response, { status: 404, code: 'wrong_path', message });
    } else if (!isRead) {
      response.setHeader('allow', 'GET, HEAD');
      const message = `${request.method}: esta porta só aceita GET.`;
      door.refuse(response, { status: 405, code: 'wrong_method', message });
    } else if (service === undefined || another !== undefined) {
      door.refuse(response, { status: 400, code: 'missing_service', message: MISSING_SERVICE });
    } else {
      const strategies = file.current(({ message }) => {
        countRejection(door.stats, 'bad_strategies', message);
        onWarning(`${message} Continuam valendo as estratégias anteriores.`);
      });
      request.resume();
      door.send(response, 200, 'application/json', answerFor(path, strategies, service));
    }
  });
}

function answerFor(path: string, strategies: SamplingStrategies, service: string): Uint8Array {
  const strategy = strategyFor(strategies, service);
  const named = NAMED_PATHS.includes(path);
  const strategyType = named ? strategy.strategyType : Number(strategy.strategyType === 'RATE_LIMITING');
  return Buffer.from(JSON.stringify({ ...strategy, strategyType }));
}
