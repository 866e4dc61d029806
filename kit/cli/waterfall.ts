/**
 * A linha do tempo (waterfall) de um trace, em texto. Função pura: devolve linhas que nunca passam da largura.
 *
 *   span                 serviço                                      duração
 *   GET /                service_example  ██████████████████████████  8,31 ms
 *   ├─ request handler   service_example     ▐████████████▌           4,12 ms
 *   └─ test_span                             ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─  não veio
 *   |----- árvore -----| |-- serviço --|  |---- tempo, em barras ---| |-- à direita
 *
 * Em janelas estreitas sai primeiro a coluna do serviço, depois a das barras.
 */
import { formatDuration } from '../format.ts';
import { encode, paint, type Style, type Terminal } from './terminal.ts';
import { fit, fitMiddle, sanitize, textWidth, truncate } from '../text-width.ts';
import type { TraceRow, TraceRows } from './trace-rows.ts';
import { treeGlyphs, type TreeGlyphs } from './tree-glyphs.ts';
import { visibleRows } from './visible-rows.ts';

const INDENT = '  ';
const GAP = '  ';
const MAX_NAME = 40;
const MIN_NAME = 12;
/** Até a duração encolhe antes de o nome sumir. */
const HARD_MIN_NAME = 4;
const MAX_SERVICE = 20;
const MIN_BAR = 16;
/** Da mais legível em diante: amarelo e vermelho ficam de fora, porque parecem aviso e erro. */
const SERVICE_STYLES: readonly Style[] = ['cyan', 'magenta', 'blue', 'green'];

/** Só o que existe até na fonte do console antigo do Windows: blocos sim, `╌` não, daí o tracejado de `─` com vãos. */
const UNICODE = {
  full: '█',
  left: '▌',
  right: '▐',
  dash: '─',
  dots: '…',
};
type Glyphs = typeof UNICODE;
const ASCII: Glyphs = {
  full: '#',
  left: '#',
  right: '#',
  dash: '-',
  dots: '...',
};

interface Layout {
  name: number;
  /** 0: coluna ausente. */
  service: number;
  bar: number;
  duration: number;
}

/** @param maxRows Linhas além deste número viram uma, "mais N spans"; as dos fantasmas ficam todas. */
export function renderWaterfall({ rows, durationUs, services }: TraceRows, terminal: Terminal, maxRows = 20): string[] {
  const glyphs = terminal.drawing ? UNICODE : ASCII;
  const branches = treeGlyphs(terminal);
  const shown = visibleRows(rows, maxRows);
  const cells = shown.map((row) => ({
    row,
    tree: treePrefix(row, branches),
    name: encode(terminal, sanitize(row.name || '(sem nome)')),
    service: encode(terminal, sanitize(row.service)),
    duration: durationText(row, terminal),
  }));
  const layout = chooseLayout(terminal.columns, {
    name: Math.max(4, ...cells.map(({ tree, name }) => tree.length + textWidth(name))),
    service: Math.max(7, ...cells.map(({ service }) => textWidth(service))),
    duration: Math.max(7, ...cells.map(({ duration }) => textWidth(duration))),
  });

  const line = (columns: (string | undefined)[]): string =>
    (INDENT + columns.filter((column) => column !== undefined).join(GAP)).trimEnd();
  const dim = (text: string): string => paint(terminal, 'dim', text);
  // Onde só há fantasmas, não há tempo que medir.
  const hasTime = rows.some(({ isGhost }) => !isGhost);
  const header = line([
    dim(fit('span', layout.name)),
    layout.service ? dim(fit(encode(terminal, 'serviço'), layout.service)) : undefined,
    layout.bar ? dim(hasTime ? timeRuler(layout.bar, durationUs, terminal) : ' '.repeat(layout.bar)) : undefined,
    dim(encode(terminal, 'duração').padStart(layout.duration)),
  ]);
  const body = cells.map(({ row, tree, name, service, duration }) => {
    const styles = stylesOf(row, services);
    const shownTree = clipTree(tree, textWidth(name), layout.name, glyphs);
    const room = layout.name - shownTree.length;
    return line([
      dim(shownTree) + paint(terminal, styles.name, fitMiddle(name, room, glyphs.dots)),
      layout.service ? paint(terminal, styles.service, fit(service, layout.service, glyphs.dots)) : undefined,
      layout.bar ? paint(terminal, styles.service, bar(row, durationUs, layout.bar, glyphs)) : undefined,
      paint(terminal, styles.duration, fitRight(duration, layout.duration, glyphs)),
    ]);
  });
  const hidden = rows.length - shown.length;
  const more = encode(terminal, `… mais ${hidden} spans: veja todos no navegador`);
  return [header, ...body, ...(hidden > 0 ? [INDENT + dim(truncate(more, terminal.columns - 3, glyphs.dots))] : [])];
}

