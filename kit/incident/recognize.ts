/** O que os defeitos perguntam a um trace, em comum. */
import { groupBy } from '../group-by.ts';
import { attributeOf } from '../luneta/query/span-attributes.ts';
import type { SpanNode, TraceTree } from '../luneta/query/trace-tree.ts';
import { SpanKind } from '../luneta/store/model.ts';
import type { Usual } from './fault.ts';

/** Quantas vezes mais que o maior de antes. */
const TOO_LONG = 2;

export function serverNodes({ nodes }: TraceTree, service: string): SpanNode[] {
  return nodes.filter(({ span }) => span.kind === SpanKind.SERVER && span.resource.serviceName === service);
}

/** Algum pedido ao serviço deu a ele mais trabalho do que dava? */
export function worksTooLong(trace: TraceTree, service: string, { maxSelfUs }: Usual): boolean {
  return serverNodes(trace, service).some(({ selfTimeUs }) => selfTimeUs > TOO_LONG * maxSelfUs);
}

/** As chamadas que o serviço faz, juntas as iguais de um mesmo span. */
export function callsOf({ nodes }: TraceTree, service: string): SpanNode[][] {
  const calls = nodes.filter(({ span }) => span.kind === SpanKind.CLIENT && span.resource.serviceName === service);
  return [...groupBy(calls, ({ parent, span }) => `${parent?.key} ${serverAddressOf(span)} ${span.name}`).values()];
}

export function hasAttribute({ span }: SpanNode, key: string): boolean {
  return attributeOf(span, key) !== undefined;
}

/** Quem o span CLIENT chama. */
export function serverAddress({ span }: SpanNode): string | undefined {
  return serverAddressOf(span);
}

function serverAddressOf(span: SpanNode['span']): string | undefined {
  return attributeOf(span, 'server.address');
}
