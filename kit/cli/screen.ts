/** Escreve na tela: recuo, quebra de linhas, cores. Sempre linhas inteiras, sem mover o cursor. */
import { stripVTControlCharacters } from 'node:util';
import { encode, paint, type Style, type Terminal } from './terminal.ts';
import { sanitize, textWidth, wrap } from '../text-width.ts';
import type { Link } from './start-texts.ts';

export interface Output {
  write(text: string): unknown;
}

const INDENT = '  ';

export class Screen {
  readonly terminal: Terminal;
  readonly #output: Output;

  constructor(output: Output, terminal: Terminal) {
    this.#output = output;
    this.terminal = terminal;
  }

  blank(): void {
    this.#output.write('\n');
  }

  /** Linhas prontas, já na largura certa. */
  raw(lines: readonly string[]): void {
    this.#output.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Um parágrafo, quebrado entre palavras. */
  text(text: string, style: Style = []): void {
    this.#paragraph(text, INDENT, INDENT, style);
  }

  bullet(text: string): void {
    this.#paragraph(text, `${INDENT}  • `, `${INDENT}    `, []);
  }

  links(links: readonly Link[]): void {
    const width = Math.max(...links.map(({ label }) => textWidth(label)));
    for (const { label, url } of links) {
      const padded = label + ' '.repeat(width - textWidth(label));
      this.raw([`${INDENT}  ${encode(this.terminal, padded)}  ${paint(this.terminal, ['cyan', 'underline'], url)}`]);
    }
  }

  /** O que o app escreveu, distinto do que é nosso. A largura é dele: cortar esconderia o que se quer ler. */
  appLine(line: string): void {
    const bar = this.terminal.drawing ? '│' : '|';
    // As cores dele não são as nossas; sem o ESC, o resto do código delas viraria texto.
    const plain = stripVTControlCharacters(line).replaceAll('\t', '    ');
    const safe = encode(this.terminal, sanitize(plain));
    this.raw([paint(this.terminal, 'dim', `${INDENT}app ${bar} `) + safe]);
  }

  #paragraph(text: string, first: string, rest: string, style: Style): void {
    const lines = wrap(encode(this.terminal, text), this.terminal.columns - 1 - rest.length);
    this.raw(lines.map((line, i) => encode(this.terminal, i === 0 ? first : rest) + paint(this.terminal, style, line)));
  }
}
