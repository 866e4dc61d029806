/** As dicas do passo 4.4: o que não se grava. */
import type { HintStages } from '../../../kit/course/manifest.ts';
import { programHints } from './program.ts';
import { noSpans } from './silence.ts';

type Hints = Readonly<Record<string, HintStages>>;

const INSTRUMENT = '`new OpenAIInstrumentation({ captureMessageContent: false }),`';
const BODY = "`body: 'pergunta recebida',`";
const LENGTH = "`attributes: { 'llm.question.length': asked.question.length },`";

export const privacyHints = {
  '03/4.4': {
    ...programHints,
    no_telemetry: noSpans('Era só a pergunta que não devia sair, e não saiu nada. O que se tirou a mais?'),
    'no_telemetry:logs': [
      'Nenhum log chegou, nem o que diz só o tamanho. Ele precisava sumir?',
      'Que alguém perguntou, e quanto escreveu, é o que explica uma demora e uma conta; o que escreveu, não. Tire o dado e deixe o registro.',
      `Em backend.ts, o emit continua: ${BODY} com ${LENGTH}`,
    ],
    value_unexpected: [
      'O que alguém escreveu saiu do processo. O que foi visto diz por onde: um log, um span, o endereço de um pedido?',
      'São muitas portas. O log que você escreve, com a pergunta inteira, um pedaço dela, ou ela "limpa": um nome não tem forma que um filtro reconheça. A URL, que fica no span de quem pede (url.full) e no de quem atende (url.query). A captura do conteúdo, na instrumentação da OpenAI. E a resposta do modelo, que repete a pergunta no campo query.',
      `O endereço sem ela, que vai no corpo: \`new URL('/check', MODERATION_URL), { method: 'POST', body: question, signal }\`; o log com o tamanho: ${LENGTH} e a captura desligada: ${INSTRUMENT}`,
    ],
    log_missing: [
      'Há logs, e nenhum com o corpo "pergunta recebida". O que mudou na frase?',
      'O corpo é igual para todas as perguntas: é por ele que se contam. O que varia, mesmo que seja só um número, vai em attributes.',
      `Sem nada no meio da frase: ${BODY}`,
    ],
    log_service_differs: [
      'O log da pergunta chegou, e assinado por outro serviço. Quem o escreveu?',
      'É o backend que recebe a pergunta e a registra; o nome dele está no recurso do LoggerProvider, como no dos outros dois.',
      'Em telemetry.ts, `const loggerProvider = new LoggerProvider({` recebe o recurso que tem `[ATTR_SERVICE_NAME]: serviceName,`',
    ],
    log_attribute_missing: [
      'O log já não traz a pergunta, nem o tamanho dela. Com o que você a trocou?',
      'Um hash parece anônimo e não é: quem suspeita da pergunta calcula o hash e confirma, e quem a fez duas vezes é reconhecido. E não responde nada. O tamanho responde: perguntas longas custam e demoram mais.',
      `O comprimento basta: ${LENGTH}`,
    ],
    log_attribute_differs: [
      'llm.question.length está no log, com outro valor. Você contou o quê, e de que tipo é?',
      'É um número de caracteres, o da pergunta como ela vai ao modelo. Um texto não se compara com "maior que mil".',
      `Direto da pergunta: ${LENGTH}`,
    ],
  },
} satisfies Record<string, Hints>;
