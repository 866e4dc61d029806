/** O que várias regras perguntam a um span. */
import { isLocalName } from '../../http/local-name.ts';
import { type Span, SpanKind } from '../../store/model.ts';
import { attributeOf } from '../span-attributes.ts';
import type { SpanNode } from '../trace-tree.ts';
import type { Sighting } from './finding.ts';
import type { DiagnosedTrace, Snapshot } from './snapshot.ts';

export const HTTP_SCOPE = '@opentelemetry/instrumentation-http';
export const EXPRESS_SCOPE = '@opentelemetry/instrumentation-express';

/** Escopos de instrumentações, como cada linguagem os escreve. */
const LIBRARY_SCOPE =
  /^(@opentelemetry\/|@fastify\/otel$|@prisma\/|@vercel\/|next\.js$|prisma$|opentelemetry\.instrumentation\.|opentelemetry_|io\.opentelemetry\.|go\.opentelemetry\.io\/|OpenTelemetry[.:]|Microsoft\.|System\.)/;

/**
 * O span foi feito por uma biblioteca, e não por quem escreveu o programa. Quem escreve uma biblioteca diz a versão dela; um
 * tracer do próprio programa leva o nome do serviço.
 */
export function isFromLibrary({ scope, resource }: Span): boolean {
  return LIBRARY_SCOPE.test(scope.name) || (scope.version !== '' && scope.name !== resource.serviceName);
}

/** Um span olhado, no lugar dele. */
export interface Located {
  trace: DiagnosedTrace;
  node: SpanNode;
  span: Span;
}

/** De quantos em quantos spans uma regra que olha muito oferece uma parada. */
export const SPANS_PER_BREATH = 256;

const located = new WeakMap<Snapshot, Located[]>();

/** Todos os spans olhados; a lista é feita uma vez, e as regras a percorrem muitas. */
export function allNodes(snapshot: Snapshot): readonly Located[] {
  let nodes = located.get(snapshot);
  if (!nodes) {
    nodes = snapshot.traces.flatMap((trace) => trace.nodes.map((node) => ({ trace, node, span: node.span })));
    located.set(snapshot, nodes);
  }
  return nodes;
}

/** Onde um span está, para o exemplo. */
export function whereIs({ traceId, spanId, resource }: Span): Sighting {
  return { traceId, spanId, service: resource.serviceName };
}

/** O estado HTTP da resposta; `undefined` se o span não o diz. */
export function httpStatusOf(span: Span): number | undefined {
  const text = attributeOf(span, 'http.response.status_code', 'http.status_code');
  return text === undefined || !/^\d{3}$/.test(text) ? undefined : Number(text);
}

/** Um pedido HTTP, como cada ponta o descreve. */
export interface HttpCall {
  method: string;
  /** Endereço como quem pediu o escreveu; `undefined` se o span não o diz. */
  host: string | undefined;
  port: string | undefined;
  path: string;
}

/** O pedido que um span CLIENT fez ou um SERVER atendeu; `undefined` se o span não é de HTTP, ou não diz o bastante. */
export function httpCallOf(span: Span): HttpCall | undefined {
  const method = attributeOf(span, 'http.request.method', 'http.method');
  if (method === undefined) return undefined;
  const host = attributeOf(span, 'server.address', 'net.peer.name', 'net.host.name');
  const port = attributeOf(span, 'server.port', 'net.peer.port', 'net.host.port');
  if (span.kind === SpanKind.SERVER) {
    const path = attributeOf(span, 'url.path', 'http.target')?.split('?', 1)[0];
    return path === undefined ? undefined : { method, host: sameName(host), port, path };
  }
  const text = attributeOf(span, 'url.full', 'http.url');
  const url = text === undefined ? undefined : parseUrl(text);
  if (!url) return undefined;
  return {
    method,
    host: sameName(host ?? url.hostname),
    port: port ?? (url.port || (url.protocol === 'https:' ? '443' : '80')),
    path: url.pathname,
  };
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Os nomes desta máquina são um só. */
function sameName(host: string | undefined): string | undefined {
  return host !== undefined && isLocalName(host) ? 'localhost' : host;
}

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/**
 * O pai é de outro processo. O OTLP o diz nos flags; os outros formatos não, e resta o tipo do span: quem atende é que
 * tem pai do outro lado.
 */
export function hasRemoteParent({ flags, kind }: Span): boolean {
  if (flags & HAS_IS_REMOTE) return (flags & IS_REMOTE) !== 0;
  return kind === SpanKind.SERVER || kind === SpanKind.CONSUMER;
}

/** Milissegundos Unix em nanossegundos. */
export function toNano(ms: number): bigint {
  return BigInt(Math.round(ms)) * 1_000_000n;
}
