import { expect, test } from 'vitest';
import { textWidth } from '../text-width.ts';
import { faultFigure } from './fault-figure.ts';
import { faultTable } from './fault-table.ts';
import type { FaultResult } from './faults.ts';

function result(stack: string, killed: string, lost: number): FaultResult {
  return {
    stack,
    killed,
    killedAt: 2,
    restartedAt: 4,
    seed: 7,
    traces: { acknowledged: 3000, unacknowledged: 0, lost },
    spans: { acknowledged: 12_000, stored: 12_000 - 4 * lost, repeated: 5 },
    rate: { whole: 999.6, broken: 0 },
    retries: 3,
    timeline: [0, 1, 2, 3, 4, 5].map((second) => ({
      second,
      sent: 1000,
      acknowledged: second === 2 || second === 3 ? 0 : 1000,
      refused: 0,
      slowestMs: 9,
    })),
  };
}

const RESULTS = [
  result('luneta', 'luneta', 1234),
  result('zipkin', 'collector', 0),
  result('ingester', 'ingester-1', 0),
  result('outra <&"', 'x', 0),
];
const PLAIN = { columns: 80, color: false, drawing: true, utf8: true };

test('a tabela: uma morte por linha, os números à direita, em 80 colunas', () => {
  const table = faultTable(RESULTS, PLAIN);
  expect(table).toHaveLength(RESULTS.length + 1);
  expect(table[0]).toMatch(/^ {2}pilha +morto +traces +perdidos +repetidos +spans\/s +sem ele$/);
  expect(table[1]).toMatch(/^ {2}Luneta +luneta +3\.000 +1\.234 +5 +1\.000 +0$/);
  expect(table[3]).toMatch(/^ {2}ingester lê +ingester-1 +3\.000 +0 /);
  expect(new Set(table.map(textWidth)).size).toBe(1);
  expect(Math.max(...table.map(textWidth))).toBeLessThan(80);
});

test('na cor, só quem perdeu', () => {
  const [, lost, kept] = faultTable(RESULTS, { ...PLAIN, color: true });
  expect(lost).toContain('\u001B[31m');
  expect(kept).not.toContain('\u001B[');
});

test('a figura: um gráfico por morte, com uma barra por segundo e a faixa de quem esteve morto', () => {
  const svg = faultFigure(RESULTS);
  expect(svg.match(/<g /g)).toHaveLength(RESULTS.length);
  expect(svg.match(/class="bar"/g)).toHaveLength(RESULTS.length * 6);
  expect(svg.match(/class="dead"/g)).toHaveLength(RESULTS.length);
  expect(svg).toContain('class="bad">1.234 traces perdidos<');
  expect(svg).toContain('>nada se perdeu<');
  expect(svg).toContain('outra &lt;&amp;&quot;: morre x');
  expect(svg).toContain('<title id="t">');
  expect(svg).not.toMatch(/NaN|undefined|http:\/\/(?!www\.w3\.org)/);
});
