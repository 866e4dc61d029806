// O que se pede ao modelo, e a forma em que a resposta tem de vir.

import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { z } from 'zod';

export const answerSchema = z.object({
  /** O que a pessoa perguntou, como o modelo entendeu. */
  query: z.string().min(1),
  /** Uma piada sobre o assunto. */
  joke: z.string().min(1),
  /** A resposta. */
  text: z.string().min(1),
  /** Uma pergunta de volta, para a conversa seguir. */
  question: z.string().min(1),
});
export type Answer = z.infer<typeof answerSchema>;

const SHAPE =
  'um objeto JSON com quatro textos: "query" (a pergunta que recebeu), "joke" (uma piada curta sobre o assunto), "text" (a resposta) e "question" (uma pergunta de volta)';
const SYSTEM = `Você ajuda estudantes de observabilidade, em português. Responda só com ${SHAPE}. Nada antes, nada depois.`;

/** O modelo respondeu, e não é o que se combinou. */
export class InvalidAnswer extends Error {
  override readonly name = 'InvalidAnswer';
  /** O que ele escreveu: serve para lhe mostrar o erro, e não para a telemetria. */
  readonly content: string;

  /** @param problem O que falta, sem nada do que veio: a mensagem vai para um span. */
  constructor(problem: string, content: string) {
    super(`A resposta do modelo não tem a forma combinada: ${problem}`);
    this.content = content;
  }
}

/** @throws InvalidAnswer se não é um JSON, ou se falta um dos quatro textos. */
export function parseAnswer(content: string): Answer {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new InvalidAnswer('não é um JSON', content);
  }
  const { success, data, error } = answerSchema.safeParse(value);
  if (success) return data;
  const fields = [...new Set(error.issues.map(({ path }) => String(path[0] ?? 'o objeto')))];
  throw new InvalidAnswer(`falta um texto em ${fields.join(', ')}`, content);
}

/** O que vier serve: se não é um JSON, é o texto. Ninguém fica sabendo. */
export function guessAnswer(content: string): Answer {
  try {
    return JSON.parse(content) as Answer;
  } catch {
    return { query: '', joke: '', text: content, question: '' };
  }
}

export function askMessages(question: string): ChatCompletionMessageParam[] {
  return [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: question },
  ];
}

/** A mesma conversa, e o pedido de corrigir o que veio. */
export function repairMessages(question: string, { content, message }: InvalidAnswer): ChatCompletionMessageParam[] {
  return [
    ...askMessages(question),
    { role: 'assistant', content },
    { role: 'user', content: `${message}. Escreva de novo: só ${SHAPE}.` },
  ];
}
