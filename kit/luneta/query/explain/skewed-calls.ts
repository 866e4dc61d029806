/**
 * Chamadas que só relógios diferentes explicam: quem atendeu aparece começando antes de quem chamou, em outra máquina.
 *
 * Terminar depois do pai não entra: quem chama pode desistir de esperar. Mensagens também não: um CONSUMER pode começar
 * quando se põe a esperar por elas, antes de haver alguma.
 */
import { SpanKind } from '../../store/model.ts';
import { hostKeyOf } from '../clock-skew.ts';
import type { SpanNode, TraceTree } from '../trace-tree.ts';

export interface SkewedCall {
  caller: SpanNode;
  callee: SpanNode;
  /** Quanto quem recebeu aparece adiantado: o desvio é pelo menos este. */
  aheadUs: number;
}

/**
 * Até aqui é arredondamento (o SDK de JavaScript anota milissegundos inteiros) e acerto fino de relógio, e não muda a
 * leitura.
 */
const TOLERANCE_US = 10_000;

/** Do maior desvio para o menor. */
export function findSkewedCalls({ nodes }: TraceTree): SkewedCall[] {
  return nodes
    .flatMap((callee): SkewedCall[] => {
      const caller = callee.parent;
      if (!caller || !isRemoteCall(caller, callee)) return [];
      const aheadUs = caller.startUs - callee.startUs;
      return aheadUs > TOLERANCE_US && !onSameHost(caller, callee) ? [{ caller, callee, aheadUs }] : [];
    })
    .toSorted((a, b) => b.aheadUs - a.aheadUs);
}

function isRemoteCall({ span: caller }: SpanNode, { span: callee }: SpanNode): boolean {
  return caller.kind === SpanKind.CLIENT && callee.kind === SpanKind.SERVER;
}

function onSameHost({ span: a }: SpanNode, { span: b }: SpanNode): boolean {
  const host = hostKeyOf(a.resource);
  return host !== '' && host === hostKeyOf(b.resource);
}
