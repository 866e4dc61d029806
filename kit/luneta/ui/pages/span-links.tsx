/** Links entre spans: o outro lado pode estar neste trace ou em outro. */
import type { JSX } from 'preact';
import type { Span } from '../../store/model.ts';
import { MAX_ITEM_ATTRIBUTES, MAX_SHOWN_ITEMS } from '../shown.ts';
import { texts } from '../texts.ts';
import { spanInTraceUrl } from '../urls.ts';
import { Attributes } from './attributes.tsx';

const t = texts.span;

export function SpanLinks({ span }: { span: Span }): JSX.Element {
  return (
    <>
      <ol class="links">
        {span.links.slice(0, MAX_SHOWN_ITEMS).map((link, i) => (
          <li key={i}>
            <p>
              <a href={spanInTraceUrl(link.traceId, link.spanId)}>
                {link.traceId === span.traceId ? t.linkSameTrace : t.linkTo(link.traceId)}
              </a>{' '}
              <code class="faint">{link.spanId}</code>
            </p>
            <Attributes
              attributes={link.attributes}
              dropped={link.droppedAttributesCount}
              label={t.links}
              max={MAX_ITEM_ATTRIBUTES}
            />
          </li>
        ))}
      </ol>
      {span.links.length > MAX_SHOWN_ITEMS && <p class="faint">{t.moreItems(span.links.length - MAX_SHOWN_ITEMS)}</p>}
      {span.droppedLinksCount > 0 && <p class="faint">{t.dropped(span.droppedLinksCount)}</p>}
    </>
  );
}
