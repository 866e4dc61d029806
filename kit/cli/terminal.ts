/** O que o terminal sabe mostrar: largura, cor, desenhos, acentos. Decidido uma vez, aqui, e passado adiante. */
import { styleText } from 'node:util';
import { toAscii } from '../text-width.ts';

export type Style = Parameters<typeof styleText>[0];

export interface Terminal {
  /** Colunas que se podem usar. */
  columns: number;
  color: boolean;
  /** Blocos e linhas de Unicode; falso, só ASCII. */
  drawing: boolean;
  /** Acentos e o resto do UTF-8. */
  utf8: boolean;
}

interface OutputInfo {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** Uma tela que se pode apagar e escrever de novo. */
export interface Window {
  rows: number;
}

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;
/** Linhas mais longas que isto cansam, por mais larga que seja a janela. */
const MAX_COLUMNS = 120;

export function detectTerminal(
  output: OutputInfo,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Terminal {
  const dumb = env.TERM === 'dumb';
  const utf8 = platform === 'win32' || localeIsUtf8(env);
  return {
    columns: Math.min(output.columns || DEFAULT_COLUMNS, MAX_COLUMNS),
    color: wantsColor(output, env, dumb),
    drawing: utf8 && !dumb,
    utf8,
  };
}

/** `undefined` se só se pode escrever adiante: um arquivo, um terminal simples (que um leitor de tela lê em ordem). */
export function detectWindow({ isTTY, rows }: OutputInfo, { TERM }: NodeJS.ProcessEnv): Window | undefined {
  return isTTY && TERM !== 'dumb' ? { rows: rows || DEFAULT_ROWS } : undefined;
}

/** FORCE_COLOR vale mais que NO_COLOR, como no próprio Node. */
function wantsColor({ isTTY }: OutputInfo, env: NodeJS.ProcessEnv, dumb: boolean): boolean {
  if (env.FORCE_COLOR !== undefined) return !/^(0|false)$/i.test(env.FORCE_COLOR);
  if (env.NO_COLOR) return false;
  return isTTY === true && !dumb;
}

/** Sem nenhuma variável de idioma (contêiner, Windows), o comum hoje é UTF-8; com uma, vale o que ela diz. */
function localeIsUtf8(env: NodeJS.ProcessEnv): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return locale === '' || /utf-?8/i.test(locale);
}

/** Pinta um texto. A decisão de usar cor já foi tomada: a do `styleText` muda entre versões do Node. */
export function paint(terminal: Terminal, style: Style, text: string): string {
  return terminal.color && text !== '' ? styleText(style, text, { validateStream: false }) : text;
}

/** Último passo antes de escrever: o que o terminal não mostra sai na forma mais próxima. */
export function encode(terminal: Terminal, text: string): string {
  return terminal.utf8 ? text : toAscii(text);
}

export type Mark = 'passed' | 'failed' | 'warning' | 'unknown';

const DRAWN: Readonly<Record<Mark, string>> = { passed: '✓', failed: '✗', warning: '!', unknown: '?' };
const PLAIN: Readonly<Record<Mark, string>> = { passed: 'ok', failed: 'x ', warning: '! ', unknown: '? ' };

/** Em que cor vai a linha de cada marca. */
export const MARK_STYLES: Readonly<Record<Mark, Style>> = {
  passed: 'green',
  failed: ['bold', 'red'],
  warning: 'yellow',
  unknown: 'dim',
};

/** A marca do começo de uma linha; num mesmo terminal, todas têm a mesma largura. */
export function marks({ drawing }: Terminal): Readonly<Record<Mark, string>> {
  return drawing ? DRAWN : PLAIN;
}
