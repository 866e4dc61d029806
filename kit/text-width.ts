/** Quantas colunas um texto ocupa no terminal, e como cortá-lo sem passar da conta. */

/** Dupla largura: ideogramas, kana, hangul, formas largas e emoji; as formas de meia largura de kana e hangul, não. */
const WIDE =
  /^(?![\uff61-\uffdc])(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\p{Regional_Indicator})/u;
const INVISIBLE = /^[\p{Mark}\p{Format}]+$/u;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** Controles (quebra de linha, ESC) e marcas que invertem o sentido da escrita. */
const UNSAFE = /[\p{Control}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

let segmenter: Intl.Segmenter | undefined;

/** Os caracteres como o leitor os vê: letra com seus acentos, emoji com seus modificadores. */
function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function graphemeWidth(grapheme: string): number {
  if (WIDE.test(grapheme)) return 2;
  return INVISIBLE.test(grapheme) ? 0 : 1;
}

export function textWidth(text: string): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + graphemeWidth(grapheme), 0);
}

/** Corta em `width` colunas, com `ellipsis` no lugar do que saiu. */
export function truncate(text: string, width: number, ellipsis = '…'): string {
  if (textWidth(text) <= width) return text;
  const room = width - textWidth(ellipsis);
  if (room < 0) return '';
  let kept = '';
  let used = 0;
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > room) break;
    kept += grapheme;
  }
  return kept + ellipsis;
}

/** Corta ou completa com espaços: o resultado ocupa exatamente `width` colunas. */
export function fit(text: string, width: number, ellipsis?: string): string {
  const cut = truncate(text, width, ellipsis);
  return cut + ' '.repeat(Math.max(0, width - textWidth(cut)));
}

/**
 * Como `fit`, mas o que sai é o meio: de `local_computer.df.employees` interessam o começo e, mais ainda, o fim.
 * @param width Em colunas.
 */
export function fitMiddle(text: string, width: number, ellipsis = '…'): string {
  if (textWidth(text) <= width) return fit(text, width, ellipsis);
  const room = width - textWidth(ellipsis);
  // Numa coluna tão estreita, a primeira letra vale mais que a última.
  if (room < 2) return fit(text, width, ellipsis);
  const head = truncate(text, Math.max(1, Math.floor(room / 3)), '');
  let tail = '';
  for (const grapheme of graphemes(text).toReversed()) {
    if (textWidth(head) + textWidth(tail) + graphemeWidth(grapheme) > room) break;
    tail = grapheme + tail;
  }
  return fit(head + ellipsis + tail, width, ellipsis);
}

/** Quebra em linhas de no máximo `width` colunas, entre palavras; uma palavra maior que a linha fica inteira. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** O que vem da rede não manda no terminal: controles viram `?`. */
export function sanitize(text: string): string {
  return text.replace(UNSAFE, '?');
}

/** Só ASCII, para o terminal que não mostra mais que isso: sem acentos, e `?` para o que não tem equivalente. */
export function toAscii(text: string): string {
  return text
    .replace(/[…→·•µ\u00a0—“”]/g, (found) => ASCII_FOR[found])
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/\P{ASCII}+/gu, (rest) => '?'.repeat(textWidth(rest)));
}

const ASCII_FOR: Record<string, string> = {
  '…': '...',
  '→': '->',
  '·': '-',
  '•': '*',
  µ: 'u',
  '\u00a0': ' ',
  '—': '-',
  '“': '"',
  '”': '"',
};
