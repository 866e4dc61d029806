/** Links entre spans: o outro lado pode estar neste trace, em outro, ou em nenhum que tenha chegado aqui. */
import type { JSX } from 'preact';
import type { Span } from '../../store/model.ts';
import { MAX_ITEM_ATTRIBUTES, MAX_SHOWN_ITEMS } from '../shown.ts';
import { texts } from '../texts.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { spanInTraceUrl } from '../urls.ts';
import { Attributes } from './attributes.tsx';

const t = texts.span;

export function SpanLinks({ span, hasTrace }: { span: Span; hasTrace: (id: string) => boolean }): JSX.Element {
  return (
    <>
      <ol class="links">
        {span.links.slice(0, MAX_SHOWN_ITEMS).map((link, i) => {
          const isSame = link.traceId === span.traceId;
          const text = isSame ? t.linkSameTrace : t.linkTo(link.traceId);
          const isHere = isSame || hasTrace(link.traceId);
          return (
            <li key={i}>
              <p>
                {isHere ? (
                  <a href={spanInTraceUrl(link.traceId, link.spanId)} data-span={isSame ? link.spanId : undefined}>
                    {text}
                  </a>
                ) : (
                  text
                )}{' '}
                <code class="faint">{link.spanId}</code>
                {!isHere && <span class="badge warn">{traceTexts.details.linkMissing}</span>}
              </p>
              <Attributes
                attributes={link.attributes}
                dropped={link.droppedAttributesCount}
                label={t.links}
                max={MAX_ITEM_ATTRIBUTES}
              />
            </li>
          );
        })}
      </ol>
      {span.links.length > MAX_SHOWN_ITEMS && <p class="faint">{t.moreItems(span.links.length - MAX_SHOWN_ITEMS)}</p>}
      {span.droppedLinksCount > 0 && <p class="faint">{t.dropped(span.droppedLinksCount)}</p>}
    </>
  );
}
