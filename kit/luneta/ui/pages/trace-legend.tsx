/** Como ler a linha do tempo: cada marca desenhada ao lado do que ela diz. */
import type { JSX } from 'preact';
import { texts } from '../texts.ts';
import { logTexts } from '../texts/logs.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { HATCH } from './waterfall-bar.tsx';

const { lines, items, logs } = traceTexts.legend;

/** As mesmas classes da linha do tempo: a legenda nunca discorda dela. */
const SAMPLES: Record<keyof typeof items, JSX.Element> = {
  self: <rect x="5%" width="90%" />,
  waiting: <rect class="p" x="5%" width="90%" />,
  critical: (
    <>
      <rect x="5%" width="90%" />
      <rect class="k" x="5%" width="90%" />
    </>
  ),
  gap: (
    <>
      <rect x="5%" width="90%" />
      <rect class="g" fill={HATCH} x="25%" width="50%" />
    </>
  ),
  event: (
    <>
      <rect x="5%" width="90%" />
      <rect class="ev" x="22%" />
      <rect class="ev warn" x="50%" />
      <rect class="ev bad" x="78%" />
    </>
  ),
  error: (
    <>
      <rect x="5%" width="86%" />
      <rect class="x" x="91%" />
    </>
  ),
  ghost: <rect class="missing" x="5%" width="90%" />,
};

export function TraceLegend(): JSX.Element {
  return (
    <details class="legend">
      <summary>{texts.trace.legend.title}</summary>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
      <ul class="bars c1">
        {(Object.keys(items) as (keyof typeof items)[]).map((name) => (
          <li key={name}>
            <svg aria-hidden="true">{SAMPLES[name]}</svg>
            <span>{items[name]}</span>
          </li>
        ))}
        <li>
          <span class="sample">
            <em class="lg error">{logTexts.inTrace.badge(2)}</em>
          </span>
          <span>{logs}</span>
        </li>
      </ul>
    </details>
  );
}
