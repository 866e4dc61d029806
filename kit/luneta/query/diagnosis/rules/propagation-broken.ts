/**
 * Um CLIENT HTTP cujo servidor também contou a história, mas em outro trace. Só com certeza: o SERVER não tem pai nem link
 * para o trace do CLIENT, atendeu o mesmo método e caminho no mesmo endereço, dentro do tempo da chamada, e ninguém no
 * trace do CLIENT o atendeu.
 */
import { type Span, SpanKind } from '../../../store/model.ts';
import { groupBy } from '../../../../group-by.ts';
import type { SpanNode } from '../../trace-tree.ts';
import { attributeOf } from '../../span-attributes.ts';
import type { Rule, Sighting } from '../finding.ts';
import type { Snapshot } from '../snapshot.ts';
import { allNodes, type HttpCall, httpCallOf, SPANS_PER_BREATH, toNano, whereIs } from '../span-facts.ts';
import { isWithin, SETTLED_MS } from '../split-traces.ts';

export const rule: Rule = {
  code: 'propagation_broken',
  severity: 'error',
  title: 'A chamada e o atendimento ficaram em traces separados',
  explanation:
    'Um serviço chamou outro por HTTP, os dois contaram o seu lado, e o de quem atendeu começou um trace novo: o contexto ' +
    '(o cabeçalho `traceparent`) se perdeu no caminho.',
  fix:
    'Quem chama precisa injetar o contexto (a instrumentação de http ou de undici o faz, ou `propagation.inject`), e quem ' +
    'atende, extraí-lo (a de http o faz, ou `propagation.extract`), com o mesmo propagador nos dois lados.',
  *find(snapshot): Generator<Sighting | undefined> {
    const servers = loneServers(snapshot);
    if (servers.size === 0) return;
    const settled = toNano(snapshot.nowMs - SETTLED_MS);
    const answered = answeredCalls(snapshot);
    const taken = new Set<Span>();
    for (const [i, { trace, node, span }] of allNodes(snapshot).entries()) {
      if (i % SPANS_PER_BREATH === 0) yield undefined;
      if (span.kind !== SpanKind.CLIENT || trace.partial || span.endTimeUnixNano > settled || answered.has(node))
        continue;
      const call = httpCallOf(span);
      if (!call) continue;
      const server = servers.get(keyOf(call))?.find((other) => !taken.has(other) && served(other, span, call));
      if (!server) continue;
      taken.add(server);
      yield {
        ...whereIs(span),
        otherService: server.resource.serviceName,
        detail:
          `${call.method} ${call.path.slice(0, 100)}: ${span.resource.serviceName} chamou no trace ${span.traceId}, ` +
          `${server.resource.serviceName} atendeu no ${server.traceId}`,
      };
    }
  },
};

/** Os SERVER sem pai, por método e caminho. */
function loneServers(snapshot: Snapshot): Map<string, Span[]> {
  const lone = allNodes(snapshot).flatMap(({ span }) => {
    const call = span.kind === SpanKind.SERVER && span.parentSpanId === '' ? httpCallOf(span) : undefined;
    return call ? [{ span, key: keyOf(call) }] : [];
  });
  const groups = groupBy(lone, ({ key }) => key);
  return new Map([...groups].map(([key, group]) => [key, group.map(({ span }) => span)]));
}

function keyOf({ method, path }: HttpCall): string {
  return `${method} ${path}`;
}

/** Alguém as atendeu no mesmo trace, direto ou em qualquer altura abaixo: um CLIENT pode estar em volta do que chamou. */
function answeredCalls(snapshot: Snapshot): Set<SpanNode> {
  const answered = new Set<SpanNode>();
  for (const { node, span } of allNodes(snapshot)) {
    if (span.kind !== SpanKind.SERVER) continue;
    for (let at = node.parent; at && !answered.has(at); at = at.parent) answered.add(at);
  }
  return answered;
}

function served(server: Span, client: Span, call: HttpCall): boolean {
  return (
    server.traceId !== client.traceId &&
    isWithin(server, client) &&
    isSamePlace(server, client, call) &&
    // Começar um trace novo e apontar para o antigo com um link é uma escolha.
    !server.links.some(({ traceId }) => traceId === client.traceId)
  );
}

/** O cabeçalho `Host` não traz estas, e quem atende pode não as anotar. */
const DEFAULT_PORTS: readonly (string | undefined)[] = ['80', '443'];

/** O endereço que o cliente escreveu é o que o servidor recebeu; sem ele, vale o nome do serviço. */
function isSamePlace(server: Span, client: Span, { host, port }: HttpCall): boolean {
  const received = httpCallOf(server);
  if (received?.host !== undefined) {
    const isSamePort = received.port === undefined ? DEFAULT_PORTS.includes(port) : received.port === port;
    return received.host === host && isSamePort;
  }
  return attributeOf(client, 'peer.service', 'service.peer.name') === server.resource.serviceName;
}
