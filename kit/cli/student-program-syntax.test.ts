/** O que o esbuild diz de verdade de cada erro, e o que o aluno lê. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../course/testing/temporary-folder.ts';
import { syntaxErrorText } from './student-program-syntax.ts';

/** As linhas do que se diz de `tracing.ts` com este conteúdo, compilado como o tsx o compila. */
function told(content: string | Buffer): string[] {
  const cwd = temporaryFolder();
  const sourcefile = path.join(cwd, 'tracing.ts');
  writeFileSync(sourcefile, content);
  return syntaxErrorText(esbuildError(content.toString(), sourcefile), cwd)?.split('\n') ?? [];
}

function esbuildError(content: string, sourcefile: string): string {
  try {
    transformSync(content, { loader: 'ts', format: 'cjs', sourcefile, logLevel: 'silent' });
  } catch (error) {
    return String(error);
  }
  throw new Error('devia ter um erro de sintaxe');
}

test.each([
  ['f(1, 2;\n', 'Falta fechar um ) antes de ";", na linha 1:'],
  ['f(1,\n  2\ng();\n', 'Falta fechar um ) antes da linha 3:'],
  ['const a = [1, 2;\n', 'Falta fechar um ] antes de ";", na linha 1:'],
  ['const a = { b: 1;\n', 'Falta fechar um } antes de ";", na linha 1:'],
  ['f(1\n', 'Falta fechar um ) antes'],
  ['const a = 1 const b = 2;\n', 'Na linha 1, antes de "const", falta algo: um ;?:'],
  ['function f() {\n  g();\n', 'O arquivo acaba antes da hora: um {, um ( ou um [ foi aberto, e ninguém o fechou:'],
  ['const a = "abc;\nconst b = 1;\n', 'Falta fechar as aspas (ou a crase) de um texto, na linha 1 ou antes:'],
  ['const a = `abc;\n', 'Falta fechar as aspas (ou a crase) de um texto, na linha 2 ou antes:'],
  [
    'const a = 1;\nawait a;\n',
    'Um await fora de função async, na linha 2: aqui ele só vale dentro de uma função async:',
  ],
  ['function f() {\n  await g();\n}\n', 'Um await fora de função async, na linha 2:'],
  ['const a = 1;\nconst a = 2;\n', 'O nome a já existe: a linha 2 o declara de novo:'],
  ['const a = ;\n', 'A linha 1 não se entende a partir de ";":'],
  ['let a = 08n;\n', 'Ele está na linha 1:'],
])('%j', (content, meaning) => {
  const [first, ...rest] = told(content);
  expect(first).toContain(`tracing.ts tem um erro de sintaxe. ${meaning}`);
  expect(rest.join('\n')).not.toMatch(/TransformError|node_modules|ERROR/);
});

test('onde, o que o esbuild diz e o trecho: acentos e tabulações não tiram a marca do lugar', () => {
  expect(told("const a = 1;\n\tação('é', 2;\n").slice(1)).toEqual([
    'tracing.ts:2:15',
    'Expected ")" but found ";"',
    "    ação('é', 2;",
    '               ^',
  ]);
});

test('uma linha sem fim não enche a tela; uma vazia nem aparece', () => {
  const [, , , ...excerpt] = told(`const a = [${'1, '.repeat(5000)};\n`);
  expect(excerpt).toEqual([expect.stringMatching(/^const a.{50,60}…$/)]);
  expect(told('f({\n')).toHaveLength(3);
});

test.each([
  ['com a marca', Buffer.from('\uFEFFconst a = 1;\n', 'utf16le')],
  ['sem a marca', Buffer.from('const a = 1;\n', 'utf16le')],
  ['big-endian', Buffer.from('\uFEFFconst a = 1;\n', 'utf16le').swap16()],
])('UTF-16 %s: o nome da codificação, e como salvar em UTF-8', (_, content) => {
  expect(told(content)).toEqual([
    expect.stringMatching(
      /^tracing\.ts está gravado em UTF-16, e o programa tem de estar em UTF-8\. No VS Code, .*UTF-8\.$/,
    ),
  ]);
});

test('outro erro qualquer, ou um arquivo que não é do aluno: nada a dizer', () => {
  expect(syntaxErrorText('TypeError: ops\n    at f (/lab/tracing.ts:2:9)\n', '/lab')).toBeUndefined();
  expect(syntaxErrorText('/lab/node_modules/x/a.ts:1:0: ERROR: Unexpected "<"', '/lab')).toBeUndefined();
});

test('um arquivo que já não está lá: fica o que o esbuild disse', () => {
  const cwd = temporaryFolder();
  expect(syntaxErrorText(`${path.join(cwd, 'outro.ts')}:4:2: ERROR: Unexpected "}"`, cwd)?.split('\n')).toEqual([
    'outro.ts tem um erro de sintaxe. A linha 4 não se entende a partir de "}":',
    'outro.ts:4:2',
    'Unexpected "}"',
  ]);
});
