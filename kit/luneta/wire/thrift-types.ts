/** Vocabulário do Thrift comum aos dois protocolos: tipos de campo, limites e o erro de mensagem cortada. */
import { WireError } from './wire-error.ts';

/** Tipos de campo, com os números do protocolo binário (o compacto traduz os seus para estes). */
export const ThriftType = {
  STOP: 0,
  BOOL: 2,
  BYTE: 3,
  DOUBLE: 4,
  I16: 6,
  I32: 8,
  I64: 10,
  STRING: 11,
  STRUCT: 12,
  MAP: 13,
  SET: 14,
  LIST: 15,
  UUID: 16,
} as const;

/** Limite de structs e listas umas dentro das outras: o mesmo do Apache Thrift (a mensagem do Jaeger usa 8). */
export const MAX_DEPTH = 64;

/** Limite de itens de lista por mensagem: 20 MiB de telemetria real ficam bem abaixo disso. */
export const MAX_ITEMS = 1_000_000;

/** A mensagem acaba antes do que ela mesma anuncia. A porta UDP usa isto para explicar o limite do datagrama. */
export class ThriftTruncatedError extends WireError {
  /** Quantos bytes faltam, no mínimo, pelo que a mensagem anuncia. */
  readonly missingBytes: number;

  constructor(at: number, missingBytes: number) {
    super(
      'malformed',
      `mensagem Thrift cortada: acaba no byte ${at}, mas anuncia pelo menos mais ${missingBytes} byte(s).`,
    );
    this.missingBytes = missingBytes;
  }
}

export interface ThriftMessageHeader {
  name: string;
  /** 1 call, 2 reply, 3 exception, 4 oneway. */
  type: number;
  sequenceId: number;
}
