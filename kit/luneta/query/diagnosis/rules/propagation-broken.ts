/**
 * Um CLIENT HTTP cujo servidor também contou a história, mas em outro trace. Só com certeza: o SERVER não tem pai nem link
 * para o trace do CLIENT, atendeu o mesmo método e caminho no mesmo endereço, dentro do tempo da chamada, e ninguém no
 * trace do CLIENT o atendeu.
 */
import { type Span, SpanKind } from '../../../store/model.ts';
import type { SpanNode } from '../../trace-tree.ts';
import type { Rule, Sighting } from '../finding.ts';
import type { Snapshot } from '../snapshot.ts';
import { allNodes, attributeOf, type HttpCall, httpCallOf, SPANS_PER_BREATH, toNano, whereIs } from '../span-facts.ts';

/** Tempo para o filho verdadeiro chegar: o dobro do intervalo com que o BatchSpanProcessor manda. */
const SETTLED_MS = 10_000;
/** O SERVER pode acabar um instante depois: fecha quando a conexão esvazia. */
const LATE_END_NS = 20_000_000n;

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
    const taken = new Set<Span>();
    for (const [i, { trace, node, span }] of allNodes(snapshot).entries()) {
      if (i % SPANS_PER_BREATH === 0) yield undefined;
      if (span.kind !== SpanKind.CLIENT || trace.partial || span.endTimeUnixNano > settled || isAnswered(node))
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
  const servers = new Map<string, Span[]>();
  for (const { span } of allNodes(snapshot)) {
    const call = span.kind === SpanKind.SERVER && span.parentSpanId === '' ? httpCallOf(span) : undefined;
    if (!call) continue;
    const key = keyOf(call);
    const same = servers.get(key);
    if (same) same.push(span);
    else servers.set(key, [span]);
  }
  return servers;
}

function keyOf({ method, path }: HttpCall): string {
  return `${method} ${path}`;
}

/** Alguém atendeu a chamada no mesmo trace, direto ou por trás de um proxy. */
function isAnswered(node: SpanNode): boolean {
  return node.children.some(({ span }) => span.kind === SpanKind.SERVER);
}

function served(server: Span, client: Span, call: HttpCall): boolean {
  return (
    server.traceId !== client.traceId &&
    server.startTimeUnixNano >= client.startTimeUnixNano &&
    server.startTimeUnixNano <= client.endTimeUnixNano &&
    server.endTimeUnixNano <= client.endTimeUnixNano + LATE_END_NS &&
    isSamePlace(server, client, call) &&
    // Começar um trace novo e apontar para o antigo com um link é uma escolha.
    !server.links.some(({ traceId }) => traceId === client.traceId)
  );
}

/** O endereço que o cliente escreveu é o que o servidor recebeu; sem ele, vale o nome do serviço. */
function isSamePlace(server: Span, client: Span, { host, port }: HttpCall): boolean {
  const received = httpCallOf(server);
  if (received?.host !== undefined) return received.host === host && received.port === port;
  return attributeOf(client, 'peer.service', 'service.peer.name') === server.resource.serviceName;
}
