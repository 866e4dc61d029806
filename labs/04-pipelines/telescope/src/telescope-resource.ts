/** A observação de um recurso: um span com o que ele é. */
import type { Tracer } from '@opentelemetry/api';
import { CountingCost, describe, requireResource } from './describe';
import { recordFailure } from './failure';
import type { ResourceLike } from './resource';
import { spanName } from './span-name';
import { traced } from './traced';

export interface ResourceOptions {
  /**
   * Contar os registros também. Num data frame preguiçoso, contar roda a consulta: o que custou fica em
   * `telescope.count.duration` (s) e `telescope.count.queries`. O que já está na memória se conta de graça, sempre.
   */
  readonly count?: boolean;
}

/**
 * Um span `{serviço}.{tipo}.{nome}` com os atributos do recurso: `telescope.df.columns`, `telescope.rdd.partitions`,
 * `telescope.session.threads`…
 *
 * Se o recurso não se deixa descrever ou contar, o span diz por quê, e o pipeline continua: quem observa não derruba.
 *
 * @param service A plataforma: `databricks`, `local_computer`.
 * @param resource Uma sessão, um data frame, partições, uma API, ou um array de linhas.
 * @param name O nome do recurso no pipeline: `employees`.
 * @returns O mesmo recurso, para continuar a usá-lo.
 * @throws TypeError se não é um recurso, ou se um nome não é um texto.
 */
export async function telescopeResource<R extends ResourceLike>(
  tracer: Tracer,
  service: string,
  resource: R,
  name?: string,
  { count = false }: ResourceOptions = {},
): Promise<R> {
  const observed = requireResource(resource);
  const { resourceType } = observed;
  await traced(tracer, spanName(service, resourceType, name), async (span) => {
    const cost = count ? new CountingCost() : undefined;
    try {
      await describe(span, observed, `telescope.${resourceType}`, cost);
    } catch (error) {
      recordFailure(span, error);
    }
    if (cost) span.setAttributes(cost.attributes);
  });
  return resource;
}
