/**
 * O que falhou primeiro e até onde o erro foi. Falha é status ERROR e nada mais: um 404 que o servidor respondeu de
 * propósito não é uma.
 *
 * Começa-se pelo mais profundo (nenhum descendente dele falhou) e, entre os que são, pelo que aconteceu antes: a hora
 * sozinha não serve, porque os relógios de duas máquinas não batem.
 */
import { StatusCode } from '../../store/model.ts';
import type { SpanNode, TraceTree } from '../trace-tree.ts';
import type { Rule } from './sentence.ts';
import { attributeOf } from '../span-attributes.ts';
import { explainTexts } from './texts.ts';

export const failure: Rule = ({ tree }) => {
  const failed = tree.nodes.filter(hasFailed);
  const first = firstOf(deepest(tree));
  if (!first) return undefined;
  const above = ancestorsOf(first);
  const failedAbove = above.filter(hasFailed);
  return {
    code: 'failure',
    text: explainTexts.failure({
      node: first,
      isEarliest: failed.every((node) => momentOf(node) >= momentOf(first)),
      reason: reasonOf(first),
      parent: first.parent,
      failedAbove,
      top: above.at(-1),
      elsewhere: failed.length - failedAbove.length - 1,
    }),
    spans: [first, ...failedAbove],
  };
};

function hasFailed({ span }: SpanNode): boolean {
  return span.status.code === StatusCode.ERROR;
}

/** De trás para a frente na pré-ordem, os descendantes vêm antes. */
function deepest({ nodes }: TraceTree): SpanNode[] {
  const aboveFailure = new Set<SpanNode>();
  return nodes
    .toReversed()
    .filter((node) => {
      const failsBelow = aboveFailure.has(node);
      if (node.parent && (failsBelow || hasFailed(node))) aboveFailure.add(node.parent);
      return hasFailed(node) && !failsBelow;
    })
    .toReversed();
}

function firstOf(nodes: readonly SpanNode[]): SpanNode | undefined {
  let first: SpanNode | undefined;
  for (const node of nodes) if (!first || momentOf(node) < momentOf(first)) first = node;
  return first;
}

/** Quando a exceção foi registrada; sem ela, o fim do span, que é quando se sabe do erro. */
function momentOf({ span }: SpanNode): bigint {
  return exceptionOf(span)?.timeUnixNano ?? span.endTimeUnixNano;
}

/** A última: as anteriores podem ter sido tratadas ali mesmo. */
function exceptionOf(span: SpanNode['span']): SpanNode['span']['events'][number] | undefined {
  return span.events.findLast(({ name }) => name === 'exception');
}

function reasonOf(node: SpanNode): string | undefined {
  const exception = exceptionOf(node.span) ?? { attributes: [] };
  const type = attributeOf(exception, 'exception.type');
  const message = attributeOf(exception, 'exception.message');
  if (type && message) return message.startsWith(type) ? message : `${type}: ${message}`;
  return message ?? type ?? (node.span.status.message.trim() || attributeOf(node.span, 'error.type'));
}

/** Do pai até a raiz. */
function ancestorsOf(node: SpanNode): SpanNode[] {
  const ancestors: SpanNode[] = [];
  for (let at = node.parent; at; at = at.parent) ancestors.push(at);
  return ancestors;
}
