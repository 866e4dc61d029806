/** Lê uma linha de uma página do Prometheus, da esquerda para a direita, nos dois formatos. */
import { WireError } from './wire-error.ts';

export type PageFormat = 'text' | 'openmetrics';

/** Pares nome e valor, na ordem da página, sem o nome da métrica. */
export type LabelPair = readonly [name: string, value: string];

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const BLANK = /[ \t]*/y;
const WORD = /[^ \t]+/y;
/** Entre aspas; o que foi escapado se resolve depois. */
const QUOTED = /"([^"\\]*(?:\\.[^"\\]*)*)"/y;
/** O que o Go lê como float numa página: decimal, infinitos e NaN. Nem hexadecimal, nem `1_000`. */
const NUMBER = /^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf(inity)?|nan)$/i;

const MAX_SHOWN = 120;

export class PrometheusLine {
  readonly #text: string;
  readonly #number: number;
  readonly #format: PageFormat;
  #at = 0;

  /** @param number A partir de 1. */
  constructor(text: string, number: number, format: PageFormat) {
    this.#text = text;
    this.#number = number;
    this.#format = format;
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** @throws WireError sempre: diz a linha, o que se esperava e o que está escrito. */
  fail(what: string): never {
    const shown = this.#text.length > MAX_SHOWN ? `${this.#text.slice(0, MAX_SHOWN)}…` : this.#text;
    throw new WireError('malformed', `Linha ${this.#number}: ${what}. Recebido: ${JSON.stringify(shown)}`);
  }

  metricName(): string {
    return this.#take(NAME) ?? this.fail(`esperava o nome de uma métrica na coluna ${this.#at + 1}`);
  }

  /** A palavra até o próximo espaço, ou `undefined` no fim da linha. */
  word(): string | undefined {
    return this.#take(WORD);
  }

  rest(): string {
    const rest = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    return rest;
  }

  /** O separador: um espaço só no OpenMetrics, quantos houver no outro. `false` se não há. */
  skipBlank(): boolean {
    if (this.#format === 'openmetrics') return this.skip(' ');
    return this.#take(BLANK) !== '';
  }

  skip(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** `{a="1",b="2"}` sem a primeira chave; a vírgula a mais do fim é permitida. */
  labels(): LabelPair[] {
    const labels: LabelPair[] = [];
    const names = new Set<string>();
    this.#skipInside();
    while (!this.skip('}')) {
      if (labels.length > 0) {
        if (!this.skip(',')) this.fail(`esperava "," ou "}" na coluna ${this.#at + 1}`);
        this.#skipInside();
        if (this.skip('}')) break;
      }
      const [name, value] = this.#label();
      if (names.has(name)) this.fail(`o rótulo ${name} aparece duas vezes`);
      names.add(name);
      labels.push([name, value]);
      this.#skipInside();
    }
    return labels;
  }

  number(what: string): number {
    const word = this.word();
    if (word === undefined || !NUMBER.test(word)) return this.fail(`${what} não é um número: ${word ?? 'nada'}`);
    const [, sign, name] = /^([+-]?)([a-z]?)/i.exec(word) ?? [];
    if (name.toLowerCase() === 'i') return sign === '-' ? -Infinity : Infinity;
    return name.toLowerCase() === 'n' ? NaN : Number(word);
  }

  #label(): LabelPair {
    const name = this.#take(LABEL_NAME) ?? this.fail(`esperava o nome de um rótulo na coluna ${this.#at + 1}`);
    this.#skipInside();
    if (!this.skip('=')) this.fail(`esperava "=" depois do rótulo ${name}`);
    this.#skipInside();
    const quoted =
      this.#take(QUOTED) ?? this.fail(`o valor do rótulo ${name} não está entre aspas, ou elas não fecham`);
    return [name, unescapeText(quoted.slice(1, -1))];
  }

  /** Entre as chaves, o formato antigo aceita espaços. */
  #skipInside(): void {
    if (this.#format === 'text') this.#take(BLANK);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

/** `\n`, `\"` e `\\`; qualquer outra barra fica como veio, como no Prometheus. */
export function unescapeText(text: string): string {
  return text.includes('\\')
    ? text.replaceAll(/\\([\\"n])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped))
    : text;
}
