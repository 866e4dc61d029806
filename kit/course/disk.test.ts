import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { onDisk, replaceFile } from './disk.ts';
import { courseErrorOf } from './testing/course-error-of.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

test('troca o conteúdo inteiro', () => {
  const folder = temporaryFolder({ x: 'um conteúdo mais longo' });
  replaceFile(path.join(folder, 'x'), 'novo');
  expect(readFileSync(path.join(folder, 'x'), 'utf8')).toBe('novo');
  expect(readdirSync(folder)).toEqual(['x']);
});

test('quem desiste antes da troca não muda nada, nem deixa o temporário', () => {
  const folder = temporaryFolder({ x: 'velho' });
  const giveUp = (): never => {
    throw new Error('desisti');
  };
  expect(() => replaceFile(path.join(folder, 'x'), 'novo', giveUp)).toThrow('desisti');
  expect(readFileSync(path.join(folder, 'x'), 'utf8')).toBe('velho');
  expect(readdirSync(folder)).toEqual(['x']);
});

test('um erro do sistema vira uma frase com o código dele; os outros passam', () => {
  const missing = path.join(temporaryFolder(), 'não', 'há');
  const error = courseErrorOf(() => onDisk('meu-lab/x', () => readFileSync(missing)));
  expect(error).toMatchObject({ code: 'folder_unusable', cause: { code: 'ENOENT' } });
  expect(error.message).toContain('Não consegui usar meu-lab/x (ENOENT).');
  expect(() =>
    onDisk('x', () => {
      throw new TypeError('outro');
    }),
  ).toThrow(TypeError);
});
