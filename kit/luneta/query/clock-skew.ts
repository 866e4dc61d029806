/**
 * Desvio de relógio entre máquinas, como o Jaeger o mede: um span filho, de outra máquina, que começa antes do pai ou
 * termina depois dele. O padrão do Jaeger é avisar sem mexer nos tempos, e é só isso que a Luneta faz.
 */
import { attributeText } from '../store/attribute-text.ts';
import type { Resource, Span } from '../store/model.ts';
import { formatGoDuration } from './go-time.ts';

interface Node {
  index: number;
  span: Span;
  hostKey: string;
  children: Node[];
}

/** Avisos por índice do span. Pais ausentes e ids repetidos também são avisados aqui, como no Jaeger. */
export function clockSkewWarnings(spans: readonly Span[]): Map<number, string[]> {
  const warnings = new Map<number, string[]>();
  const warn = (index: number, text: string): void => {
    warnings.set(index, [...(warnings.get(index) ?? []), text]);
  };
  const nodes = new Map<string, Node>();
  const hostKeys = new Map<Resource, string>();
  const hostKeyOnce = (resource: Resource): string => {
    let key = hostKeys.get(resource);
    if (key === undefined) hostKeys.set(resource, (key = hostKeyOf(resource)));
    return key;
  };
  spans.forEach((span, index) => {
    if (nodes.has(span.spanId)) warn(index, 'duplicate span IDs; skipping clock skew adjustment');
    else nodes.set(span.spanId, { index, span, hostKey: hostKeyOnce(span.resource), children: [] });
  });
  const pending: { node: Node; parent: Node | undefined; delta: bigint; hostKey: string }[] = [];
  for (const node of nodes.values()) {
    const { parentSpanId } = node.span;
    const parent = nodes.get(parentSpanId);
    if (parent) {
      parent.children.push(node);
      continue;
    }
    if (parentSpanId) {
      warn(node.index, `parent span ID=${parentSpanId} is not in the trace; skipping clock skew adjustment`);
    }
    pending.push({ node, parent: undefined, delta: 0n, hostKey: node.hostKey });
  }
  // Pilha própria em vez de recursão: um trace pode ter dezenas de milhares de níveis.
  for (let item = pending.pop(); item; item = pending.pop()) {
    const { node, parent } = item;
    let { delta, hostKey } = item;
    if (parent && (node.hostKey !== hostKey || node.hostKey === '')) {
      hostKey = node.hostKey;
      delta = skewBetween(parent.span, node.span);
    }
    if (delta !== 0n) {
      warn(node.index, `clock skew adjustment disabled; not applying calculated delta of ${formatGoDuration(delta)}`);
    }
    for (const child of node.children) pending.push({ node: child, parent: node, delta, hostKey });
  }
  return warnings;
}

/** Quanto somar ao filho para que ele caiba no pai; 0 quando já cabe. */
function skewBetween(parent: Span, child: Span): bigint {
  const parentDuration = parent.endTimeUnixNano - parent.startTimeUnixNano;
  const childDuration = child.endTimeUnixNano - child.startTimeUnixNano;
  const startsBefore = child.startTimeUnixNano < parent.startTimeUnixNano;
  // Filho mais longo que o pai é trabalho assíncrono: só não pode começar antes.
  if (childDuration > parentDuration) return startsBefore ? parent.startTimeUnixNano - child.startTimeUnixNano : 0n;
  if (!startsBefore && child.endTimeUnixNano <= parent.endTimeUnixNano) return 0n;
  // Supõe a latência da rede igual na ida e na volta.
  return parent.startTimeUnixNano + (parentDuration - childDuration) / 2n - child.startTimeUnixNano;
}

/** De que máquina é o recurso: `host.id`, senão `host.ip`, senão `host.name`; `''` quando não se sabe. */
export function hostKeyOf(resource: Resource): string {
  for (const key of ['host.id', 'host.ip', 'host.name']) {
    const value = resource.attributes.find((attribute) => attribute.key === key)?.value;
    if (value?.type === 'string') return value.value;
    // Uma máquina tem vários endereços: vale o primeiro. Um `host.ip` que não serve é como se não viesse; os outros dois, não.
    if (key !== 'host.ip' && value) return '';
    if (value?.type === 'array' && value.value.length > 0) return attributeText(value.value[0]);
  }
  return '';
}
