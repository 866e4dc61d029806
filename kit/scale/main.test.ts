import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startNode } from '../cli/testing/kit-process.ts';
import { findRepoRoot } from '../repo-root.ts';
import { scaleTexts as texts } from './texts.ts';

const MAIN = path.join(findRepoRoot(), 'kit', 'scale', 'main.ts');
const RUN = `
  const { main } = await import(${JSON.stringify(MAIN)});
  process.exitCode = await main(process.argv.slice(1));
`;

async function scale(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  // Uma máquina sem nada: nem Java, nem Collector, nem Docker.
  const empty = mkdtempSync(path.join(tmpdir(), 'vazia-'));
  onTestFinished(() => rmSync(empty, { recursive: true, force: true }));
  const { exit, stdout, stderr } = startNode(['--import', 'tsx', '--input-type=module', '-e', RUN, ...words], {
    PATH: empty,
    LAB_COLLECTOR: '',
    LAB_CACHE: empty,
  });
  return { code: await exit, stdout: stdout(), stderr: stderr() };
}

test('a ajuda, com 0', async () => {
  expect(await scale('help')).toEqual({ code: 0, stdout: `${texts.help}\n`, stderr: '' });
});

test('uma palavra errada: a frase, na saída de erros, com 2', async () => {
  const { code, stdout, stderr } = await scale('smal');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('Não conheço "smal". Seria "small"?');
});

test('check: tudo o que falta, com o conserto, e o que não falta, com 3', async () => {
  const { code, stdout, stderr } = await scale('check', 'small');
  expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
  for (const part of [texts.noJava, 'Falta um Collector', 'Memória livre', 'porta', 'Faltam ', texts.checkMissing]) {
    expect(stdout).toContain(part);
  }
});

test.each([[[]], [['small']], [['faults']]])(
  '%j: sem o que precisa, não começa, e só diz o que falta, com 3',
  async (words) => {
    const { code, stdout, stderr } = await scale(...words);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(texts.noJava);
    expect(stderr).not.toContain('Memória livre');
  },
);
