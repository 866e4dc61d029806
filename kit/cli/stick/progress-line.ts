/** Quanto falta, numa linha que se reescreve. Fora de um terminal, nada: num arquivo, seriam mil linhas. */
import { stripVTControlCharacters } from 'node:util';
import { encode, type Terminal } from '../terminal.ts';

const CLEAR = '\r\u001B[2K';

export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

export function progressLine(
  output: { isTTY?: boolean; write(text: string): unknown },
  terminal: Terminal,
  { TERM }: NodeJS.ProcessEnv,
): ProgressLine {
  if (!output.isTTY || TERM === 'dumb') return { show: () => {}, clear: () => {} };
  return {
    // Uma linha que quebrasse em duas não se apagaria inteira.
    show: (text) =>
      output.write(CLEAR + encode(terminal, stripVTControlCharacters(`  ${text}`)).slice(0, terminal.columns - 1)),
    clear: () => output.write(CLEAR),
  };
}
