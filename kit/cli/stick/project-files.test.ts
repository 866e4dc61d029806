import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, writeIn } from '../../course/testing/temporary-folder.ts';
import { projectFiles } from './project-files.ts';

const FILES = {
  '.gitignore': 'node_modules/\nkit/dist/\n*.log\n!um.log\n.env\n/raiz.txt\ntmp/**/x\n# nada\n',
  'README.md': '',
  'kit/a.ts': '',
  'kit/node_modules/x/index.js': '',
  'kit/dist/lab.mjs': '',
  'labs/dist/guia.md': '',
  'labs/npm.log': '',
  'labs/raiz.txt': '',
  'raiz.txt': '',
  'tmp/a/b/x': '',
  'um.log': '',
  '.env': '',
};

function options(root: string) {
  return { cwd: root, env: process.env, signal: new AbortController().signal };
}

test('num projeto que veio num zip: tudo, menos o que o .gitignore diz', async () => {
  const root = temporaryFolder(FILES);
  expect(await projectFiles(root, '/outra', options(root))).toEqual({
    files: ['.gitignore', 'README.md', 'kit/a.ts', 'labs/dist/guia.md', 'labs/raiz.txt', 'um.log'],
    leftOut: [],
  });
});

test('com o git: o que ele acompanha e existe; o que ele ainda não acompanha é dito', async () => {
  const root = temporaryFolder(FILES);
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  execFileSync('git', ['add', '.gitignore', 'README.md', 'kit/a.ts'], { cwd: root });
  rmSync(path.join(root, 'README.md'));
  expect(await projectFiles(root, '/outra', options(root))).toEqual({
    files: ['.gitignore', 'kit/a.ts'],
    leftOut: ['labs/dist/guia.md', 'labs/raiz.txt', 'um.log'],
  });
});

test('um repositório que o git não lê, ou uma máquina sem git: vale a regra do zip', async () => {
  const root = temporaryFolder({ ...FILES, '.git': 'gitdir: /nao/existe\n' });
  const { files } = await projectFiles(root, '/outra', options(root));
  expect(files).toContain('kit/a.ts');
  const withoutGit = await projectFiles(root, '/outra', { ...options(root), env: { PATH: '' } });
  expect(withoutGit.files).toEqual(files);
});

test('o pacote, feito dentro do projeto, não entra nele mesmo', async () => {
  const root = temporaryFolder(FILES);
  writeIn(root, 'saida/projeto/README.md', '');
  const { files } = await projectFiles(root, path.join(root, 'saida'), options(root));
  expect(files.filter((file) => file.startsWith('saida'))).toEqual([]);
});
