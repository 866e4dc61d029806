/** As teclas: de um terminal, uma a uma; de um programa, uma por linha. */
import { createInterface, emitKeypressEvents } from 'node:readline';
import type { KeyInput } from '../context.ts';

export interface KeyReader {
  close(): void;
}

interface Keypress {
  name?: string;
  ctrl?: boolean;
}

export interface KeyListener {
  onKey(key: string): void;
  /** Ninguém mais vai digitar: as linhas acabaram, ou o terminal se foi. */
  onEnd(): void;
  /** Vamos parar (Ctrl+Z), e o terminal passa a ser de outro. */
  onSuspend(): void;
  /** O terminal é nosso de novo. */
  onResume(): void;
}

export function readKeys(input: KeyInput, listener: KeyListener): KeyReader {
  // Um terminal que se fecha é um erro de leitura; sem quem o ouvisse, o processo cairia.
  input.on('error', listener.onEnd);
  return input.isTTY ? readTerminal(input, listener) : readLines(input, listener);
}

function readTerminal(input: KeyInput, { onKey, onEnd, onSuspend, onResume }: KeyListener): KeyReader {
  const listen = (text: string | undefined, { name, ctrl }: Keypress): void => {
    // No modo em que cada tecla chega na hora, Ctrl+C e Ctrl+Z não são sinais: são teclas.
    if (!ctrl) onKey((name ?? text ?? '').toLowerCase());
    else if (name === 'c' || name === 'd') onKey('q');
    else if (name === 'z') suspend(input, onSuspend);
  };
  // Enquanto estávamos suspensos, quem nos chamou usou o terminal do jeito dele.
  const resume = (): void => {
    input.setRawMode?.(false);
    input.setRawMode?.(true);
    onResume();
  };
  emitKeypressEvents(input);
  input.on('keypress', listen);
  input.once('end', onEnd);
  process.on('SIGCONT', resume);
  input.setRawMode?.(true);
  input.resume();
  return {
    close() {
      process.off('SIGCONT', resume);
      input.off('keypress', listen);
      input.off('end', onEnd);
      input.setRawMode?.(false);
      input.pause();
    },
  };
}

/** O grupo inteiro, como faria o terminal: só nós, e o npm que nos iniciou continuaria à frente dele. */
function suspend(input: KeyInput, onSuspend: () => void): void {
  if (process.platform === 'win32') return;
  onSuspend();
  input.setRawMode?.(false);
  process.kill(0, 'SIGTSTP');
}

function readLines(input: KeyInput, { onKey, onEnd }: KeyListener): KeyReader {
  const lines = createInterface({ input });
  lines.on('line', (line) => {
    const key = line.trim().slice(0, 1).toLowerCase();
    if (key !== '') onKey(key);
  });
  lines.once('close', onEnd);
  return {
    close() {
      lines.off('close', onEnd);
      lines.close();
      input.pause();
    },
  };
}
