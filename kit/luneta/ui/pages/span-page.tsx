/** `/trace/{id}/span/{id}`: um span sozinho. É o que se abre sem JavaScript; com ele, a linha do tempo pede só o trecho. */
import type { SpanNode } from '../../query/trace-tree.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { texts } from '../texts.ts';
import type { SpanSurroundings } from '../trace-view.ts';
import { spanInTraceUrl } from '../urls.ts';
import { Layout, type PageContext } from './layout.tsx';
import { renderDocument, renderFragment } from './render.ts';
import { SpanDetails } from './span-details.tsx';

interface SpanPageModel {
  context: PageContext;
  around: SpanSurroundings;
  node: SpanNode;
  colors: ServiceColors;
}

export function renderSpanPage({ context, around, node, colors }: SpanPageModel): string {
  const { traceId } = around.tree;
  const service = shownName(node.span.resource.serviceName);
  const name = shownName(node.span.name);
  return renderDocument(
    <Layout title={texts.trace.title(service, name)} context={context} section="/search">
      <article class={`span-page c${colors(node.span.resource.serviceName)}`}>
        <p class="crumbs">
          <a href={spanInTraceUrl(traceId, node.key)}>← {texts.span.backToTrace}</a>
          <code class="trace-id">{traceId}</code>
        </p>
        <h1>
          <span class="svc">{service}</span> <span class="op">{name}</span>
        </h1>
        <SpanDetails node={node} around={around} />
      </article>
    </Layout>,
  );
}

export function renderSpanFragment(node: SpanNode, around: SpanSurroundings): string {
  return renderFragment(<SpanDetails node={node} around={around} />);
}
