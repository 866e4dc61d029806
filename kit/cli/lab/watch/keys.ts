/** As teclas: de um terminal, uma a uma; de um programa, uma por linha. */
import { createInterface, emitKeypressEvents } from 'node:readline';
import type { KeyInput } from '../context.ts';

/** A tecla vazia: a tela pode ter sido usada por outro, e se desenha de novo. */
export const REDRAW = '';

export interface KeyReader {
  close(): void;
}

interface Keypress {
  name?: string;
  ctrl?: boolean;
}

/** @param onEnd Ninguém mais vai digitar: as linhas acabaram, ou o terminal se foi. */
export function readKeys(input: KeyInput, onKey: (key: string) => void, onEnd: () => void): KeyReader {
  // Um terminal que se fecha é um erro de leitura; sem quem o ouvisse, o processo cairia.
  input.on('error', onEnd);
  return input.isTTY ? readTerminal(input, onKey, onEnd) : readLines(input, onKey, onEnd);
}

function readTerminal(input: KeyInput, onKey: (key: string) => void, onEnd: () => void): KeyReader {
  const listen = (text: string | undefined, { name, ctrl }: Keypress): void => {
    // No modo em que cada tecla chega na hora, Ctrl+C e Ctrl+Z não são sinais: são teclas.
    if (!ctrl) onKey((name ?? text ?? '').toLowerCase());
    else if (name === 'c' || name === 'd') onKey('q');
    else if (name === 'z') suspend(input);
  };
  // Enquanto estávamos suspensos, quem nos chamou usou o terminal do jeito dele.
  const resume = (): void => {
    input.setRawMode?.(false);
    input.setRawMode?.(true);
    onKey(REDRAW);
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
function suspend(input: KeyInput): void {
  if (process.platform === 'win32') return;
  input.setRawMode?.(false);
  process.kill(0, 'SIGTSTP');
}

function readLines(input: KeyInput, onKey: (key: string) => void, onEnd: () => void): KeyReader {
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
