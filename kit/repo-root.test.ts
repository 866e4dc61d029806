import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { findRepoRoot } from './repo-root.ts';

const root = path.resolve(import.meta.dirname, '..');

test('a mesma raiz, das fontes e do pacote pronto', () => {
  expect(findRepoRoot()).toBe(root);
  expect(findRepoRoot(pathToFileURL(path.join(root, 'kit/dist/start.mjs')).href)).toBe(root);
});

test('fora do projeto, diz o que procurou', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fora-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(() => findRepoRoot(pathToFileURL(path.join(folder, 'x.mjs')).href)).toThrow('lab-otel');
});
