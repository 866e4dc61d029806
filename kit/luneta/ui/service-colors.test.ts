import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assignServiceColors, SERVICE_COLOR_COUNT } from './service-colors.ts';

describe('assignServiceColors', () => {
  test('até 16 serviços, cada um com a sua cor', () => {
    const names = Array.from({ length: SERVICE_COLOR_COUNT }, (_, i) => `servico-${i}`);
    const colors = assignServiceColors(names);
    expect(new Set(names.map(colors)).size).toBe(SERVICE_COLOR_COUNT);
    expect(Math.min(...names.map(colors))).toBe(1);
    expect(Math.max(...names.map(colors))).toBe(SERVICE_COLOR_COUNT);
  });

  test('a ordem de chegada não importa, e nomes estranhos servem', () => {
    const names = ['loja', '__proto__', '', 'constructor', 'loja', '🍎'];
    const one = assignServiceColors(names);
    const other = assignServiceColors(names.toReversed());
    expect(names.map(one)).toEqual(names.map(other));
  });

  test('mais serviços que cores: repete, mas sempre dentro da paleta', () => {
    const names = Array.from({ length: 200 }, (_, i) => `s${i}`);
    const used = new Set(names.map(assignServiceColors(names)));
    expect([...used].every((color) => color >= 1 && color <= SERVICE_COLOR_COUNT)).toBe(true);
  });

  test('mais serviços que cores: os que aparecem juntos não repetem, e só quem repetiria muda', () => {
    const names = Array.from({ length: 60 }, (_, i) => `servico-${i}`);
    const alone = assignServiceColors(names);
    const [one] = names;
    const twins = names.filter((name) => alone(name) === alone(one)).toSorted();
    expect(twins.length).toBeGreaterThan(1);
    const colors = assignServiceColors(names, twins.toReversed());
    expect(new Set(twins.map(colors)).size).toBe(twins.length);
    expect(names.filter((name) => colors(name) !== alone(name)).toSorted()).toEqual(twins.slice(1));
  });
});

/** Valores das variáveis `--nome: #rrggbb` de uma folha, no tema claro e no escuro. */
function variables(file: string): Record<'light' | 'dark', Map<string, string>> {
  const css = readFileSync(new URL(`./styles/${file}`, import.meta.url), 'utf8');
  const [light, dark = ''] = css.split('@media (prefers-color-scheme: dark)');
  const read = (text: string): Map<string, string> =>
    new Map([...text.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
  return { light: read(light), dark: read(dark) };
}

/** Componentes lineares (sem gama) de `#rrggbb`. */
function linear(hex: string): [number, number, number] {
  const at = (i: number): number => {
    const value = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [at(1), at(3), at(5)];
}

/** Contraste da WCAG 2.2. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => {
    const [red, green, blue] = linear(hex);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high, low] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** Distância no espaço OKLab, em que números iguais parecem diferenças iguais. */
function distance(a: string, b: string): number {
  const lab = (hex: string): number[] => {
    const [r, g, bl] = linear(hex);
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * bl);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * bl);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * bl);
    return [
      0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
  };
  const other = lab(b);
  return Math.hypot(...lab(a).map((value, i) => value - other[i]));
}

describe.each(['light', 'dark'] as const)('cores no tema %s', (theme) => {
  const tokens = variables('tokens.css')[theme];
  const services = [...variables('service-colors.css')[theme].values()];
  const token = (name: string): string => tokens.get(name) ?? '';

  test('uma cor por número que o código usa', () => {
    expect(services).toHaveLength(SERVICE_COLOR_COUNT);
  });

  test('barras e pontos: 3:1 com o fundo', () => {
    const low = services.filter((color) => contrast(color, token('--surface')) < 3);
    expect(low).toEqual([]);
  });

  test('serviços se distinguem entre si e do vermelho do erro', () => {
    const all = [...services, token('--bad')];
    const close = all.flatMap((a, i) =>
      all
        .slice(i + 1)
        .filter((b) => distance(a, b) < 0.06)
        .map((b) => [a, b]),
    );
    expect(close).toEqual([]);
  });

  test.each([
    ['--ink', '--paper'],
    ['--ink', '--surface'],
    ['--ink', '--brass-soft'],
    ['--ink-soft', '--paper'],
    ['--ink-soft', '--surface'],
    ['--ink-soft', '--sunken'],
    ['--ink-soft', '--brass-soft'],
    ['--ink-soft', '--bad-soft'],
    ['--accent', '--paper'],
    ['--accent', '--surface'],
    ['--accent', '--accent-soft'],
    ['--accent', '--sunken'],
    ['--accent-ink', '--accent'],
    ['--bad', '--surface'],
    ['--bad', '--bad-soft'],
    ['--bad', '--brass-soft'],
    ['--warn', '--warn-soft'],
    ['--surface', '--brass'],
  ])('texto %s sobre %s: 4,5:1', (text, background) => {
    expect(contrast(token(text), token(background))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['--line-strong', '--brass'])('borda de campo e foco (%s): 3:1', (name) => {
    expect(contrast(token(name), token('--surface'))).toBeGreaterThanOrEqual(3);
    expect(contrast(token(name), token('--paper'))).toBeGreaterThanOrEqual(3);
  });
});
