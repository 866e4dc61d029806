import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import type { System } from './check.ts';
import { checkStudentFolder, troublesomePlace } from './student-folder.ts';
import { machine } from './testing/machine.ts';

const check = (root: string) => checkStudentFolder(machine({ root }));

test('com a pasta ou ainda sem ela: escreve, e não deixa rastro', async () => {
  const root = temporaryFolder();
  expect(await check(root)).toMatchObject([{ code: 'student_folder', state: 'ok' }]);
  expect(readdirSync(root)).toEqual([]);
  mkdirSync(path.join(root, 'meu-lab'));
  expect(await check(root)).toMatchObject([{ state: 'ok' }]);
  expect(readdirSync(root, { recursive: true })).toEqual(['meu-lab']);
});

test('um link, um arquivo, um lugar em que não se escreve', async () => {
  const linked = temporaryFolder();
  symlinkSync(temporaryFolder(), path.join(linked, 'meu-lab'), 'junction');
  expect(await check(linked)).toMatchObject([{ state: 'missing', found: expect.stringContaining('é um link') }]);

  const file = temporaryFolder({ 'meu-lab': 'oi' });
  expect(await check(file)).toMatchObject([{ state: 'missing', found: expect.stringContaining('é um arquivo') }]);

  const gone = path.join(temporaryFolder(), 'apagada');
  expect(await check(gone)).toMatchObject([
    { state: 'missing', found: expect.stringMatching(/^Não consegui escrever em meu-lab: .*\(ENOENT\)$/) },
  ]);
});

test('numa pasta sincronizada: dá para seguir, com um aviso', async () => {
  const root = path.join(temporaryFolder(), 'OneDrive - Escola', 'lab-otel');
  mkdirSync(root, { recursive: true });
  expect(await check(root)).toMatchObject([
    { state: 'warning', found: expect.stringContaining('o OneDrive sincroniza') },
  ]);
});

test.each<[string, System, NodeJS.ProcessEnv, expected: RegExp]>([
  ['C:\\Users\\ana\\OneDrive\\Área de Trabalho\\lab', 'windows', {}, /OneDrive/],
  ['D:\\Nuvem\\lab', 'windows', { OneDriveCommercial: 'd:\\nuvem' }, /OneDrive/],
  ['/Users/ana/Library/CloudStorage/OneDrive-Personal/lab', 'macos', {}, /OneDrive/],
  ['/Users/ana/Library/CloudStorage/GoogleDrive-ana@x.com/Meu Drive/lab', 'macos', {}, /Google Drive/],
  ['/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/lab', 'macos', {}, /iCloud/],
  ['C:\\Users\\ana\\iCloudDrive\\lab', 'windows', {}, /iCloud/],
  ['G:\\Meu Drive\\lab', 'windows', {}, /Google Drive/],
  ['/home/ana/Dropbox (Escola)/lab', 'linux', {}, /Dropbox/],
  ['/mnt/c/Users/ana/lab', 'wsl', {}, /disco do Windows/],
  ['\\\\wsl.localhost\\Ubuntu\\home\\ana\\lab', 'windows', {}, /disco do WSL/],
])('%s não é um bom lugar', (root, system, env, expected) => {
  expect(troublesomePlace(root, system, env)).toMatch(expected);
});

test.each<[string, System, NodeJS.ProcessEnv]>([
  ['/mnt/c/lab', 'linux', {}],
  ['/mnt/dados/lab', 'wsl', {}],
  ['/home/ana/dropbox/lab', 'linux', {}],
  ['/home/ana/meu-OneDrive/lab', 'linux', {}],
  ['D:\\Nuvem2\\lab', 'windows', { OneDrive: 'D:\\Nuvem' }],
  ['C:\\lab-otel', 'windows', { OneDrive: '' }],
])('%s serve (%s)', (root, system, env) => {
  expect(troublesomePlace(root, system, env)).toBeUndefined();
});
