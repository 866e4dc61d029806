/** O guia dos exercícios de leitura: os comandos são os que existem, e as telas, as que eles escrevem. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { portEnv } from '../../kit/cli/backend/testing/any-port-env.ts';
import { readLabOptions } from '../../kit/cli/lab/lab-options.ts';
import { readLabFile } from '../../kit/cli/lab/testing/lab-bench.ts';
import { labRoot } from '../../kit/cli/lab/testing/lab-root.ts';
import { runHere } from '../../kit/cli/lab/testing/run-here.ts';
import { type Backend, startBackend } from '../../kit/verify/testing/luneta.ts';
import { labs } from '../labs.ts';

const lab = labs.find(({ id }) => id === '01-tracing')!;
const guide = readLabFile(lab, 'MISTERIOS.md');
const SCREEN = /<!-- tela: (.+?) -->\n+```\n([\s\S]*?)```/g;

let luneta: Backend;
beforeAll(async () => {
  luneta = await startBackend();
});
afterAll(() => luneta.close());

/** O que muda a cada vez: a porta da Luneta, os ids e as horas. */
function steady(text: string): string {
  return text
    .replaceAll(/http:\/\/localhost:\d+/g, 'http://localhost:16686')
    .replaceAll(/\b[0-9a-f]{32}\b/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[^&\s]+Z/g, 'INSTANTE')
    .replaceAll(/\b\d\d:\d\d\b/g, 'HH:MM')
    .trim();
}

test('todo comando do guia é um que existe', () => {
  const commands = [...guide.matchAll(/^npm run lab (.+)$/gm)].map(([, words = '']) => words);
  expect(commands.length).toBeGreaterThan(4);
  for (const words of commands) expect(readLabOptions(words.split(' '), 'verify').spec).toBeDefined();
});

test('as telas são as que os comandos escrevem', async () => {
  const root = labRoot();
  const [, drawing = ''] = /<!-- desenho -->\n+```\n([\s\S]*?)```/.exec(guide) ?? [];
  expect(drawing).not.toBe('');
  mkdirSync(path.join(root, 'meu-lab/01-tracing'), { recursive: true });
  await runHere(root, ['solution', '01/3', 'write']);
  // Da primeira vez, o comando também diz que arquivos do passo escreveu.
  await runHere(root, ['prever', '01/3']);
  writeFileSync(path.join(root, 'meu-lab/01-tracing/previsao.txt'), drawing);
  const env = portEnv((name) => (name === 'ui' ? Number(new URL(luneta.url).port) : 0));
  const screens = [...guide.matchAll(SCREEN)];
  expect(screens).toHaveLength([...guide.matchAll(/<!-- tela: /g)].length);
  for (const [, words = '', shown = ''] of screens) {
    const { stdout } = await runHere(root, words.split(' '), { env });
    expect({ words, screen: steady(shown) }).toEqual({ words, screen: steady(stdout) });
  }
}, 60_000);
