/** "Explique este trace": as frases, e sob cada uma os spans que a provam. */
import type { ComponentChildren, JSX } from 'preact';
import { formatCount } from '../../../format.ts';
import type { Sentence } from '../../query/explain/explain-trace.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName, shownText } from '../shown.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { tracePageUrl } from '../trace-params.ts';
import type { TraceView } from '../trace-view.ts';
import { SpanLink } from './span-link.tsx';

const t = traceTexts.explanation;

/** Mais que estes não provam melhor. */
const MAX_PROOFS = 6;

export function TraceExplanation({ view, colors }: { view: TraceView; colors: ServiceColors }): JSX.Element {
  const sentences = sentencesOf(view);
  return (
    <section class="panel explanation" aria-labelledby="explanation-title">
      <h2 id="explanation-title">{t.title}</h2>
      <p class="faint">{view.omitted > 0 ? t.partial : sentences.length === 0 ? t.empty : t.lead}</p>
      <Sentences sentences={sentences} view={view} colors={colors} max={MAX_PROOFS} />
    </section>
  );
}

/** Com spans de fora, as frases culpariam o programa pelo que a própria página cortou. */
function sentencesOf({ analysis, omitted }: TraceView): readonly Sentence[] {
  return omitted > 0 ? [] : analysis.sentences;
}

/** No alto da linha do tempo, dobrada: a frase mais importante já aparece, e é a do erro quando há um. */
export function FoldedExplanation({ view, colors }: { view: TraceView; colors: ServiceColors }): JSX.Element | null {
  const sentences = sentencesOf(view);
  if (sentences.length === 0) return null;
  const { text } = sentences.find(({ code }) => code === 'failure') ?? sentences[0];
  return (
    <details class="folded-explanation">
      <summary>
        <b>{t.teaser}</b> <span class="faint">{isolateNames(shownName(text))}</span>
      </summary>
      <Sentences sentences={sentences} view={view} colors={colors} max={3} />
      <p>
        <a href={tracePageUrl(view.tree.traceId, { view: 'explanation' })}>{t.more}</a>
      </p>
    </details>
  );
}

interface SentencesProps {
  sentences: readonly Sentence[];
  view: TraceView;
  colors: ServiceColors;
  max: number;
}

function Sentences({ sentences, view, colors, max }: SentencesProps): JSX.Element {
  return (
    <ol class="sentences">
      {sentences.map(({ code, text, spans }) => (
        <li key={code} class={`s-${code}`}>
          <p>{isolateNames(shownText(text).shown)}</p>
          <p class="proofs">
            {spans.slice(0, max).map((node) => (
              <SpanLink key={node.key} node={node} traceId={view.tree.traceId} colors={colors} />
            ))}
            {spans.length > max && <span class="faint">+{formatCount(spans.length - max)}</span>}
          </p>
        </li>
      ))}
    </ol>
  );
}

/** Um nome escrito da direita para a esquerda não muda a ordem do resto da frase. */
function isolateNames(text: string): ComponentChildren {
  return text.split(/(“[^”]*”)/u).map((part, i) => (i % 2 ? <bdi key={i}>{part}</bdi> : part));
}
