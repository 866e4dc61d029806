/** O que cada passo pergunta, a que modelo, e o que ele deve responder. */
import type { StepRequest } from '../../kit/course/manifest.ts';

interface AskingOptions extends Pick<StepRequest, 'status' | 'body' | 'name'> {
  path?: '/ask' | '/ask/stream';
}

function asking(
  question: string,
  model: string,
  { path = '/ask', status = 200, body = '"joke"', name }: AskingOptions = {},
): StepRequest {
  return { path, json: { question, model }, status, body, name };
}

/** De uma pessoa que não existe: um nome não tem forma que um filtro reconheça, como a tem um e-mail ou um CPF. */
export const SECRET = 'Firmina Rabelo';
/** E o que ela conta: quem só esconde o nome que conhece deixa-o passar. */
export const CONFIDENCE = 'cirurgia';

// Cada passo pergunta o que os anteriores perguntaram, e mais alguma coisa: as conferências deles continuam valendo.

/** Ao backend, com o modelo que responde. */
export const GOOD: readonly StepRequest[] = [asking('O que é um span?', 'lab-1')];

/** E a um que cai, e a outro que recusa. */
export const FAILING: readonly StepRequest[] = [
  ...GOOD,
  asking('O que é um log?', 'lab-down', { status: 502, body: 'model_failed' }),
  asking('O que é uma métrica?', 'lab-busy', { status: 503, body: 'model_busy' }),
];

/** E a um que só atende da segunda vez, e a outro que demora mais do que se espera. */
export const RETRIED: readonly StepRequest[] = [
  ...FAILING,
  asking('Por que tentar de novo?', 'lab-flaky'),
  asking('Quanto se espera?', 'lab-slow', { status: 504, body: 'model_slow', name: 'slow' }),
];

/** E a um que esquece a forma e se corrige, e a outro que insiste. */
export const MISSHAPEN: readonly StepRequest[] = [
  ...RETRIED,
  asking('O que é um SLO?', 'lab-prose'),
  asking('O que é um SLI?', 'lab-stubborn', { status: 502, body: 'bad_answer', name: 'stubborn' }),
];

/** E alguém vem buscar as métricas. */
export const COUNTED: readonly StepRequest[] = [
  ...MISSHAPEN,
  { path: '/metrics', body: 'llm_api_calls_total', name: 'metrics' },
];

/** E alguém quer a resposta aos pedaços: só depois das inteiras, que já carregaram o que havia a carregar. */
export const STREAMED: readonly StepRequest[] = [
  ...COUNTED,
  asking('O que é um trace?', 'lab-1', { path: '/ask/stream', body: 'event: answer' }),
];

/** E alguém escreve o que não devia. */
export const PRIVATE: readonly StepRequest[] = [
  ...STREAMED,
  asking(`Sou ${SECRET}, e a minha ${CONFIDENCE} é amanhã. O que é um Collector?`, 'lab-1'),
];

/** E alguém cola um texto inteiro: a resposta vem, e demora mais do que se promete. Só nos pedaços, que o prazo não corta. */
export const LONG: readonly StepRequest[] = [
  ...PRIVATE,
  asking(`Resuma para mim: ${'o Collector recebe, trata e entrega. '.repeat(40).trim()}`, 'lab-1', {
    path: '/ask/stream',
    body: 'event: answer',
  }),
];

/** De vinte visitantes, quantos escolhem cada modelo: é o tráfego de `npm run lab carga`. */
const CROWD = { 'lab-1': 14, 'lab-flaky': 2, 'lab-prose': 2, 'lab-slow': 1, 'lab-busy': 1 };
const QUESTIONS = [
  'O que é um span?',
  'Para que serve um SLO?',
  'Quanto custa um token?',
  'O que o Collector faz?',
  'Que métrica devo olhar primeiro?',
  'O que se escreve num log?',
  'Como se observa um modelo?',
];

/** O que um visitante do frontend pergunta, e a quem. */
export const CROWD_VISITS: readonly StepRequest[] = Object.entries(CROWD).flatMap(([model, people]) =>
  Array.from({ length: people }, (_, i) => ({
    path: '/api/ask',
    json: { question: QUESTIONS[i % QUESTIONS.length], model },
    status: { 'lab-slow': 504, 'lab-busy': 503 }[model] ?? 200,
  })),
);

/** Tudo isso, pelo frontend, que passa pelo backend; as métricas, quem as busca não vem por ele. */
export const VISITS: readonly StepRequest[] = PRIVATE.filter(({ json }) => json !== undefined).map((request) => ({
  ...request,
  path: `/api${request.path}`,
}));
