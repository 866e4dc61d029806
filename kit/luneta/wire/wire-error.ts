/** Motivos pelos quais uma mensagem é recusada; estáveis, para contadores, doutor e testes. */
export type WireErrorCode =
  | 'malformed' // os bytes não formam uma mensagem válida
  | 'invalid_id' // trace_id ou span_id com tamanho errado
  | 'too_deep' // aninhamento acima do limite
  | 'too_many' // mais itens do que a Luneta aceita numa mensagem
  | 'too_large' // mensagem acima do limite de bytes
  | 'unsupported' // formato bem escrito, mas que esta porta não fala
  | 'unavailable'; // a mensagem é boa, mas não há como guardá-la agora: quem mandou pode tentar de novo

/**
 * O único erro que `wire/` lança: a mensagem recebida é inválida.
 * `message` diz em português o que aconteceu e o que foi recebido; `code` é estável.
 */
export class WireError extends Error {
  readonly code: WireErrorCode;

  constructor(code: WireErrorCode, message: string) {
    super(message);
    this.name = 'WireError';
    this.code = code;
  }
}
