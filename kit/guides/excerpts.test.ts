/** O trecho de um arquivo, num guia, é o que está no arquivo: mudou um, muda o outro. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findRepoRoot } from '../repo-root.ts';
import { excerptsIn, isPieceOf } from './excerpts.ts';
import { readGuides } from './guides.ts';

const ROOT = findRepoRoot();

const FILE = 'a:\n  b: 1\n  # por quê\n  c:\n    d: 2\n\ne: 3\n';

test.each(['a:\n  b: 1', '  c:\n    d: 2', 'c:\n  d: 2', '# por quê\nc:\n  d: 2', '    d: 2\n\ne: 3', 'e: 3'])(
  'é um trecho, com o recuo ou sem: %j',
  (piece) => expect(isPieceOf(FILE, piece)).toBe(true),
);

test.each(['b: 1\nc:', 'b: 2', 'c:\nd: 2', 'e: 3\na:', 'b: 1 # aqui', 'f: 4', ': 1'])(
  'não é: pula uma linha, muda um valor, a ordem ou o recuo de uma só: %j',
  (other) => expect(isPieceOf(FILE, other)).toBe(false),
);

test('lê o arquivo e o bloco', () => {
  expect(excerptsIn('x\n\n<!-- trecho: c/d.yaml -->\n\n```yaml\na:\n  b: 1\n```\n\n```yaml\nz\n```\n')).toEqual([
    { file: 'c/d.yaml', code: 'a:\n  b: 1' },
  ]);
});

const guides = readGuides().map(({ path: file }) => {
  const markdown = readFileSync(path.join(ROOT, file), 'utf8');
  return { file, markdown, excerpts: excerptsIn(markdown) };
});
const cited = guides.flatMap(({ file, excerpts }) => excerpts.map((excerpt) => [file, excerpt] as const));

describe.each(cited)('%s: %o', (guide, { file, code }) => {
  test('está no arquivo', () => {
    const text = readFileSync(path.join(ROOT, path.dirname(guide), file), 'utf8');
    expect(isPieceOf(text, code) ? code : text).toBe(code);
  });
});

test.each(
  guides.filter(({ file }) => file.startsWith('labs/plataforma/')).map((guide) => [guide.file, guide] as const),
)('%s: todo bloco de configuração diz de que arquivo é', (_, { markdown, excerpts }) => {
  expect(excerpts).toHaveLength([...markdown.matchAll(/^```yaml$/gm)].length);
});
