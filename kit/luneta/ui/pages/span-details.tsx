/** Tudo o que se sabe de um span. Serve dentro da linha do tempo e na página do span. */
import type { JSX } from 'preact';
import { sizeUs } from '../../query/gaps.ts';
import type { SpanNode } from '../../query/trace-tree.ts';
import { StatusCode } from '../../store/model.ts';
import { formatDuration, formatExactDuration, formatExactTime, formatPercent } from '../../../format.ts';
import { texts } from '../texts.ts';
import { logTexts } from '../texts/logs.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { explainWarning } from '../texts/trace-warnings.ts';
import type { SpanSurroundings } from '../trace-view.ts';
import { spanInTraceUrl } from '../urls.ts';
import { Attributes, LongText } from './attributes.tsx';
import { Section } from './details-section.tsx';
import { Fact } from './fact.tsx';
import { SpanLogs } from './log-lines.tsx';
import { SpanEvents } from './span-events.tsx';
import { SpanLinks } from './span-links.tsx';

const t = texts.span;

interface SpanProps {
  node: SpanNode;
  around: SpanSurroundings;
}

export function SpanDetails({ node, around }: SpanProps): JSX.Element {
  const { span } = node;
  const { traceId } = around.tree;
  const warnings = warningsOf(node, around);
  const logs = around.logs?.bySpan.get(span.spanId) ?? [];
  return (
    <div class="details">
      {warnings.length > 0 && (
        <ul class="warnings" aria-label={t.warnings}>
          {warnings.map((warning, i) => (
            <li key={i}>
              <LongText text={warning} />
            </li>
          ))}
        </ul>
      )}
      <Summary node={node} around={around} />
      <Gaps node={node} around={around} />
      <Section title={t.attributes} count={span.attributes.length}>
        <Attributes
          attributes={span.attributes}
          dropped={span.droppedAttributesCount}
          label={t.attributes}
          traceId={traceId}
        />
      </Section>
      <Section title={t.events} count={span.events.length}>
        <SpanEvents span={span} />
      </Section>
      <Section title={logTexts.inTrace.section} count={logs.length}>
        <SpanLogs logs={logs} span={span} />
      </Section>
      <Section title={t.links} count={span.links.length}>
        <SpanLinks span={span} hasTrace={around.hasTrace} />
      </Section>
      <Section title={t.resource} count={span.resource.attributes.length} hint={t.resourceHint} folded>
        <Attributes
          attributes={span.resource.attributes}
          dropped={span.resource.droppedAttributesCount}
          label={t.resource}
          traceId={traceId}
        />
      </Section>
      {(span.scope.name !== '' || span.scope.attributes.length > 0) && (
        <Section title={t.scope} hint={t.scopeHint} folded>
          <Attributes
            attributes={[
              { key: t.scopeName, value: { type: 'string', value: span.scope.name } },
              { key: t.scopeVersion, value: { type: 'string', value: span.scope.version } },
              ...span.scope.attributes,
            ]}
            dropped={span.scope.droppedAttributesCount}
            label={t.scope}
          />
        </Section>
      )}
    </div>
  );
}

function warningsOf(node: SpanNode, { analysis }: SpanSurroundings): string[] {
  const skew = analysis.skewed.get(node);
  return [
    ...(node.cycle ? [t.cycle] : []),
    ...(skew ? [traceTexts.row.skewTitle(formatDuration(skew.aheadUs))] : []),
    ...node.span.warnings.map((warning) => explainWarning(warning) ?? warning),
    // O aviso do Jaeger sobre o pai ausente falta a quem também tem o id repetido.
    ...(node.orphan && node.span.warnings.length === 0 ? [t.orphan] : []),
  ];
}

function Gaps({ node, around }: SpanProps): JSX.Element | null {
  const gaps = around.analysis.gaps.get(node);
  if (!gaps) return null;
  const { titles, heading, hint, why } = traceTexts.gap;
  return (
    <Section title={heading} count={gaps.length} hint={hint}>
      <ul class="gaps">
        {gaps.map((gap) => (
          <li key={gap.startUs}>{titles[gap.where](formatDuration(sizeUs(gap)))}</li>
        ))}
      </ul>
      <p class="faint">{why}</p>
    </Section>
  );
}

function Summary({ node, around: { tree, analysis } }: SpanProps): JSX.Element {
  const { span, parent } = node;
  const criticalUs = analysis.criticalUs.get(node);
  const failed = span.status.code === StatusCode.ERROR;
  const share = node.durationUs > 0 ? node.selfTimeUs / node.durationUs : 1;
  return (
    <>
      <dl class="facts compact">
        <Fact name={t.status} bad={failed}>
          {t.statuses[span.status.code] ?? t.statuses[0]}
          {span.status.message && (
            <>
              : <LongText text={span.status.message} />
            </>
          )}
        </Fact>
        <Fact name={t.duration}>{formatExactDuration(node.durationUs)}</Fact>
        <Fact name={t.selfTime} hint={traceTexts.terms.selfTime}>
          {t.selfTimeValue(formatDuration(node.selfTimeUs), formatPercent(share))}
        </Fact>
        {criticalUs !== undefined && (
          <Fact name={traceTexts.critical.inSpan} hint={traceTexts.terms.critical}>
            {traceTexts.critical.inSpanValue(criticalUs, tree.durationUs > 0 ? criticalUs / tree.durationUs : 1)}
          </Fact>
        )}
        <Fact name={t.start}>
          {t.startValue(formatDuration(node.startUs), formatExactTime(span.startTimeUnixNano))}
        </Fact>
        <Fact name={t.kind}>{t.kinds[span.kind] ?? t.kinds[0]}</Fact>
        <Fact name={t.spanId}>
          <code>{span.spanId}</code>
        </Fact>
        <Fact name={t.parentId}>
          {parent ? (
            <a href={spanInTraceUrl(tree.traceId, parent.key)} data-span={parent.key}>
              <code>{parent.span.spanId}</code>
            </a>
          ) : span.parentSpanId ? (
            <>
              <code>{span.parentSpanId}</code> {node.orphan && t.missingParent}
            </>
          ) : (
            t.noParent
          )}
        </Fact>
        {span.traceState && (
          <Fact name={t.traceState}>
            <LongText tag="code" text={span.traceState} />
          </Fact>
        )}
      </dl>
      <p class="permalink">
        <a href={spanInTraceUrl(tree.traceId, node.key)}>{t.permalink}</a>
      </p>
    </>
  );
}
