/** Um terminal de verdade, só que sem janela: o xterm interpreta o que se escreve, e diz o que ficaria à vista. */
import { PassThrough } from 'node:stream';
import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';
import { poll } from '../../../poll.ts';
import type { KeyInput, TextOutput } from '../context.ts';

export interface FakeTerminal {
  stdin: KeyInput;
  stdout: TextOutput;
  /** Tudo o que se escreveu nele. */
  written(): string;
  /** Teclas, sem Enter. */
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Escrever nele, como faria um programa. */
  write(text: string): void;
  isRaw(): boolean;
  /** Espera até as linhas à vista, juntas, dizerem isto. */
  until(pattern: RegExp): Promise<Shown>;
}

export interface Shown {
  /** As linhas à vista, sem as vazias do fim. */
  lines: string[];
  /** Quantas rolaram para cima, fora da vista, desde que a janela foi apagada. */
  scrolled: number;
  /** As que o terminal quebrou porque não cabiam. */
  wrapped: string[];
}

export function fakeTerminal(columns: number, rows: number): FakeTerminal {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  let written = '';
  // A outra tela não guarda o que rola: só contando se sabe.
  let scrolled = 0;
  terminal.onScroll(() => (scrolled += 1));
  terminal.parser.registerCsiHandler({ final: 'J' }, () => {
    scrolled = 0;
    return false;
  });
  const write = (text: string): void => {
    written += text;
    terminal.write(text);
  };
  const stdout = Object.assign(new EventEmitter(), { isTTY: true, columns, rows, write });
  let raw = false;
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => (raw = on) });
  // O xterm lê aos poucos: o que vale é a tela depois de ele ler tudo.
  const shown = async (): Promise<Shown> => {
    await new Promise<void>((resolve) => terminal.write('', resolve));
    const { baseY, getLine } = terminal.buffer.active;
    const visible = Array.from({ length: terminal.rows }, (_, i) => getLine.call(terminal.buffer.active, baseY + i));
    const lines = visible.map((line) => line?.translateToString(true) ?? '');
    return {
      lines: lines.slice(0, lines.findLastIndex((line) => line !== '') + 1),
      scrolled,
      wrapped: lines.filter((_, i) => visible[i]?.isWrapped),
    };
  };
  return {
    stdin,
    stdout,
    write,
    written: () => written,
    press: (keys) => void stdin.write(keys),
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      Object.assign(stdout, { columns: newColumns, rows: newRows }).emit('resize');
    },
    isRaw: () => raw,
    async until(pattern) {
      const attempt = async (): Promise<Shown | undefined> => {
        const now = await shown();
        return pattern.test(now.lines.join('\n')) ? now : undefined;
      };
      const found = await poll(attempt, { deadlineMs: 20_000 });
      if (!found) throw new Error(`não apareceu ${pattern}:\n${(await shown()).lines.join('\n')}`);
      return found;
    },
  };
}
