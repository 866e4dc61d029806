import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { labRoot } from './testing/lab-root.ts';
import { runHere } from './testing/run-here.ts';

test.each([
  ['não termina', `console.log('SRE'); setInterval(() => {}, 1000);`, 'deadline', /^O programa não terminou sozinho/],
  ['escreve sem parar', `for (;;) console.log('x'.repeat(999));`, 'output_limit', /^O programa escreveu sem parar/],
  ['é morto por um sinal', `process.kill(process.pid, 'SIGKILL');`, 'signal', /^O sistema matou o programa/],
  ['cai', `throw new Error('ops');`, 'exit', /^O programa parou com um erro/],
])('um programa que %s: a dica é a desse fim', async (_title, program, field, hint) => {
  const root = labRoot();
  mkdirSync(path.join(root, 'meu-lab/01-tracing'), { recursive: true });
  writeFileSync(path.join(root, 'meu-lab/01-tracing/tracing.ts'), program);
  const { code, stdout } = await runHere(root, ['verify', '1', '--json'], { programDeadlineMs: 3000 });
  expect(code).toBe(1);
  const [check] = JSON.parse(stdout).checks;
  expect(check).toMatchObject({ code: 'program_failed', field, hint: expect.stringMatching(hint) });
  // O que ele vinha imprimindo não diz o que o prende.
  expect(check.observed).not.toContain('SRE');
});

test('o trace que se vê primeiro é o do passo, e não o dos anteriores que continuam valendo', async () => {
  const root = labRoot();
  await runHere(root, ['solution', '01/7', 'write']);
  const { code, stdout } = await runHere(root, ['verify', '01/7']);
  expect(code).toBe(0);
  const [, first] = /Os spans que o programa entregou:\n.*\n +(\S+ \S+) /.exec(stdout) ?? [];
  expect(first).toBe('GET /plantao/:day');
}, 30_000);
