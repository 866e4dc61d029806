import { mkdirSync, readdirSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../course/testing/temporary-folder.ts';
import { removeLeftovers } from './student-program-leftovers.ts';

const NOW = Date.now();
const HOUR_MS = 60 * 60 * 1000;

/** Numa pasta temporária: estas, cada uma com a idade da pasta e a do arquivo dela, em horas. */
function temporaryWith(folders: Readonly<Record<string, readonly [folder: number, file: number]>>): string {
  const temporary = temporaryFolder();
  for (const [name, [folderHours, fileHours]] of Object.entries(folders)) {
    const folder = path.join(temporary, name);
    mkdirSync(path.join(folder, 'stdout'), { recursive: true });
    age(path.join(folder, 'stdout'), fileHours);
    age(folder, folderHours);
  }
  return temporary;
}

function age(place: string, hours: number): void {
  const seconds = (NOW - hours * HOUR_MS) / 1000;
  utimesSync(place, seconds, seconds);
}

test('só as que se reconhecem, e em que ninguém escreve há um dia', () => {
  const temporary = temporaryWith({
    'lab-saida-velha': [30, 30],
    'lab-saida-nova': [1, 1],
    'lab-saida-em-uso': [30, 2],
    'outra-velha': [30, 30],
  });
  removeLeftovers(temporary, NOW);
  expect(readdirSync(temporary).toSorted()).toEqual(['lab-saida-em-uso', 'lab-saida-nova', 'outra-velha']);
});

test('um link com o nome de uma delas não leva a apagar o que há do outro lado', () => {
  const outside = temporaryWith({ 'lab-saida-velha': [30, 30] });
  const temporary = temporaryFolder();
  symlinkSync(path.join(outside, 'lab-saida-velha'), path.join(temporary, 'lab-saida-link'), 'junction');
  removeLeftovers(temporary, NOW + 100 * HOUR_MS);
  expect(readdirSync(temporary)).toEqual(['lab-saida-link']);
  expect(readdirSync(path.join(outside, 'lab-saida-velha'))).toEqual(['stdout']);
});

test('uma pasta temporária que não existe: nada', () => {
  expect(() => removeLeftovers(path.join(temporaryFolder(), 'nao-existe'))).not.toThrow();
});
