/**
 * Spans cujo pai não chegou. Um pai que ainda está aberto é normal, e por isso se espera; um pai remoto que não manda
 * nada para cá (um navegador, um gateway) também. Enquanto o serviço não começa outra coisa, o pai pode só ser demorado: daí
 * ser uma informação.
 */
import { SpanKind } from '../../../store/model.ts';
import { isRoot } from '../../main-span.ts';
import { durationNs, type SpanNode } from '../../trace-tree.ts';
import type { Rule, Sighting } from '../finding.ts';
import type { DiagnosedTrace, Snapshot } from '../snapshot.ts';
import { allNodes, hasRemoteParent, toNano, whereIs } from '../span-facts.ts';

/** Silêncio de um trace antes de se dar um pai por perdido: um pedido demorado, e o envio em lotes depois dele. */
const QUIET_MS = 60_000;
/** Num serviço de pedidos longos (long polling, Server-Sent Events) espera-se este tanto do mais longo que já acabou. */
const PATIENCE = 2n;

export const rule: Rule = {
  code: 'parent_missing',
  severity: 'warning',
  title: 'Spans cujo pai não chegou',
  explanation:
    'O span diz quem é o pai, e o pai não veio: não foi encerrado (faltou `span.end()`, ou ainda está em andamento), não foi ' +
    'enviado (o processo acabou antes do shutdown, ou o envio dele foi recusado) ou foi amostrado à parte (pai e filho ' +
    'decidiram cada um por si).',
  fix:
    'Encerre o pai num finally, espere `provider.shutdown()` antes de o processo acabar, e use um ParentBasedSampler em todos ' +
    'os serviços.',
  *find(snapshot): Generator<Sighting> {
    const now = toNano(snapshot.nowMs);
    const evictedUntil = evictionHorizon(snapshot);
    const rhythms = rhythmByService(snapshot);
    for (const trace of snapshot.traces) {
      if (trace.partial || trace.startTimeUnixNano <= evictedUntil) continue;
      for (const node of trace.nodes) {
        if (!node.orphan || (hasRemoteParent(node.span) && !isCallerLost(trace, node))) continue;
        const { lastStart, longest } = rhythms.get(node.span.resource.serviceName) ?? NO_RHYTHM;
        const quiet = max(toNano(QUIET_MS), PATIENCE * longest);
        if (now - trace.endTimeUnixNano < quiet) continue;
        const movedOn = lastStart > trace.endTimeUnixNano + quiet;
        yield {
          ...whereIs(node.span),
          severity: movedOn ? 'warning' : 'info',
          detail: `${node.span.name.slice(0, 100)}: o pai seria ${node.span.parentSpanId}`,
        };
      }
    }
  },
};

/** O ritmo de um serviço, em nanossegundos. */
interface Rhythm {
  /** Quando começou o seu último span, em qualquer trace. */
  lastStart: bigint;
  /** Quanto durou o mais longo. */
  longest: bigint;
}

const NO_RHYTHM: Rhythm = { lastStart: 0n, longest: 0n };

function rhythmByService(snapshot: Snapshot): Map<string, Rhythm> {
  const rhythms = new Map<string, Rhythm>();
  for (const { span } of allNodes(snapshot)) {
    const { serviceName } = span.resource;
    const { lastStart, longest } = rhythms.get(serviceName) ?? NO_RHYTHM;
    rhythms.set(serviceName, {
      lastStart: max(lastStart, span.startTimeUnixNano),
      longest: max(longest, durationNs(span)),
    });
  }
  return rhythms;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/**
 * Até quando um pai pode ter chegado e saído pelo limite de memória: o trace dele recomeçou sem ele. O que ficou chegou
 * depois do que saiu, e por isso o trace que acabou primeiro, entre os que se veem, é um limite com folga.
 */
function evictionHorizon({ stats, traces }: Snapshot): bigint {
  if (stats.evictedTraces === 0) return -1n;
  const ends = traces.map(({ endTimeUnixNano }) => endTimeUnixNano);
  return ends.reduce((first, end) => (end < first ? end : first), ends[0] ?? 0n);
}

/**
 * O pai remoto é de quem manda spans para cá: o trace tem raiz, e nenhuma chamada que chegou cobre este span. Se uma
 * cobre, no meio há alguém que não manda nada, como um gateway.
 */
function isCallerLost(trace: DiagnosedTrace, orphan: SpanNode): boolean {
  const hasRoot = trace.roots.some(isRoot);
  return hasRoot && !trace.nodes.some((node) => isCall(node) && covers(node, orphan));
}

function isCall({ span }: SpanNode): boolean {
  return span.kind === SpanKind.CLIENT || span.kind === SpanKind.PRODUCER;
}

/** Uma mensagem é consumida depois de mandada: de um PRODUCER basta ter começado antes. */
function covers(call: SpanNode, node: SpanNode): boolean {
  if (call.startUs > node.startUs) return false;
  return call.span.kind === SpanKind.PRODUCER || call.startUs + call.durationUs >= node.startUs;
}
