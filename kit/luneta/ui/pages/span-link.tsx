/** Um span citado: a cor do serviço, o nome e o link que o abre na linha do tempo. */
import type { JSX } from 'preact';
import type { SpanNode } from '../../query/trace-tree.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { spanInTraceUrl } from '../urls.ts';

interface SpanLinkProps {
  node: SpanNode;
  traceId: string;
  colors: ServiceColors;
}

export function SpanLink({ node, traceId, colors }: SpanLinkProps): JSX.Element {
  const service = node.span.resource.serviceName;
  return (
    <a class={`span-link c${colors(service)}`} href={spanInTraceUrl(traceId, node.key)} data-span={node.key}>
      <i class="dot" />
      <span class="svc">{shownName(service)}</span> <span class="op">{shownName(node.span.name)}</span>
    </a>
  );
}
