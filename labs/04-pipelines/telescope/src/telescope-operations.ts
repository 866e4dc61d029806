/** A observação de uma operação: um span com as entradas e o resultado dela. */
import type { Span, Tracer } from '@opentelemetry/api';
import { asResource, CountingCost, describe } from './describe';
import type { Partitioned } from './engines/arrays';
import { noteException } from './failure';
import { type PartitionOptions, requirePartitioned, runPartitions } from './partitions';
import type { Resource } from './resource';
import { requireOperation } from './require-operation';
import { requireText, spanName } from './span-name';
import { type SpanSettings, traced } from './traced';
import { metered, type Price, requirePrice } from './usage';

export interface OperationOptions extends Pick<SpanSettings, 'links' | 'root'> {
  /** Contar os registros das entradas e do resultado. Roda as consultas: veja `telescope.count.duration`. Padrão: não. */
  readonly count?: boolean;
  /** Medir o gasto: `true`, só o desempenho; com um preço, a cobrança também. Padrão: não. */
  readonly usage?: boolean | Price;
}

/** O que se põe por fora de uma função, ou em cima de um método: devolve a mesma operação, que agora é sempre assíncrona. */
export type OperationWrapper = <This, Args extends unknown[], R>(
  operation: (this: This, ...args: Args) => R,
  context?: ClassMethodDecoratorContext<This>,
) => (this: This, ...args: Args) => Promise<Awaited<R>>;

/** Roda um trabalho, com estas entradas, dentro do span de uma operação. */
type Observe = <R>(inputs: readonly unknown[], work: (span: Span) => R) => Promise<Awaited<R>>;

export class TelescopeOperations {
  readonly tracer: Tracer;
  /** A plataforma: a primeira parte do nome de cada span. */
  readonly service: string;
  readonly #options: OperationOptions;

  /** @param options O que vale para todas as operações daqui. */
  constructor(tracer: Tracer, service: string, options: OperationOptions = {}) {
    this.tracer = tracer;
    this.service = service;
    this.#options = options;
  }

  /**
   * Observa uma operação entre data frames. As entradas viram `telescope.df1.*`, `telescope.df2.*`; o resultado, `telescope.result.*`.
   * O erro da operação fica no span e segue para quem a chamou; o de descrever uma entrada ou o resultado, só no span.
   *
   *   const innerJoin = operations.dfOperation('test_inner_join')((df1, df2) => df1.innerJoin(df2, 'id'));
   *   class Pipeline { @operations.dfOperation('test_inner_join') async innerJoin(df1, df2) { … } }
   *
   * @throws TypeError se o nome não é um texto, ou se o que ela observa não é uma função nem um método; RangeError se o preço não é um.
   */
  dfOperation(name: string, options: OperationOptions = {}): OperationWrapper {
    return wrapperOf(this.#observer('df', name, options));
  }

  /** O mesmo, entre dados em partições: `telescope.rdd1.partitions`. */
  rddOperation(name: string, options: OperationOptions = {}): OperationWrapper {
    return wrapperOf(this.#observer('rdd', name, options));
  }

  /**
   * Roda um trabalho em cada partição, dentro de um span `{serviço}.rdd.{nome}`: novas tentativas, progresso, e um número limitado de
   * spans, com o resumo de todas.
   *
   * @param work Recebe a partição, a posição dela e o número da tentativa (1, 2…).
   * @returns O resultado de cada partição, na ordem delas.
   * @throws PartitionError se uma partição falha em todas as tentativas; as que não começaram ficam por fazer. RangeError e TypeError
   * se uma opção ou os dados não servem.
   */
  async mapPartitions<P, R>(
    name: string,
    rdd: Partitioned<P>,
    work: (partition: P, index: number, attempt: number) => R | Promise<R>,
    options: PartitionOptions<P> & OperationOptions = {},
  ): Promise<R[]> {
    const { tracer, service } = this;
    const { partitions } = requirePartitioned(rdd);
    const observe = this.#observer('rdd', name, options);
    return await observe([rdd], (span) => runPartitions({ tracer, service, name, span }, partitions, work, options));
  }

  #observer(resourceType: string, operationName: string, own: OperationOptions): Observe {
    const { tracer } = this;
    const name = spanName(this.service, resourceType, requireText('name', operationName));
    const { count = false, usage = false, links, root } = { ...this.#options, ...own };
    const price = typeof usage === 'object' ? usage : undefined;
    if (price) requirePrice(price);
    const settings = { attributes: { 'telescope.operation.name': operationName }, links, root };
    return (inputs, work) => {
      const observed = async (span: Span) => {
        const cost = count ? new CountingCost() : undefined;
        try {
          for (const [prefix, input] of resourcesOf(inputs)) {
            const described = tryToDescribe(span, input, prefix, cost);
            if (described) await described;
          }
          const result = await (usage ? metered(span, price, () => work(span)) : work(span));
          const output = asResource(result);
          const described = output && tryToDescribe(span, output, 'telescope.result', cost);
          if (described) await described;
          return result;
        } finally {
          // O que se contou antes de falhar também custou.
          if (cost) span.setAttributes(cost.attributes);
        }
      };
      return traced(tracer, name, observed, settings);
    };
  }
}

function wrapperOf(observe: Observe): OperationWrapper {
  return function wrap<This, Args extends unknown[], R>(
    operation: (this: This, ...args: Args) => R,
    context?: ClassMethodDecoratorContext<This>,
  ) {
    requireOperation(operation, context);
    return function observed(this: This, ...args: Args): Promise<Awaited<R>> {
      return observe(args, () => operation.apply(this, args));
    };
  };
}

/** As entradas que são recursos, numeradas por tipo: `telescope.df1`, `telescope.df2`, `telescope.rdd1`. */
function resourcesOf(inputs: readonly unknown[]): [string, Resource][] {
  const found: [string, Resource][] = [];
  const seen: Record<string, number> = Object.create(null);
  for (const input of inputs) {
    const resource = asResource(input);
    if (!resource) continue;
    const { resourceType } = resource;
    const number = (seen[resourceType] = (seen[resourceType] ?? 0) + 1);
    found.push([`telescope.${resourceType}${number}`, resource]);
  }
  return found;
}

/** Quem observa não derruba: o que não se deixou descrever fica no span, e a operação segue. */
function tryToDescribe(span: Span, resource: Resource, prefix: string, cost?: CountingCost): void | Promise<void> {
  const undescribed = (error: unknown): void => {
    span.setAttribute('telescope.describe.error', noteException(span, error).name);
  };
  try {
    return describe(span, resource, prefix, cost)?.catch(undescribed);
  } catch (error) {
    return undescribed(error);
  }
}
