/** Um achado do fuzz: algo que a Luneta fez e não podia. */

export type FindingCode =
  | 'died' // o processo acabou
  | 'bad_status' // estado que a porta não promete
  | 'bad_answer' // resposta que não se lê
  | 'leak' // pilha de chamadas ou caminho de arquivo na resposta
  | 'no_answer' // fechou sem responder um pedido inteiro
  | 'hang' // não respondeu no prazo
  | 'canary' // uma mensagem boa não passou no prazo
  | 'memory' // memória acima do limite
  | 'sockets' // conexões que não foram devolvidas
  | 'stderr'; // o processo reclamou

export class FindingError extends Error {
  readonly code: FindingCode;

  constructor(code: FindingCode, message: string) {
    super(message);
    this.name = 'FindingError';
    this.code = code;
  }
}

/** A porta de um achado que não é de uma só. */
export const ALL_DOORS = '(todas)';

/** Onde aconteceu: porta, ou `ALL_DOORS`, e as iterações que estavam em jogo. */
export interface Finding {
  code: FindingCode;
  message: string;
  door: string;
  first: number;
  last: number;
  /** Arquivo com o que foi mandado. */
  file: string;
}
