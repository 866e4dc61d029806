/** O que vários serviços escrevem, numa tela só: cada linha com o nome de quem a escreveu na frente. */
import { stripVTControlCharacters } from 'node:util';
import { sanitize, textWidth, wrap } from '../../../text-width.ts';
import { readyPort } from '../../ready-line.ts';
import type { OutputName } from '../../sample-app.ts';
import { encode, paint, type Style, type Terminal } from '../../terminal.ts';

/** Uma por serviço; vermelho e amarelo são dos avisos. */
const COLORS: readonly Style[] = ['cyan', 'magenta', 'green', 'blue', 'cyanBright', 'magentaBright'];

/** Numa tela mais estreita que isto, a linha dobra, e o texto não some. */
const MIN_TEXT = 20;

export interface ServiceLinesOptions {
  names: readonly string[];
  terminal: Terminal;
  /** Quebra as linhas na largura da tela; falso num arquivo, em que cada linha fica inteira. */
  isWrapped: boolean;
  write: (text: string) => void;
}

export class ServiceLines {
  readonly #options: ServiceLinesOptions;
  readonly #width: number;
  /** O que cada saída de cada serviço ainda não terminou de escrever. */
  readonly #unfinished = new Map<string, string>();

  constructor(options: ServiceLinesOptions) {
    this.#options = options;
    this.#width = Math.max(0, ...options.names.map(textWidth));
  }

  /** Um pedaço do que ele escreveu; a linha de pronto é para nós, e não aparece. */
  add(name: string, text: string, output: OutputName): void {
    const key = `${output} ${name}`;
    const lines = ((this.#unfinished.get(key) ?? '') + text).split('\n');
    this.#unfinished.set(key, lines.pop() ?? '');
    this.#write(
      name,
      lines.filter((line) => readyPort(line) === undefined),
    );
  }

  /** O que nós dizemos dele. */
  tell(name: string, text: string, style: Style): void {
    this.#write(name, text.split('\n'), style);
  }

  #write(name: string, lines: readonly string[], style: Style = []): void {
    const { names, terminal, isWrapped, write } = this.#options;
    const bar = terminal.drawing ? '│' : '|';
    const color = COLORS[names.indexOf(name) % COLORS.length] ?? [];
    const prefix = paint(terminal, color, `${name.padEnd(this.#width)} ${bar} `);
    const room = Math.max(MIN_TEXT, terminal.columns - 1 - this.#width - 3);
    const shown = lines
      .map((line) => encode(terminal, sanitize(stripVTControlCharacters(line.trimEnd()).replaceAll('\t', '    '))))
      .flatMap((line) => (isWrapped ? wrap(line, room).flatMap((part) => chunks(part, room)) : [line]));
    write(shown.map((line) => `${prefix}${paint(terminal, style, line)}\n`).join(''));
  }
}

/** Uma palavra maior que a linha: um JSON, um endereço. */
function chunks(text: string, width: number): string[] {
  if (textWidth(text) <= width) return [text];
  const characters = [...text];
  return Array.from({ length: Math.ceil(characters.length / width) }, (_, i) =>
    characters.slice(i * width, (i + 1) * width).join(''),
  );
}
