import { describe, expect, test } from 'vitest';
import { BASELINES, baselineOf, type FigureId } from './baselines.ts';
import { figureOf } from './figure.ts';
import { readMachine } from './machine.ts';
import { compare, renderSection, renderSummary, type Section, toJson } from './report.ts';
import { textWidth } from '../../text-width.ts';

const IDS = Object.keys(BASELINES) as FigureId[];

function section(figures: Section['figures']): Section {
  return { name: 'portas', title: 'Ingestão', referenceName: 'Jaeger', figures, notes: ['uma nota'] };
}

describe('compare', () => {
  test('um máximo: igual ao alvo está no alvo, acima está atrás', () => {
    expect(compare({ id: 'http8Cpu', value: 0.3 }).behind).toBe(false);
    expect(compare({ id: 'http8Cpu', value: 0.301 }).behind).toBe(true);
  });

  test('um mínimo: abaixo está atrás', () => {
    expect(compare({ id: 'http8Rate', value: 350_000 }).behind).toBe(false);
    expect(compare({ id: 'http8Rate', value: 349_999 }).behind).toBe(true);
  });

  test('sem alvo, nem no alvo nem atrás; sem valor, atrás', () => {
    expect(compare({ id: 'discard8Cpu', value: 99 }).behind).toBeUndefined();
    expect(compare({ id: 'http8Cpu', value: Number.NaN }).behind).toBe(true);
  });
});

test('figureOf usa a mediana e mostra de quanto a quanto os valores foram', () => {
  expect(figureOf('http8Cpu', [0.25, 0.31, 0.2])).toEqual({ id: 'http8Cpu', value: 0.25, detail: '0,2 a 0,31' });
  expect(figureOf('http8Cpu', [0.25])).toEqual({ id: 'http8Cpu', value: 0.25 });
});

describe('renderSection', () => {
  test('mostra o número, o alvo, a referência e quem ficou atrás', () => {
    const text = renderSection(
      section([
        { id: 'http8Cpu', value: 0.25 },
        { id: 'http8Rate', value: 100_000 },
      ]),
    );
    const lines = text.split('\n');
    expect(lines[0]).toMatch(/^Ingestão +agora +alvo +Jaeger/);
    expect(lines[2]).toMatch(/ 0,25 +≤ 0,3 +0,89 +no alvo$/);
    expect(lines[3]).toMatch(/ 100\.000 +≥ 350\.000 +191\.000 +◄ ATRÁS$/);
    expect(lines[4]).toBe('  uma nota');
  });

  test('cabe em 110 colunas com todos os números e a maior variação', () => {
    const detail = '1.000 a 1.450';
    const text = renderSection({ ...section(IDS.map((id) => ({ id, value: 123_456.7, detail }))), notes: [] });
    for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(110);
  });
});

describe('renderSummary', () => {
  test('o mais longe do alvo vem primeiro, e o que não tem alvo não entra na conta', () => {
    const text = renderSummary([
      section([
        { id: 'http1Cpu', value: 0.33 },
        { id: 'http8Cpu', value: 0.9 },
        { id: 'http8Rate', value: 400_000 },
        { id: 'discard8Cpu', value: 5 },
      ]),
    ]);
    expect(text).toMatch(/^1 de 3 números no alvo\./);
    expect(text.indexOf('8 conexões')).toBeLessThan(text.indexOf('1 conexão'));
    expect(text).not.toContain('descarta');
  });

  test('tudo no alvo é uma linha só', () => {
    expect(renderSummary([section([{ id: 'http8Cpu', value: 0.2 }])])).toBe('1 de 1 números no alvo.');
  });
});

test('o JSON leva os números com alvo, referência e o estado da máquina', () => {
  const machine = readMachine();
  const json = JSON.stringify(toJson([section([{ id: 'http8Cpu', value: 0.5 }])], machine, machine));
  expect(JSON.parse(json)).toMatchObject({
    date: machine.date,
    machine: { start: { cpuCount: machine.cpuCount } },
    sections: [
      { name: 'portas', figures: [{ id: 'http8Cpu', value: 0.5, target: 0.3, reference: 0.89, behind: true }] },
    ],
  });
});

test('todo alvo é um número, e nenhum rótulo se repete', () => {
  const labels = IDS.map((id) => baselineOf(id).label);
  expect(new Set(labels).size).toBe(labels.length);
  for (const id of IDS) expect(baselineOf(id).target ?? 0).toBeGreaterThanOrEqual(0);
});
