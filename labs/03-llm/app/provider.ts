// Com quem se fala: o modelo da aula ou, se alguém disser onde, um provedor. O que não serve se diz ao começar, e não a cada pergunta.

import { LOCAL_API_KEY } from '@lab-otel/03-llm/model/key';
import { context, propagation } from '@opentelemetry/api';

export interface Provider {
  baseURL: string;
  apiKey: string;
  /** Até a resposta começar. Em milissegundos. */
  timeoutMs: number;
}

/** A variável existe, e o que está nela não serve. */
class BadVariable extends Error {}

/**
 * Só com OPENAI_BASE_URL se fala com um provedor, e se gasta: a chave sozinha, que muita gente já tem no ambiente, não basta.
 * Se uma variável não serve, diz qual, e o programa acaba.
 */
export function readProvider(env: NodeJS.ProcessEnv): Provider {
  try {
    const timeoutMs = readTimeout(env.LLM_TIMEOUT_MS || '2000');
    const { OPENAI_BASE_URL: address = '', OPENAI_API_KEY: key = '' } = env;
    if (address === '') {
      const local = env.MODEL_URL || 'http://127.0.0.1:5005';
      return { baseURL: readAddress('MODEL_URL', new URL('/v1', local).href), apiKey: LOCAL_API_KEY, timeoutMs };
    }
    return { baseURL: readAddress('OPENAI_BASE_URL', address), apiKey: readKey(key), timeoutMs };
  } catch (error) {
    if (!(error instanceof BadVariable)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** @returns Sem a barra do fim. */
function readAddress(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new BadVariable(`${name} não é um endereço: "${text}". Por exemplo: https://api.openai.com/v1`);
  }
  // O que está no endereço está em todo span que fala dele.
  if (url.username || url.password || url.search) {
    throw new BadVariable(`${name} não pode levar usuário, senha nem "?": a chave vai em OPENAI_API_KEY.`);
  }
  return url.href.replace(/\/+$/, '');
}

function readKey(text: string): string {
  const key = text.trim();
  if (key === '')
    throw new BadVariable(
      'Com OPENAI_BASE_URL é preciso também OPENAI_API_KEY: um servidor local aceita qualquer texto.',
    );
  // Um caractere que não cabe num cabeçalho faria a chave aparecer na mensagem do erro.
  if (!/^[\x21-\x7e]+$/.test(key))
    throw new BadVariable('OPENAI_API_KEY tem espaços, quebras de linha ou acentos no meio: copie-a de novo.');
  return key;
}

function readTimeout(text: string): number {
  const ms = Number(text);
  if (!(ms > 0)) throw new BadVariable(`LLM_TIMEOUT_MS não é um número de milissegundos: "${text}".`);
  return ms;
}

/** O provedor é de outros: o que vai no baggage não é da conta dele. */
export function withoutBaggage<Result>(work: () => Result): Result {
  return context.with(propagation.deleteBaggage(context.active()), work);
}
