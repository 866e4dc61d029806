/** Nada de errado: um céu limpo, e para onde ir. Sem spans, o que rodar. */
import type { JSX } from 'preact';
import type { StoreStats } from '../../store/store.ts';
import { doctorTexts as t } from '../texts/doctor.ts';
import type { DoorUrls } from '../door-urls.ts';
import { ExampleTrace } from './example-trace.tsx';

/** Sorteadas uma vez, para que o céu seja sempre o mesmo: x, y e raio. */
const STARS = [
  [18, 22, 1.2],
  [46, 58, 0.9],
  [70, 16, 1.6],
  [104, 40, 1],
  [128, 14, 1.1],
  [150, 52, 1.4],
  [36, 84, 1],
  [164, 88, 0.9],
] as const;

export function Healthy({ stats, doors }: { stats: StoreStats; doors: DoorUrls }): JSX.Element {
  const waiting = stats.spans === 0;
  const { title, lead } = waiting ? t.quiet : t.healthy;
  return (
    <section class={waiting ? 'healthy waiting' : 'healthy'} aria-labelledby="saude">
      <svg class="sky" viewBox="0 0 180 110" width="180" height="110" aria-hidden="true">
        {STARS.map(([x, y, r]) => (
          <circle key={x} class="star" cx={x} cy={y} r={r} />
        ))}
        <path class="moon" d="M118 66a26 26 0 1 1-30-34 21 21 0 0 0 30 34Z" />
        <path class="hill" d="M0 110V98q44-22 92-8t88-10v30Z" />
      </svg>
      <div>
        <h2 id="saude">{title}</h2>
        <p>{lead}</p>
        {waiting ? (
          <ExampleTrace doors={doors} />
        ) : (
          <>
            <p class="faint">{t.healthy.counts(stats.spans, stats.traces)}</p>
            <p class="buttons">
              <a class="button" href="/search">
                {t.healthy.search}
              </a>
              <a class="button quiet" href="/dependencies">
                {t.healthy.map}
              </a>
            </p>
          </>
        )}
      </div>
    </section>
  );
}
