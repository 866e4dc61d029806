/** `lab prever`, do desenho em branco ao que veio de um programa e de um servidor de verdade. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readProgress } from '../../../course/progress.ts';
import { textWidth } from '../../../text-width.ts';
import { labRoot } from '../testing/lab-root.ts';
import { runHere } from '../testing/run-here.ts';

const FILE = 'meu-lab/01-tracing/previsao.txt';

function draw(root: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, FILE)), { recursive: true });
  writeFileSync(path.join(root, FILE), text);
}

test('um programa: o modelo em branco, o desenho que não se lê, o que difere e o que é igual', async () => {
  const root = labRoot();
  const blank = await runHere(root, ['prever', '1']);
  expect(blank).toMatchObject({ code: 0, stderr: '' });
  expect(blank.stdout).toContain(`Escrevi ${FILE}`);
  const template = readFileSync(path.join(root, FILE), 'utf8');
  expect(template.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);

  const empty = await runHere(root, ['prever', '1']);
  expect(empty).toMatchObject({ code: 2, stdout: '' });
  expect(empty.stderr).toContain('ainda não tem nenhum span');
  expect(readFileSync(path.join(root, FILE), 'utf8')).toBe(template);

  const drawing = `${template}test_span_01\n  test_span_02\n`;
  draw(root, `${drawing}\ttest_span_03\n`);
  const unreadable = await runHere(root, ['prever', '1']);
  expect(unreadable).toMatchObject({ code: 2, stdout: '' });
  expect(unreadable.stderr).toMatch(
    /previsao\.txt, linha \d+: o recuo tem .*\n {2}recebido: "\\ttest_span_03"\nTroque/,
  );

  draw(root, drawing);
  expect(await runHere(root, ['solution', '1', 'write'])).toMatchObject({ code: 0 });
  const different = await runHere(root, ['prever', '1']);
  expect(different).toMatchObject({ code: 1, stderr: '' });
  expect(different.stdout).toMatch(/^ {2}✓ test_span_01\n {2}✗ └─ test_span_02 {2}não veio$/m);
  expect(Math.max(...different.stdout.split('\n').map(textWidth))).toBeLessThan(80);

  draw(root, 'test_span_01\n');
  expect(await runHere(root, ['prever', '1'])).toMatchObject({ code: 0, stderr: '' });
  expect(readFileSync(path.join(root, FILE), 'utf8')).toBe('test_span_01\n');
  expect(readProgress(root, new Date()).progress.steps).toEqual({});
}, 60_000);

test('um servidor, num passo que se confere no backend: uma raiz por pedido', async () => {
  const root = labRoot();
  expect(await runHere(root, ['solution', '01/6', 'write'])).toMatchObject({ code: 0 });
  expect((await runHere(root, ['prever', '01/6'])).code).toBe(0);
  expect(readFileSync(path.join(root, FILE), 'utf8')).toContain('recebe: GET /. Cada pedido é uma raiz.');
  draw(root, 'GET /\n  request handler - /\n');
  const { code, stdout, stderr } = await runHere(root, ['prever', '01/6']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatch(/^ {2}✓ GET \/$/m);
  expect(stdout).toMatch(/^ {2}\+ .*test_span +não estava no desenho$/m);
}, 60_000);

test('um passo que pede o Docker, sem Docker: compara com o que a prova mostra', async () => {
  vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const root = labRoot();
  expect(await runHere(root, ['solution', '01/8', 'write'])).toMatchObject({ code: 0 });
  draw(root, 'GET /\n  request handler\n    test_span\n');
  const { code, stdout, stderr } = await runHere(root, ['prever', '01/8']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^ {2}✓ GET \/$/m);
}, 60_000);

test('um programa que morre: diz isso antes da comparação', async () => {
  const root = labRoot();
  draw(root, 'test_span_01\n');
  mkdirSync(path.join(root, 'meu-lab/01-tracing'), { recursive: true });
  await runHere(root, ['solution', '1', 'write']);
  writeFileSync(path.join(root, 'meu-lab/01-tracing/tracing.ts'), "throw new Error('caiu');\n");
  const { code, stdout } = await runHere(root, ['prever', '1']);
  expect(code).toBe(1);
  expect(stdout).toContain('✗ tracing.ts roda até o fim, sem erro');
  expect(stdout).toMatch(/✗ test_span_01 {2}não veio/);
}, 60_000);

test.skipIf(process.platform === 'win32')(
  'um link simbólico no lugar do desenho: não se escreve através dele',
  async () => {
    const root = labRoot();
    mkdirSync(path.join(root, 'meu-lab/01-tracing'), { recursive: true });
    symlinkSync(path.join(root, 'fora.txt'), path.join(root, FILE));
    const { code, stderr } = await runHere(root, ['prever', '1']);
    expect(code).toBe(3);
    expect(stderr).toContain('link simbólico');
  },
);
