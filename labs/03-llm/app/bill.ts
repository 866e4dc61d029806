// A conta: quantos tokens, e quantos dólares, custou responder uma pergunta.

export interface LlmUsage {
  inputTokens: number;
  outputTokens: number;
}

/** Em US$, por milhão de tokens: o que entra custa menos que o que sai. */
interface Price {
  input: number;
  output: number;
}

/** Como os de um provedor de verdade: o pequeno custa pouco, e o que pensa mais custa mais. */
const SMALL: Price = { input: 0.15, output: 0.6 };
const LARGE: Price = { input: 2.5, output: 10 };

const PRICES: Readonly<Record<string, Price>> = { 'lab-slow': LARGE };

/** De um modelo fora da tabela, vale o preço do pequeno, e a conta é só uma estimativa. */
export function costUsd(model: string, { inputTokens, outputTokens }: LlmUsage): number {
  const { input, output } = PRICES[model] ?? SMALL;
  return (inputTokens * input + outputTokens * output) / 1e6;
}

/** O que uma pergunta já custou: uma resposta que não serviu também se paga. */
export class Bill {
  readonly usage: LlmUsage = { inputTokens: 0, outputTokens: 0 };
  costUsd = 0;
  /** Quantas chamadas se fizeram, deem no que derem: a que estourou o prazo também foi cobrada, e não se sabe quanto. */
  calls = 0;

  add({ inputTokens, outputTokens }: LlmUsage, usd: number): void {
    this.usage.inputTokens += inputTokens;
    this.usage.outputTokens += outputTokens;
    this.costUsd += usd;
  }
}
