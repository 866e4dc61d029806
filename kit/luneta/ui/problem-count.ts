/**
 * O número ao lado de "Doutor" no menu, que está em todas as páginas. Nenhuma espera por um exame: mostra o do último e
 * manda fazer outro para a próxima.
 */
import type { Diagnose, Diagnosis } from '../query/diagnosis/diagnose.ts';
import type { Finding } from '../query/diagnosis/finding.ts';

/** Quanto o número pode estar atrasado. */
const FRESH_MS = 10_000;

/** Erros e avisos: o que é bom saber não é um problema. */
export function countProblems(findings: readonly Finding[]): number {
  return findings.filter(({ severity }) => severity !== 'info').length;
}

export class ProblemCount {
  readonly #diagnose: Diagnose;
  readonly #now: () => number;
  #count = 0;
  #askedMs = -Infinity;

  /** @param now Milissegundos Unix. */
  constructor(diagnose: Diagnose, now: () => number) {
    this.#diagnose = diagnose;
    this.#now = now;
  }

  /** Erros e avisos do último exame; 0 se ainda não houve um. */
  read(): number {
    // Pelo módulo: um relógio que andou para trás não prende um número velho.
    if (Math.abs(this.#now() - this.#askedMs) >= FRESH_MS) {
      this.#askedMs = this.#now();
      setImmediate(() => void this.#refresh());
    }
    return this.#count;
  }

  /** Um exame que a página do doutor acaba de fazer. */
  note({ findings }: Diagnosis): void {
    this.#askedMs = this.#now();
    this.#count = countProblems(findings);
  }

  async #refresh(): Promise<void> {
    try {
      // Uma visita a uma página qualquer não pode virar um pedido ao programa de quem a visita.
      this.note(await this.#diagnose(undefined, { quiet: true }));
    } catch {
      // O menu fica com o número que tinha: quem conta que o exame falhou é a página do doutor.
    }
  }
}
