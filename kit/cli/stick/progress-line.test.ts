import { expect, test } from 'vitest';
import { detectTerminal } from '../terminal.ts';
import { progressLine } from './progress-line.ts';

function written(output: { isTTY?: boolean; columns?: number }, env: NodeJS.ProcessEnv = {}): string {
  let text = '';
  const line = progressLine({ ...output, write: (more) => (text += more) }, detectTerminal(output, env, 'linux'), env);
  line.show('Baixando: 1 de 264 pacotes');
  line.clear();
  return text;
}

test('num terminal, uma linha só, que cabe nele e some no fim', () => {
  expect(written({ isTTY: true, columns: 20 })).toBe('\r\u001B[2K  Baixando: 1 de 26\r\u001B[2K');
});

test('num arquivo, ou num terminal que só escreve adiante, nada', () => {
  expect(written({})).toBe('');
  expect(written({ isTTY: true }, { TERM: 'dumb' })).toBe('');
});
