/** Fazer caber na janela: o que rola para cima sai da vista, e o aluno não sabe que estava lá. */
import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from '../../terminal.ts';
import { encode, paint } from '../../terminal.ts';
import { textWidth, truncate } from '../../../text-width.ts';

/** Quantas linhas da janela estas ocupam: uma comprida demais dobra. */
export function rowsOf(lines: readonly string[], { columns }: Pick<Terminal, 'columns'>): number {
  return lines.reduce((rows, line) => rows + rowsOfLine(line, columns), 0);
}

function rowsOfLine(line: string, columns: number): number {
  return Math.max(1, Math.ceil(textWidth(stripVTControlCharacters(line)) / columns));
}

/** As linhas em volta da de número `focus`, até `room` linhas da janela; reticências no lugar das que saíram. */
export function clipAround(lines: readonly string[], room: number, focus: number, terminal: Terminal): string[] {
  if (rowsOf(lines, terminal) <= room) return [...lines];
  if (room < 3) return lines.slice(Math.max(0, focus), Math.max(0, focus) + Math.max(0, room));
  let first = Math.min(Math.max(0, focus), lines.length - 1);
  let end = first;
  // As reticências de cada lado já estão na conta.
  let left = room - 2;
  for (let grew = true; grew;) {
    grew = false;
    for (const at of [end, first - 1]) {
      const line = lines[at];
      const rows = line === undefined ? Infinity : rowsOfLine(line, terminal.columns);
      if (rows > left) continue;
      left -= rows;
      grew = true;
      if (at === end) end += 1;
      else first -= 1;
    }
  }
  const more = `  ${paint(terminal, 'dim', encode(terminal, '…'))}`;
  return [...(first > 0 ? [more] : []), ...lines.slice(first, end), ...(end < lines.length ? [more] : [])];
}

/** O recuo e a barra de `appLine`, e a última coluna. */
const APP_FRAME = 9;

/** Uma linha do programa do aluno que, em `appLine`, não passa da largura. */
export function cutAppLine(line: string, terminal: Terminal): string {
  return truncate(
    stripVTControlCharacters(line).replaceAll('\t', '    '),
    terminal.columns - APP_FRAME,
    encode(terminal, '…'),
  );
}
