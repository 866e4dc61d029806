/** `/trace/{id}/span/{id}`: um span sozinho. É o que se abre sem JavaScript; com ele, a linha do tempo pede só o trecho. */
import type { SpanNode, TraceTree } from '../../query/trace-tree.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { texts } from '../texts.ts';
import { spanInTraceUrl } from '../urls.ts';
import { Layout, type PageContext } from './layout.tsx';
import { renderDocument, renderFragment } from './render.ts';
import { SpanDetails } from './span-details.tsx';

interface SpanPageModel {
  context: PageContext;
  tree: TraceTree;
  node: SpanNode;
  colors: ServiceColors;
}

export function renderSpanPage({ context, tree, node, colors }: SpanPageModel): string {
  const service = shownName(node.span.resource.serviceName);
  const name = shownName(node.span.name);
  return renderDocument(
    <Layout title={texts.trace.title(service, name)} context={context} section="/search">
      <article class={`span-page c${colors(node.span.resource.serviceName)}`}>
        <p class="crumbs">
          <a href={spanInTraceUrl(tree.traceId, node.key)}>← {texts.span.backToTrace}</a>
          <code class="trace-id">{tree.traceId}</code>
        </p>
        <h1>
          <span class="svc">{service}</span> <span class="op">{name}</span>
        </h1>
        <SpanDetails node={node} tree={tree} />
      </article>
    </Layout>,
  );
}

export function renderSpanFragment(node: SpanNode, tree: TraceTree): string {
  return renderFragment(<SpanDetails node={node} tree={tree} />);
}
