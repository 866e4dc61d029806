/** O que o servidor faz de propósito com certos conjuntos de dados: assim a mesma aula se repete em qualquer máquina. */

/** O que se pede a quem chegou cedo demais, em segundos. */
const RETRY_AFTER_S = 1;

export interface Misbehaviour {
  /** @returns Quantos segundos esperar, se este pedido não é atendido agora. */
  busyFor(dataset: string | undefined): number | undefined;
  /** A execução começa, e a resposta se perde no caminho? */
  losesAnswer(dataset: string | undefined): boolean;
}

export function createMisbehaviour(now: () => number = Date.now): Misbehaviour {
  /** Até quando quem pediu `orders-busy` tem de esperar: quem volta antes recomeça a contar. */
  let busyUntilMs: number | undefined;
  let answersLost = 0;
  return {
    busyFor(dataset) {
      if (dataset !== 'orders-busy') return undefined;
      if (busyUntilMs !== undefined && now() >= busyUntilMs) {
        busyUntilMs = undefined;
        return undefined;
      }
      // Um pouco menos que o prometido: o relógio de quem espera pode andar um nada à frente.
      busyUntilMs = now() + RETRY_AFTER_S * 1000 - 50;
      return RETRY_AFTER_S;
    },
    losesAnswer(dataset) {
      if (dataset !== 'orders-lost') return false;
      // Uma sim, uma não: a nova tentativa chega.
      return answersLost++ % 2 === 0;
    },
  };
}
