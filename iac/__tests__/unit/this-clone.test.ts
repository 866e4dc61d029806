// De onde este clone veio, perguntado a um git de verdade em repositórios descartáveis.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { thisClone } from '../../config/this-clone.ts';

function repository(origin?: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-clone-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  git('init');
  if (origin) git('remote', 'add', 'origin', origin);
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--allow-empty', '-m', 'primeiro');
  return folder;
}

test.each([
  ['https://git.example/turma/lab.git', 'https://git.example/turma/lab.git'],
  ['https://ana:segredo@git.example/turma/lab.git', 'https://git.example/turma/lab.git'],
  ['git@git.example:turma/lab.git', 'https://git.example/turma/lab.git'],
  ['ssh://git@git.example/turma/lab.git', 'https://git.example/turma/lab.git'],
  ['ssh://git@git.example:2222/turma/lab.git', 'https://git.example/turma/lab.git'],
  ['/media/pendrive/lab', undefined],
  [undefined, undefined],
])('origin %s → %s', (origin, url) => {
  expect(thisClone(repository(origin))).toEqual({ url, ref: expect.stringMatching(/^[0-9a-f]{40}$/) });
});

test('numa pasta que não é um clone, não se sabe nada', () => {
  expect(thisClone(tmpdir())).toEqual({});
});

test('um zip aberto dentro de outro repositório não é um clone dele', () => {
  const folder = path.join(repository('https://git.example/meus-arquivos.git'), 'lab');
  mkdirSync(folder);
  expect(thisClone(folder)).toEqual({});
});
