/** Tabela de texto: textos à esquerda nas primeiras colunas, números à direita nas outras, na largura que o conteúdo pedir. */
import { textWidth } from '../../text-width.ts';

const GAP = '  ';

/** `textColumns`: quantas das primeiras colunas são de texto. */
export function renderTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns: number = 1,
): string {
  const widths = header.map((_title, column) =>
    Math.max(...[header, ...rows].map((cells) => textWidth(cells[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) => pad(cells[column] ?? '', width, column >= textColumns))
      .join(GAP)
      .trimEnd();
  return [line(header), widths.map((width) => '─'.repeat(width)).join(GAP), ...rows.map(line)].join('\n');
}

function pad(text: string, width: number, right: boolean): string {
  const blank = ' '.repeat(width - textWidth(text));
  return right ? blank + text : text + blank;
}
