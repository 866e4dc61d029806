/** As páginas do Prometheus que a Luneta lê, e como vai cada uma. */
import type { JSX } from 'preact';
import type { ScrapeTarget } from '../../receivers/scrape.ts';
import { shorten } from '../shown.ts';
import { metricsTexts } from '../texts/metrics.ts';

const t = metricsTexts.targets;

export function ScrapeTargets({ targets }: { targets: readonly ScrapeTarget[] }): JSX.Element | null {
  if (targets.length === 0) return null;
  return (
    <section class="scrape-targets" aria-label={t.title}>
      <span class="faint">{t.title}</span>
      <ul>
        {targets.map(({ url, up, lastError, samples }) => (
          <li key={url}>
            <span class={`target-state ${up === undefined ? 'waiting-first' : up ? 'up' : 'down'}`}>
              {up === undefined ? t.waiting : up ? t.up : t.down}
            </span>{' '}
            <code>{shorten(url, 200)}</code> {up === true && <span class="faint">{t.samples(samples)}</span>}
            {up === false && lastError !== undefined && <span class="bad">{shorten(lastError, 300)}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
