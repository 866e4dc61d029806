/** Duas camadas tentam de novo, uma dentro da outra, e as tentativas se multiplicam: o custo também. */
import type { Mystery } from '../../../kit/mysteries/mystery.ts';
import { allNodes, hasFailed, nodesNamed } from '../../../kit/mysteries/read-traces.ts';
import { hasAttribute } from '../../../kit/incident/recognize.ts';
import { httpClientAttributes, httpServerAttributes } from '../../../kit/scripted/http-attributes.ts';
import { during, type PlannedSpan } from '../../../kit/scripted/planned-span.ts';

const service = 'livraria-atendimento';
const ATTEMPT = 'call_llm_api';
const CHAT = 'chat modelo-pequeno';
const POST = 'POST /v1/chat/completions';
const USAGE = 'gen_ai.usage.output_tokens';
/** O prazo de cada pedido, em milissegundos. */
const LIMIT_MS = 1000;
/** Quando cada pedido começa, contado do começo da tentativa: quem tenta de novo espera cada vez mais. */
const STARTS_MS = [4, 1504, 3304] as const;
const LAST_MS = 610;

export const twoLayers: Mystery = {
  id: 'm9',
  title: 'A fatura não fecha',
  story:
    'Na livraria, quem responde às perguntas dos clientes é um modelo de linguagem, de um provedor que cobra por token e cobra ' +
    'também a resposta que ninguém esperou. O painel soma o custo dos tokens que os spans contam; a fatura vem muito maior. ' +
    'No código há duas tentativas por pergunta, no máximo, escritas à mão.',
  question: 'Este é o trace de uma resposta. Por quantas chamadas ao modelo o provedor a cobrou?',
  plan: [
    during(0, 8260, {
      service,
      name: 'POST /perguntas',
      kind: 'SERVER',
      attributes: httpServerAttributes('POST /perguntas', 200),
      children: [attempt(12, 1, [LIMIT_MS, LIMIT_MS, LIMIT_MS]), attempt(4330, 2, [LIMIT_MS, LIMIT_MS, LAST_MS])],
    }),
  ],
  answer: {
    type: 'number',
    unit: 'chamadas',
    tolerance: 0,
    compute: (traces) => nodesNamed(traces, POST).length,
    mistakes: [
      {
        compute: (traces) => allNodes(traces).filter((node) => hasAttribute(node, USAGE)).length,
        against:
          `Essa é a que tem ${USAGE}, e é só ela que o painel soma. Um pedido que estourou o prazo não trouxe contagem nenhuma, mas o ` +
          'modelo o recebeu, e respondeu a ninguém.',
      },
      {
        compute: (traces) => nodesNamed(traces, ATTEMPT).length,
        against: `Essas são as tentativas escritas à mão, os spans "${ATTEMPT}". Abra cada uma: o que há embaixo do "${CHAT}"?`,
      },
      {
        compute: (traces) => nodesNamed(traces, POST).filter(hasFailed).length,
        against: 'Essas são as que falharam. Falta a que deu certo, que também se paga.',
      },
      {
        compute: (traces) => nodesNamed(traces, POST).filter(({ parent }) => parent && !hasFailed(parent)).length,
        against: 'Você contou os pedidos de uma tentativa só, a que deu certo. A outra fez os seus.',
      },
    ],
    against: `Uma chamada cobrada é um pedido que saiu daqui: um span CLIENT "${POST}". Abra o trace até o fundo, e conte todos.`,
  },
  explain: (traces) =>
    `São ${nodesNamed(traces, ATTEMPT).length} tentativas do programa e, dentro de cada uma, ${STARTS_MS.length} do cliente do provedor: ` +
    'ele já tenta de novo sozinho (no SDK da OpenAI, maxRetries é 2 se ninguém diz outra coisa). Camadas que tentam de novo não ' +
    `se somam: multiplicam-se, e ${nodesNamed(traces, POST).length} respostas se pagaram para uma servir. O conserto é uma camada só ` +
    '(maxRetries: 0 no cliente), um prazo para a pergunta inteira, e o custo medido por resposta, e não por chamada.',
};

/** Uma tentativa do programa. @param lastsMs Quanto dura cada pedido do cliente; um que dura o prazo inteiro não teve resposta. */
function attempt(fromMs: number, number: number, lastsMs: readonly number[]): PlannedSpan {
  const requests = lastsMs.map((ms, i) => {
    const isLate = ms === LIMIT_MS;
    const startMs = fromMs + STARTS_MS[i]!;
    return during(startMs, startMs + ms, {
      service,
      name: POST,
      kind: 'CLIENT',
      attributes: httpClientAttributes(POST, {
        host: 'modelo',
        ...(isLate ? { errorType: 'timeout' } : { status: 200 }),
      }),
      ...(isLate && { error: `sem resposta em ${LIMIT_MS} ms` }),
    });
  });
  const { startMs, durationMs, error } = requests.at(-1)!;
  const endMs = startMs + durationMs + 2;
  const failure = error !== undefined && { error };
  const chat = during(fromMs + 2, endMs, {
    service,
    name: CHAT,
    kind: 'CLIENT',
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'modelo-pequeno',
      ...(error === undefined ? { 'gen_ai.usage.input_tokens': 96, [USAGE]: 180 } : { 'error.type': 'timeout' }),
    },
    children: requests,
    ...failure,
  });
  return during(fromMs, endMs + 2, {
    service,
    name: ATTEMPT,
    attributes: { 'llm.api.attempt': number, ...(error !== undefined && { 'error.type': 'timeout' }) },
    children: [chat],
    ...failure,
  });
}
