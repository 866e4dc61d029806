/** A experiência das falhas numa figura: um gráfico por morte, todos na mesma escala, para se compararem de relance. */
import type { FaultResult } from './faults.ts';
import { faultTexts as texts } from './fault-texts.ts';

const COLUMNS = 3;
const PANEL = { width: 260, height: 130, plot: 80, left: 12, top: 22 };
/** Quantas vezes a vazão de sempre cabem no desenho. */
const CLIP = 3;
const PLOT_WIDTH = PANEL.width - 2 * PANEL.left;

/** @returns Um SVG que não depende de nada de fora, e se lê no claro e no escuro. */
export function faultFigure(results: readonly FaultResult[]): string {
  // O que esperou entra todo de uma vez: uma barra dessas achataria as outras, e por isso é cortada.
  const highest = Math.max(1, ...results.flatMap(({ timeline }) => timeline.map(({ acknowledged }) => acknowledged)));
  const peak = Math.min(highest, CLIP * Math.max(1, ...results.map(({ rate }) => rate.whole)));
  const places = placesOf(results);
  const width = COLUMNS * PANEL.width;
  const height = (Math.max(0, ...places.map(({ row }) => row)) + 1) * PANEL.height;
  const panels = results.map((result, at) => {
    const { row = 0, column = 0 } = places[at] ?? {};
    const [x, y] = [column * PANEL.width + PANEL.left, row * PANEL.height + PANEL.top];
    return `<g transform="translate(${x} ${y})">${panel(result, peak)}</g>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t d">`,
    `<title id="t">${escaped(texts.figureTitle)}</title><desc id="d">${escaped(texts.figureText(results.length))}</desc>`,
    '<style>text{font:11px system-ui,sans-serif;fill:#1f2933}.end{text-anchor:end;opacity:.7}.bad{fill:#b42318}.dead{fill:#b42318;opacity:.18}.bar{fill:#2f6f9f}' +
      '.axis{stroke:#7b8794}@media(prefers-color-scheme:dark){text{fill:#e4e7eb}.bad{fill:#ff9b8a}.bar{fill:#7fb3d9}}</style>',
    ...panels,
    '</svg>',
    '',
  ].join('\n');
}

/** Cada pilha começa uma linha. */
function placesOf(results: readonly FaultResult[]): { row: number; column: number }[] {
  let row = -1;
  let column = 0;
  return results.map(({ stack }, at) => {
    const isNew = stack !== results[at - 1]?.stack;
    column = isNew || column + 1 === COLUMNS ? 0 : column + 1;
    if (column === 0) row++;
    return { row, column };
  });
}

function panel({ stack, killed, killedAt, restartedAt, timeline, traces }: FaultResult, peak: number): string {
  const seconds = Math.max(1, ...timeline.map(({ second }) => second + 1));
  const at = (second: number): number => round((second / seconds) * PLOT_WIDTH);
  const bars = timeline.map(({ second, acknowledged }) => {
    const tall = round(Math.min(acknowledged / peak, 1) * PANEL.plot);
    return `<rect class="bar" x="${at(second)}" y="${round(PANEL.plot - tall)}" width="${round(at(1) * 0.85)}" height="${tall}"/>`;
  });
  const dead = at(Math.min(restartedAt, seconds)) - at(killedAt);
  return [
    `<text y="-8">${escaped(texts.panel(stack, killed))}</text>`,
    `<rect class="dead" x="${at(killedAt)}" y="0" width="${round(dead)}" height="${PANEL.plot}"/>`,
    ...bars,
    `<text class="end" x="${PLOT_WIDTH}" y="-8">${escaped(texts.peak(peak))}</text>`,
    `<text class="end" x="${PLOT_WIDTH}" y="${PANEL.plot + 16}">${escaped(texts.length(seconds))}</text>`,
    `<path class="axis" d="M0 ${PANEL.plot}H${PLOT_WIDTH}"/>`,
    `<text y="${PANEL.plot + 16}"${traces.lost > 0 ? ' class="bad"' : ''}>${escaped(texts.lost(traces.lost))}</text>`,
  ].join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
