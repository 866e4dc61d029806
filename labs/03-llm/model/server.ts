/**
 * O servidor local de modelos: protocolo de verdade (`@copilotkit/aimock`), respostas sempre iguais para a mesma pergunta.
 *
 * O nome do modelo diz como ele se porta: assim a mesma escolha vale em qualquer servidor que fale o protocolo.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type ChatCompletionRequest, type FixtureResponse, LLMock } from '@copilotkit/aimock';
import { createFaults } from '@lab-otel/comum/faults';
import { hostOf, portOr, sayNotListening, sayReady, whenAskedToStop } from '@lab-otel/comum/serve';
import { writeAnswer, writeProse } from './answers';
import { LOCAL_API_KEY } from './key';

/** Até a primeira palavra, e quantos pedaços por segundo. Sem sorteio: a aula se repete. */
const STREAMING = { ttft: 150, tps: 25, jitter: 0 };
/** Mais do que qualquer um espera numa tela. */
const SLOW_MS = 4000;
/** O `Retry-After` de quem diz que é demais, em segundos. */
const RETRY_AFTER_S = 1;

type Reply = (request: ChatCompletionRequest) => FixtureResponse | Promise<FixtureResponse>;

const down: FixtureResponse = { error: { message: 'O modelo caiu.', type: 'server_error' }, status: 500 };
const overloaded: FixtureResponse = { error: { message: 'Sem vaga agora.', type: 'server_error' }, status: 503 };
const busy: FixtureResponse = {
  error: { message: 'Pedidos demais.', type: 'requests', code: 'rate_limit_exceeded' },
  status: 429,
  retryAfter: RETRY_AFTER_S,
};

const good: Reply = ({ messages }) => ({ content: writeAnswer(questionIn(messages)) });
const prose: Reply = ({ messages }) => ({ content: writeProse(questionIn(messages)) });
const slow: Reply = async (request) => {
  await delay(SLOW_MS);
  return good(request);
};

/** As perguntas que `lab-flaky` já recusou uma vez. */
const refused = new Set<string>();
const flaky: Reply = (request) => {
  const question = questionIn(request.messages);
  if (refused.delete(question)) return good(request);
  refused.add(question);
  return overloaded;
};

/** Esquece a forma, e se corrige quando lhe dizem. */
const forgetful: Reply = (request) => (isRepair(request) ? good(request) : prose(request));

const REPLIES: Readonly<Record<string, Reply>> = {
  'lab-1': good,
  'lab-slow': slow,
  'lab-flaky': flaky,
  'lab-down': () => down,
  'lab-busy': () => busy,
  'lab-prose': forgetful,
  'lab-stubborn': prose,
};

/** A primeira mensagem de quem pergunta: as outras são a conversa sobre a forma. */
function questionIn(messages: ChatCompletionRequest['messages']): string {
  const content = messages.find(({ role }) => role === 'user')?.content;
  return typeof content === 'string' ? content : '';
}

/** A conversa já tem uma resposta: é o pedido de corrigi-la. */
function isRepair({ messages }: ChatCompletionRequest): boolean {
  return messages.some(({ role }) => role === 'assistant');
}

/** A porta, se PORT não diz outra. */
const PORT = 5005;

/** Atende até SIGINT ou SIGTERM. Escreve uma linha de pronto, como os nossos serviços. */
export async function startModelServer(): Promise<void> {
  const { hasFault } = createFaults({ service: 'model', prefix: 'LLM' });
  const server = new LLMock({ port: portOr(PORT), host: hostOf(), auth: { apiKeys: [LOCAL_API_KEY] } });
  for (const [model, reply] of Object.entries(REPLIES)) {
    const respond: Reply = (request) => {
      if (hasFault('failing')) return down;
      if (hasFault('off_schema')) return forgetful(request);
      return hasFault('slow') ? slow(request) : reply(request);
    };
    server.on({ model, endpoint: 'chat' }, respond, { streamingProfile: STREAMING });
  }
  server.on({ endpoint: 'chat' }, ({ model }) => ({
    error: { message: `O modelo "${model}" não existe.`, type: 'invalid_request_error', code: 'model_not_found' },
    status: 404,
  }));
  try {
    await server.start();
  } catch (error) {
    sayNotListening(PORT, error as Error);
    return;
  }
  sayReady(Number(new URL(server.url).port));
  whenAskedToStop(() => void server.stop());
}
