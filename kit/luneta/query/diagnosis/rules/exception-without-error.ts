/**
 * Uma exceção anotada num span cujo status não é ERROR. Uma exceção tratada é legítima, e por isso só se fala quando nada
 * mostra que o trabalho seguiu: o span não decidiu OK, não fez mais nada depois dela, e o pedido que o contém não deu certo.
 * Num programa sem pedido HTTP em volta não há como saber se deu certo: daí ser só uma informação.
 */
import { SpanKind, StatusCode, type SpanEvent } from '../../../store/model.ts';
import { attributeText } from '../../../store/attribute-text.ts';
import type { SpanNode } from '../../trace-tree.ts';
import { attributeOf } from '../../span-attributes.ts';
import type { Rule, Sighting } from '../finding.ts';
import { allNodes, httpStatusOf, whereIs } from '../span-facts.ts';

export const rule: Rule = {
  code: 'exception_without_error',
  severity: 'info',
  title: 'Exceção anotada sem status de erro',
  explanation:
    '`recordException` anota o evento e não muda o status: o span conta como sucesso nas buscas por erro, nas cores e nas ' +
    'métricas.',
  fix:
    'Depois de `recordException(erro)`, chame `setStatus({ code: SpanStatusCode.ERROR })`. Se a exceção foi tratada e tudo ' +
    'deu certo, diga isso com `setStatus({ code: SpanStatusCode.OK })`.',
  *find(snapshot): Generator<Sighting> {
    for (const { node, span } of allNodes(snapshot)) {
      if (span.status.code !== StatusCode.UNSET || span.events.length === 0) continue;
      const last = span.events.at(-1);
      if (last?.name !== 'exception' || isHandled(last) || wentOn(node, last) || requestWorked(node)) continue;
      const type = attributeOf(last, 'exception.type') ?? 'exceção';
      yield { ...whereIs(span), detail: `${type.slice(0, 100)} em ${span.name.slice(0, 100)}` };
    }
  },
};

/** Quem anotou disse que ela não saiu do span. */
function isHandled({ attributes }: SpanEvent): boolean {
  return attributes.some(({ key, value }) => key === 'exception.escaped' && attributeText(value) === 'false');
}

/** Depois da exceção houve mais trabalho: outra tentativa, um plano B. */
function wentOn(node: SpanNode, { timeUnixNano }: SpanEvent): boolean {
  return node.children.some(({ span }) => span.startTimeUnixNano >= timeUnixNano);
}

/** O pedido em que o span está foi atendido, ou recusado por culpa de quem pediu: a exceção foi tratada. */
function requestWorked(node: SpanNode): boolean {
  for (let at: SpanNode | undefined = node; at; at = at.parent) {
    if (at.span.kind !== SpanKind.SERVER) continue;
    const status = httpStatusOf(at.span);
    return status === undefined ? at.span.status.code !== StatusCode.ERROR : status < 500;
  }
  return false;
}
