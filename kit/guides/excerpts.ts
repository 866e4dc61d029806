/** Os trechos de arquivos que um guia mostra. Só os testes usam. */

export interface Excerpt {
  /** O arquivo, a partir da pasta do guia. */
  file: string;
  code: string;
}

/** `<!-- trecho: collector/config.yaml -->` e o bloco que vem logo abaixo. */
const EXCERPT = /<!-- trecho: (\S+) -->\n+```\w*\n([\s\S]*?)\n```/g;

export function excerptsIn(markdown: string): Excerpt[] {
  return [...markdown.matchAll(EXCERPT)].map(([, file = '', code = '']) => ({ file, code }));
}

/**
 * O trecho é um pedaço do arquivo: linhas inteiras, seguidas, na mesma ordem. O recuo que todas elas têm em comum pode ter
 * saído.
 */
export function isPieceOf(file: string, code: string): boolean {
  const wanted = dedented(code.split('\n'));
  const lines = file.split('\n');
  return lines.some((_, start) => dedented(lines.slice(start, start + wanted.split('\n').length)) === wanted);
}

function dedented(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const common = Math.min(...indents);
  return lines.map((line) => line.slice(common).trimEnd()).join('\n');
}
