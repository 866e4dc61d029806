import { expect, test } from 'vitest';
import { renderTable } from './table.ts';

test('alinha textos à esquerda e números à direita, contando colunas e não letras', () => {
  const table = renderTable(
    ['medida', 'agora'],
    [
      ['ação', '1.000'],
      ['日本', '2'],
    ],
  );
  expect(table.split('\n')).toEqual(['medida  agora', '──────  ─────', 'ação    1.000', '日本        2']);
});

test('pode ter mais de uma coluna de texto, e nenhuma linha termina em espaços', () => {
  const table = renderTable(['a', 'bbbb', 'c'], [['1', '2', '']], 2);
  expect(table.split('\n')).toEqual(['a  bbbb  c', '─  ────  ─', '1  2']);
});
