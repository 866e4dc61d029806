/** O que o Telescope sabe observar: tudo que se descreve sem rodar nada, e talvez se conte, rodando. */
import type { Attributes } from '@opentelemetry/api';

/**
 * Um recurso de um pipeline. Um motor novo só precisa devolver objetos assim; os daqui são a sessão (`session`), o data frame
 * (`df`), os dados em partições (`rdd`) e a API de onde eles vêm (`api`).
 */
export interface Resource {
  /** A parte do meio do nome do span: `{serviço}.{resourceType}.{nome}`. */
  readonly resourceType: string;
  /**
   * O que se sabe sem ler os dados: colunas, tipos, partições, configuração.
   * @returns Atributos sem prefixo (`columns`, `dtypes`): quem os escreve sabe se são de um recurso ou da entrada de uma operação.
   */
  describe(): Attributes | Promise<Attributes>;
  /** Quantos registros há. Em quem é preguiçoso, isto roda a consulta inteira: só a pedido. Ausente em quem não tem registros. */
  count?(): number | Promise<number>;
}

/** Uma linha: o valor de cada coluna. */
export type Row = Readonly<Record<string, unknown>>;

/** O que se aceita onde um recurso é esperado: um array de linhas é um data frame. */
export type ResourceLike = Resource | readonly Row[];

export function isResource(value: unknown): value is Resource {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Resource>).resourceType === 'string' &&
    typeof (value as Partial<Resource>).describe === 'function'
  );
}
