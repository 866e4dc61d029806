import { expect, test } from 'vitest';
import { textWidth } from '../text-width.ts';
import type { Terminal } from '../cli/terminal.ts';
import { componentTable, type TableRow } from './component-table.ts';

const PLAIN: Terminal = { columns: 80, color: false, drawing: true, utf8: true };
const row = (name: string, state: TableRow['state'], address: string, pid?: number): TableRow => ({
  name,
  pid,
  state,
  spec: { address },
});
const ROWS = [
  row('kafka-1', 'ready', '127.0.0.1:19092', 4242),
  row('store-1', 'starting', 'http://127.0.0.1:19201', 17),
  row('ingester-1', 'ended', 'grupo ingester, tópico zipkin'),
];

test('um por linha, alinhados', () => {
  expect(componentTable(ROWS, PLAIN)).toEqual([
    '    processo    pid   estado     endereço',
    '    kafka-1     4242  pronto     127.0.0.1:19092',
    '    store-1     17    começando  http://127.0.0.1:19201',
    '    ingester-1  -     morto      grupo ingester, tópico zipkin',
  ]);
});

test('num terminal estreito, nenhuma linha quebra; sem acentos, sem acentos', () => {
  const narrow = componentTable(ROWS, { ...PLAIN, columns: 40 });
  expect(Math.max(...narrow.map(textWidth))).toBeLessThan(40);
  expect(componentTable(ROWS, { ...PLAIN, utf8: false }).join('')).toMatch(/^[\x20-\x7e]*$/);
});

test('com cor, só o estado', () => {
  const [, ready, , ended] = componentTable(ROWS, { ...PLAIN, color: true });
  expect(ready).toContain('\u001B[32mpronto\u001B[39m');
  expect(ready?.startsWith('    kafka-1')).toBe(true);
  expect(ended).toContain('morto\u001B');
});
