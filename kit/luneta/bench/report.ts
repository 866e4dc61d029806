/** Das medidas ao que se lê: junta cada número ao seu alvo e à sua referência. Funções puras. */
import { baselineOf, type FigureId, MEASURED } from './baselines.ts';
import type { Figure } from './figure.ts';
import { formatNumber } from './format-number.ts';
import type { MachineState } from './machine.ts';
import { renderTable } from './table.ts';

export interface Section {
  name: string;
  title: string;
  /** Título da coluna de referência: `Jaeger` ou `Python`. */
  referenceName: string;
  figures: Figure[];
  notes: string[];
}

/** Um número ao lado do que se espera dele. */
export interface ComparedFigure {
  id: FigureId;
  label: string;
  value: number;
  detail: string;
  target: number | undefined;
  atLeast: boolean;
  reference: number | undefined;
  /** Atrás do alvo; `undefined` quando não há alvo. */
  behind: boolean | undefined;
}

export function compare(figure: Figure): ComparedFigure {
  const { label, target, atLeast = false, reference } = baselineOf(figure.id);
  const { id, value, detail = '' } = figure;
  const behind = target === undefined ? undefined : !(atLeast ? value >= target : value <= target);
  return { id, label, value, detail, target, atLeast, reference, behind };
}

export function renderSection({ title, referenceName, figures, notes }: Section): string {
  const rows = figures
    .map(compare)
    .map((row) => [
      row.label,
      formatNumber(row.value),
      targetText(row),
      row.reference === undefined ? '–' : formatNumber(row.reference),
      row.detail,
      row.behind === undefined ? '' : row.behind ? '◄ ATRÁS' : 'no alvo',
    ]);
  const header = [title, 'agora', 'alvo', referenceName, 'variação', ''];
  // Uma coluna em que nada foi escrito só alargaria a tabela.
  const used = header.map((_name, column) => column === 0 || rows.some((cells) => cells[column] !== ''));
  const table = renderTable(
    header.filter((_name, column) => used[column]),
    rows.map((cells) => cells.filter((_cell, column) => used[column])),
  );
  return [table, ...notes.map((note) => `  ${note}`)].join('\n');
}

function targetText({ target, atLeast }: ComparedFigure): string {
  if (target === undefined) return '–';
  return `${atLeast ? '≥' : '≤'} ${formatNumber(target)}`;
}

/** O que ficou atrás do alvo, do mais longe para o mais perto. O nome da medida na frente serve para o `--only`. */
export function renderSummary(sections: readonly Section[]): string {
  const compared = sections
    .flatMap(({ name, figures }) => figures.map((figure) => ({ name, ...compare(figure) })))
    .filter(({ target }) => target !== undefined);
  const behind = compared.filter((row) => row.behind).toSorted((a, b) => distance(b) - distance(a));
  const head = `${compared.length - behind.length} de ${compared.length} números no alvo.`;
  if (behind.length === 0) return head;
  const table = renderTable(
    ['medida', 'número', 'agora', 'alvo'],
    behind.map((row) => [row.name, row.label.trim(), formatNumber(row.value), targetText(row)]),
    2,
  );
  return `${head} Atrás, do mais longe para o mais perto:\n\n${table}`;
}

/** Quantas vezes pior que o alvo. */
function distance({ value, target = 0, atLeast }: ComparedFigure): number {
  return atLeast ? target / value : value / target;
}

/** Para guardar ou comparar rodadas por fora (`--json`). */
export function toJson(sections: readonly Section[], start: MachineState, end: MachineState): unknown {
  return {
    date: start.date,
    machine: { start, end },
    baselines: MEASURED,
    sections: sections.map(({ name, title, referenceName, figures, notes }) => ({
      name,
      title,
      referenceName,
      figures: figures.map(compare),
      notes,
    })),
  };
}