function stylesOf(row: TraceRow, services: readonly string[]): { name: Style; service: Style; duration: Style } {
  if (row.isGhost) return { name: 'dim', service: 'dim', duration: 'dim' };
  if (row.isError) return { name: ['bold', 'red'], service: 'red', duration: 'red' };
  const service = SERVICE_STYLES[services.indexOf(row.service) % SERVICE_STYLES.length];
  return { name: 'bold', service, duration: [] };
}

function durationText({ durationUs, isError, isGhost }: TraceRow, terminal: Terminal): string {
  if (isGhost) return encode(terminal, 'não veio');
  // Cor não basta para contar um erro: quem não a vê (ou não a tem) precisa da palavra.
  return encode(terminal, `${isError ? 'erro ' : ''}${shortDuration(durationUs)}`);
}

function fitRight(text: string, width: number, { dots }: Glyphs): string {
  const cut = truncate(text, width, dots);
  return ' '.repeat(width - textWidth(cut)) + cut;
}

/** Com espaços comuns, que a quebra de linhas entende. Um relógio que voltou atrás dá duração negativa: conta como zero. */
export function shortDuration(us: number): string {
  return formatDuration(Math.max(0, us)).replaceAll('\u00a0', ' ');
}

/** O ramo à esquerda do nome, lido do span para a raiz. */
function treePrefix(row: TraceRow, { tee, corner, pipe, blank }: TreeGlyphs): string {
  if (!row.parent) return '';
  const parts = [row.isLast ? corner : tee];
  for (let above = row.parent; above.parent; above = above.parent) {
    parts.push(above.isLast ? blank : pipe);
  }
  return parts.toReversed().join('');
}

/** Numa árvore funda, o fim do ramo importa mais que o começo, e o nome mais que o ramo: metade é dele, se precisar. */
function clipTree(tree: string, nameWidth: number, width: number, { dots }: Glyphs): string {
  const room = Math.max(Math.floor(width / 2), width - nameWidth);
  if (tree.length <= room) return tree;
  return room < dots.length ? '' : dots + tree.slice(tree.length - (room - dots.length));
}

function chooseLayout(columns: number, natural: { name: number; service: number; duration: number }): Layout {
  // A última coluna fica vazia: há terminais que quebram a linha ao preenchê-la.
  const room = columns - 1 - INDENT.length;
  const gap = GAP.length;
  const duration = Math.max(1, Math.min(natural.duration, room - gap - HARD_MIN_NAME));
  const service = Math.min(natural.service, MAX_SERVICE);
  const name = Math.min(natural.name, MAX_NAME);

  const beside = room - duration - gap;
  const withBoth = beside - service - gap - MIN_BAR - gap;
  if (withBoth >= Math.min(name, MIN_NAME)) {
    const width = Math.min(name, withBoth);
    return { name: width, service, duration, bar: beside - service - gap - width - gap };
  }
  const withBar = beside - MIN_BAR - gap;
  if (withBar >= MIN_NAME) {
    const width = Math.min(name, withBar);
    return { name: width, service: 0, duration, bar: beside - width - gap };
  }
  return { name: Math.max(1, Math.min(name, beside)), service: 0, bar: 0, duration };
}

function timeRuler(width: number, totalUs: number, terminal: Terminal): string {
  const total = encode(terminal, shortDuration(totalUs));
  return fit(`0${total.padStart(width - 1 - (textWidth(total) - total.length))}`, width);
}

/** Meia célula de precisão (uma, no tracejado). Toda barra aparece, por mais curto que seja o span. */
function bar({ startUs, durationUs, isGhost }: TraceRow, totalUs: number, width: number, glyphs: Glyphs): string {
  const halves = width * 2;
  const toHalf = (us: number): number => (totalUs > 0 ? Math.round((us / totalUs) * halves) : 0);
  const from = Math.min(toHalf(startUs), halves - 1);
  const to = totalUs > 0 ? Math.max(from + 1, Math.min(halves, toHalf(startUs + durationUs))) : halves;
  if (isGhost) return dashes(Math.floor(from / 2), Math.ceil(to / 2), glyphs).padEnd(width);
  let text = '';
  for (let cell = 0; cell < width; cell++) {
    const left = from <= cell * 2 && cell * 2 < to;
    const right = from <= cell * 2 + 1 && cell * 2 + 1 < to;
    text += left ? (right ? glyphs.full : glyphs.left) : right ? glyphs.right : ' ';
  }
  return text;
}

/** Começa sempre por um traço: também a barra de uma célula se vê. */
function dashes(from: number, to: number, { dash }: Glyphs): string {
  return ' '.repeat(from) + `${dash} `.repeat(to - from).slice(0, to - from);
}
