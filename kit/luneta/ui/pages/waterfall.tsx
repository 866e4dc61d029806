/**
 * A linha do tempo: régua, linhas de grade e uma linha por span.
 *
 * As linhas são irmãs, e não listas dentro de listas: uma cadeia de 10.000 spans passaria do aninhamento que um
 * navegador aceita. O nível vai em `data-level`; o recuo, numa classe, porque a política de segurança da página não
 * permite `style`. Pela mesma razão as barras são SVG: posição e largura são atributos, em porcentagem.
 */
import type { JSX } from 'preact';
import type { ServiceColors } from '../service-colors.ts';
import { texts } from '../texts.ts';
import { traceTexts } from '../texts/trace-page.ts';
import { finePercent, formatTick, tickAnchor, windowTicks } from '../time-window.ts';
import type { TraceView } from '../trace-view.ts';
import { renderFragment } from './render.ts';
import { ghostRow, isFilteredOut, onlyMatches, waterfallRow } from './waterfall-row.tsx';

/** A régua. O que a ilha precisa para o zoom vai nela. */
export function Ruler({ view: { window, tree } }: { view: TraceView }): JSX.Element {
  return (
    <div class="ruler" title={traceTexts.zoom.rulerTitle}>
      <span class="name">{texts.trace.spanColumn}</span>
      <svg
        id="ruler"
        class="ticks"
        aria-hidden="true"
        data-duration={tree.durationUs}
        data-from={window.fromUs}
        data-to={window.toUs}
      >
        <rect class="brush" width="0" height="100%" />
        <g>
          {windowTicks(window).map(({ us, share }) => (
            <>
              <line x1={finePercent(share)} x2={finePercent(share)} y1="70%" y2="100%" />
              <text x={finePercent(share)} y="62%" text-anchor={tickAnchor(share)}>
                {formatTick(us, window)}
              </text>
            </>
          ))}
        </g>
      </svg>
      <span class="dur">{traceTexts.columns.duration}</span>
    </div>
  );
}

/** @param rows As linhas, já em HTML (`renderRows`). */
export function Waterfall({ view, rows }: { view: TraceView; rows: string }): JSX.Element {
  return (
    <div class="lanes">
      <div class="grid-lines" aria-hidden="true">
        <svg id="grid">
          {windowTicks(view.window).map(({ us, share }) => (
            <line key={us} x1={finePercent(share)} x2={finePercent(share)} y1="0" y2="100%" />
          ))}
        </svg>
      </div>
      <svg class="defs" aria-hidden="true">
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="3" height="6" />
        </pattern>
      </svg>
      <div
        id="rows"
        class={onlyMatches(view) ? 'filtered' : undefined}
        role="group"
        aria-label={texts.trace.waterfall}
        dangerouslySetInnerHTML={{ __html: rows }}
      />
    </div>
  );
}

/** As linhas de uma lista só são saltadas pelo navegador, todas juntas, enquanto não estão à vista. */
const CHUNK = 50;

/**
 * As linhas em HTML, já escapadas pelo Preact, uma por vez: com as 10.000 numa árvore só, metade do tempo ia para o
 * coletor de lixo; e quem as junta pode parar no meio para atender outros pedidos.
 *
 * Saem em listas de `CHUNK` linhas: com `content-visibility` em cada linha, o navegador vigiava 10.000 elementos a cada
 * quadro, e o zoom recalculava o estilo de todos.
 */
export function* renderRows(view: TraceView, colors: ServiceColors): Generator<string> {
  const ghostsAfter = (index: number): string =>
    (view.ghostRows.get(index) ?? []).map((row) => renderFragment(ghostRow(row, view, colors))).join('');
  const { nodes } = view.tree;
  if (nodes.length === 0) yield list(ghostsAfter(-1), false);
  for (let start = 0; start < nodes.length; start += CHUNK) {
    const chunk = nodes.slice(start, start + CHUNK);
    let html = '';
    for (const node of chunk) html += renderFragment(waterfallRow(node, view, colors)) + ghostsAfter(node.index);
    yield list(
      html,
      chunk.every((node) => isFilteredOut(node, view)),
    );
  }
}

function list(rows: string, hidden: boolean): string {
  return `<ol class="rows"${hidden ? ' hidden' : ''}>${rows}</ol>`;
}
