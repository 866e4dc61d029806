/**
 * A mesma chamada, do mesmo pai, uma depois da outra: o padrão N+1 (uma consulta por item), um laço ou, se as primeiras
 * falharam, novas tentativas. As que se sobrepõem no tempo não são uma sequência.
 */
import { SpanKind, StatusCode } from '../../store/model.ts';
import { groupBy } from '../../../group-by.ts';
import type { SpanNode } from '../trace-tree.ts';
import type { Rule } from './sentence.ts';
import { attributeOf } from '../span-attributes.ts';
import { explainTexts } from './texts.ts';
import { endUs } from './trace-reading.ts';

/** Duas podem ser coincidência. */
const REPETITION_MIN_COUNT = 3;
/** Juntas, têm de pesar: a sequência mais rápida que isto não atrasa ninguém. */
const REPETITION_MIN_SHARE = 0.05;
/** Fim e início são somas de frações: um nanossegundo de folga. */
const ROUNDING_US = 0.001;

export const repetition: Rule = ({ tree, skewedCalls }) => {
  let heaviest: { nodes: SpanNode[]; totalUs: number } | undefined;
  for (const { children } of tree.nodes) {
    if (children.length < REPETITION_MIN_COUNT) continue;
    for (const nodes of groupBy(children, sameCall).values()) {
      if (nodes.length < REPETITION_MIN_COUNT || !isSequence(nodes)) continue;
      const totalUs = nodes.reduce((total, { durationUs }) => total + durationUs, 0);
      if (totalUs >= tree.durationUs * REPETITION_MIN_SHARE && totalUs > (heaviest?.totalUs ?? 0)) {
        heaviest = { nodes, totalUs };
      }
    }
  }
  if (!heaviest) return undefined;
  const { nodes, totalUs } = heaviest;
  const [first] = nodes;
  const share = skewedCalls.length > 0 ? undefined : totalUs / tree.durationUs;
  const pattern = areAttempts(nodes) ? 'attempts' : first.span.kind === SpanKind.CLIENT ? 'n_plus_1' : 'loop';
  return { code: 'repetition', text: explainTexts.repetition({ pattern, nodes, totalUs, share }), spans: nodes };
};

/** Onde a chamada vai: spans de cliente HTTP costumam se chamar só `GET`, para qualquer destino. */
const TARGET_KEYS = [
  'server.address',
  'net.peer.name',
  'peer.service',
  'url.template',
  'db.collection.name',
  'messaging.destination.name',
];

function sameCall(node: SpanNode): string {
  const answered = node.children.at(0)?.span;
  return JSON.stringify([
    node.span.resource.serviceName,
    node.span.name,
    node.span.kind,
    ...TARGET_KEYS.map((key) => attributeOf(node.span, key)),
    answered?.resource.serviceName,
    answered?.name,
  ]);
}

function isSequence(nodes: readonly SpanNode[]): boolean {
  return nodes.every((node, i) => i === 0 || node.startUs >= endUs(nodes[i - 1]) - ROUNDING_US);
}

/** Todas menos a última falharam; a última, tanto faz. */
function areAttempts(nodes: readonly SpanNode[]): boolean {
  return nodes.slice(0, -1).every(({ span }) => span.status.code === StatusCode.ERROR);
}
