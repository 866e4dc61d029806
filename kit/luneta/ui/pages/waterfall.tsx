/**
 * A linha do tempo: régua, linhas de grade e uma linha por span.
 *
 * As linhas são irmãs, e não listas dentro de listas: uma cadeia de 10.000 spans passaria do aninhamento que um
 * navegador aceita. O nível vai em `data-level`; o recuo, numa classe, porque a política de segurança da página não
 * permite `style`. Pela mesma razão as barras são SVG: posição e largura são atributos, em porcentagem.
 */
import type { JSX } from 'preact';
import { formatDuration, svgPercent } from '../../../format.ts';
import type { ServiceColors } from '../service-colors.ts';
import { texts } from '../texts.ts';
import { timeTicks, type Tick } from '../time-ticks.ts';
import type { TraceView } from '../trace-view.ts';
import { renderFragment } from './render.ts';
import { waterfallRow } from './waterfall-row.tsx';

/** @param rows As linhas, já em HTML (`renderRows`). */
export function Waterfall({ view, rows }: { view: TraceView; rows: string }): JSX.Element {
  const ticks = timeTicks(view.tree.durationUs);
  return (
    <>
      <div class="ruler">
        <span class="name">{texts.trace.spanColumn}</span>
        <svg class="ticks" aria-hidden="true">
          {ticks.map((tick) => (
            <TickLabel key={tick.us} tick={tick} />
          ))}
        </svg>
      </div>
      <div class="lanes">
        <div class="grid-lines" aria-hidden="true">
          <svg>
            {ticks.map(({ us, share }) => (
              <line key={us} x1={svgPercent(share)} x2={svgPercent(share)} y1="0" y2="100%" />
            ))}
          </svg>
        </div>
        <ol class="rows" id="rows" aria-label={texts.trace.waterfall} dangerouslySetInnerHTML={{ __html: rows }} />
      </div>
    </>
  );
}

/**
 * As linhas em HTML, já escapadas pelo Preact, uma por vez: com as 10.000 numa árvore só, metade do tempo ia para o
 * coletor de lixo; e quem as junta pode parar no meio para atender outros pedidos.
 */
export function* renderRows(view: TraceView, colors: ServiceColors): Generator<string> {
  for (const node of view.tree.nodes) yield renderFragment(waterfallRow(node, view, colors));
}

function TickLabel({ tick: { us, share } }: { tick: Tick }): JSX.Element {
  const x = svgPercent(share);
  return (
    <>
      <line x1={x} x2={x} y1="70%" y2="100%" />
      <text x={x} y="62%" text-anchor={share === 0 ? 'start' : 'middle'}>
        {us === 0 ? '0' : formatDuration(us)}
      </text>
    </>
  );
}
