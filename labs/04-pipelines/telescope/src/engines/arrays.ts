/** Dados que já estão na memória: um array de linhas é um data frame, e um array de arrays são partições. Contar não custa nada. */
import type { Attributes } from '@opentelemetry/api';
import { kindOf } from '../failure';
import type { Resource, Row } from '../resource';

/** Um data frame de linhas que já estão aqui. As colunas são as da primeira linha. */
export function rowsFrame(rows: readonly Row[]): Resource {
  return {
    resourceType: 'df',
    describe: (): Attributes => {
      const columns = Object.entries(rows[0] ?? {});
      return {
        columns: columns.map(([name]) => name),
        dtypes: columns.map(([, value]) => dtypeOf(value)),
        count: rows.length,
      };
    },
  };
}

/** Dados divididos: o RDD do Spark, sem o Spark. */
export interface Partitioned<P> extends Resource {
  readonly resourceType: 'rdd';
  readonly name?: string;
  readonly partitions: readonly P[];
}

/**
 * @param partitions Cada uma é o que o trabalho recebe: um array de linhas, um arquivo, uma consulta.
 * @param options.count Quantos registros há em todas; sem isto, os arrays são contados, e o resto não se conta.
 * @throws TypeError se não são um array.
 */
export function partitioned<P>(
  partitions: readonly P[],
  { name, count }: { name?: string; count?: () => number | Promise<number> } = {},
): Partitioned<P> {
  if (!Array.isArray(partitions)) {
    throw new TypeError(`As partições são um array, e cada item é uma; recebido: ${kindOf(partitions)}.`);
  }
  const described: Attributes = { ...(name ? { name } : {}), partitions: partitions.length };
  const known = partitions.length > 0 && partitions.every(Array.isArray);
  const size = (): number => partitions.reduce((sum, partition) => sum + (partition as unknown as unknown[]).length, 0);
  return {
    resourceType: 'rdd',
    ...(name ? { name } : {}),
    partitions,
    describe: () => (known ? { ...described, count: size() } : described),
    ...(count && !known ? { count } : {}),
  };
}

/** O tipo de um valor, com o nome que o Spark lhe dá. */
function dtypeOf(value: unknown): string {
  if (value instanceof Date) return 'timestamp';
  if (typeof value === 'number') return Number.isInteger(value) ? 'bigint' : 'double';
  return typeof value === 'object' ? (value === null ? 'void' : 'struct') : typeof value;
}
