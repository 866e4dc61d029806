import { expect, test } from 'vitest';
import { detectTerminal, marks, paint } from './terminal.ts';
import { textWidth } from '../text-width.ts';

const tty = { isTTY: true, columns: 100 };

test.each([
  ['um terminal comum', tty, {}, true],
  ['sem terminal', {}, {}, false],
  ['NO_COLOR', tty, { NO_COLOR: '1' }, false],
  ['NO_COLOR vazia não conta', tty, { NO_COLOR: '' }, true],
  ['FORCE_COLOR sem terminal', {}, { FORCE_COLOR: '1' }, true],
  ['FORCE_COLOR vale mais que NO_COLOR', {}, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ['FORCE_COLOR=0', tty, { FORCE_COLOR: '0' }, false],
  ['TERM=dumb', tty, { TERM: 'dumb' }, false],
])('cor: %s', (_name, output, env, color) => {
  const terminal = detectTerminal(output, env, 'linux');
  expect(terminal.color).toBe(color);
  expect(paint(terminal, 'bold', 'x') !== 'x').toBe(color);
});

test.each([
  ['nenhuma variável de idioma', {}, 'linux', { utf8: true, drawing: true }],
  ['UTF-8', { LANG: 'pt_BR.UTF-8' }, 'linux', { utf8: true, drawing: true }],
  ['utf8, em LC_CTYPE', { LC_CTYPE: 'C.utf8', LANG: 'C' }, 'linux', { utf8: true, drawing: true }],
  ['LC_ALL=C vale mais', { LC_ALL: 'C', LANG: 'pt_BR.UTF-8' }, 'linux', { utf8: false, drawing: false }],
  ['ISO-8859-1', { LANG: 'pt_BR.ISO-8859-1' }, 'linux', { utf8: false, drawing: false }],
  ['TERM=dumb mostra acentos, não desenhos', { TERM: 'dumb' }, 'linux', { utf8: true, drawing: false }],
  ['Windows', { LANG: 'C' }, 'win32', { utf8: true, drawing: true }],
] as const)('caracteres: %s', (_name, env, platform, expected) => {
  expect(detectTerminal(tty, env, platform)).toMatchObject(expected);
});

test('largura: a da janela, 80 quando não se sabe, e nunca mais que 120', () => {
  expect(detectTerminal({ isTTY: true, columns: 64 }, {}).columns).toBe(64);
  expect(detectTerminal({}, {}).columns).toBe(80);
  expect(detectTerminal({ isTTY: true, columns: 0 }, {}).columns).toBe(80);
  expect(detectTerminal({ isTTY: true, columns: 300 }, {}).columns).toBe(120);
});

test('num mesmo terminal, as marcas têm a mesma largura; sem desenhos, são ASCII', () => {
  const terminal = detectTerminal({}, {}, 'linux');
  for (const drawing of [true, false]) {
    const shown = Object.values(marks({ ...terminal, drawing }));
    expect(new Set(shown.map(textWidth)).size).toBe(1);
    expect(new Set(shown).size).toBe(shown.length);
    expect(/^[\x20-\x7e]*$/.test(shown.join(''))).toBe(!drawing);
  }
});
