/** `lab verify 90`: os passos de um lab, um depois do outro. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Lab } from '../../course/manifest.ts';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { span } from '../../verify/expectations.ts';
import { EXIT } from './exit-codes.ts';
import type { LabRun } from './testing/lab-root.ts';
import { runHere } from './testing/run-here.ts';

const step = (id: string, title: string): Lab['steps'][number] => ({
  id,
  title,
  minutes: 1,
  files: ['spans.ts'],
  entry: 'spans.ts',
  hints: { span_missing: ['um', 'dois', 'três'] },
});

const lab: Lab = {
  id: '90-spans',
  number: '90',
  title: 'Spans',
  steps: [step('90/1', 'O primeiro'), step('90/2', 'O segundo'), step('90/3', 'O terceiro')],
};

const PROGRAM = `
import { trace } from '@opentelemetry/api';
import { ConsoleSpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new ConsoleSpanExporter())] }).register();
// #region 1 O primeiro span
trace.getTracer('t').startSpan('first').end();
// #endregion
// #region 2 O segundo span
trace.getTracer('t').startSpan('second').end();
// #endregion
// #region 3 O terceiro span
trace.getTracer('t').startSpan('third').end();
// #endregion
`;

function newRoot(): string {
  const root = temporaryFolder();
  mkdirSync(path.join(root, 'labs', lab.id, 'app'), { recursive: true });
  writeFileSync(path.join(root, 'labs', lab.id, 'app', 'spans.ts'), PROGRAM);
  writeFileSync(path.join(root, 'labs', lab.id, 'tsconfig.json'), '{}');
  symlinkSync(path.join(findRepoRoot(), 'node_modules'), path.join(root, 'node_modules'), 'junction');
  return root;
}

const run = (root: string, ...args: readonly string[]): Promise<LabRun> =>
  runHere(root, args, {
    labs: [lab],
    checksOf: async () => ({ '90/1': [span('first')], '90/2': [span('second')], '90/3': [span('third')] }),
  });

test('no começo, só o primeiro é conferido, e os outros esperam a vez', async () => {
  const root = newRoot();
  const { code, stdout } = await run(root, 'verify', '90');
  expect(code).toBe(EXIT.failed);
  expect(stdout).toContain('Lab 90: Spans');
  expect(stdout).toMatch(/✗ 90\/1 O primeiro \(.+\)/);
  expect(stdout).toContain('· 90/2 O segundo');
  expect(stdout).toContain('Passaram 0 de 3 passos.');
  expect(stdout).toContain('npm run lab verify 90/1');
});

test('o lab inteiro resolvido passa; um passo que deixou de passar diz por quê, e os outros são conferidos', async () => {
  const root = newRoot();
  await run(root, 'jump', '90/3');
  await run(root, 'solution', '90/3', 'write');
  const { code, stdout } = await run(root, 'verify', '90');
  expect(stdout).toContain('Passaram 3 de 3 passos.');
  expect(stdout.match(/✓ 90\//g)).toHaveLength(3);
  expect(code).toBe(EXIT.passed);
  expect(JSON.parse((await run(root, 'list', 'json')).stdout).labs[0].steps).toMatchObject(
    lab.steps.map(({ id }) => ({ id, status: 'passed' })),
  );

  const file = path.join(root, 'meu-lab', lab.id, 'spans.ts');
  writeFileSync(file, readFileSync(file, 'utf8').replace("'third'", "'thrid'"));
  const broken = await run(root, 'verify', '90');
  expect(broken.code).toBe(EXIT.failed);
  expect(broken.stdout).toContain('Passaram 2 de 3 passos.');
  expect(broken.stdout).toMatch(/✗ 90\/3 O terceiro[^]*thrid/);
});

test('em JSON, um objeto só, com um resultado por passo', async () => {
  const { code, stdout } = await run(newRoot(), 'verify', '90', 'json');
  const told = JSON.parse(stdout);
  expect(code).toBe(EXIT.failed);
  expect(told).toMatchObject({ lab: '90-spans', passed: false });
  expect(told.steps).toMatchObject([
    { step: '90/1', passed: false, checks: [{ code: 'no_telemetry' }], missing: null },
    { step: '90/2', passed: false, checks: [], reached: false },
    { step: '90/3', passed: false, checks: [], reached: false },
  ]);
});

test('offline, que é de um passo, não é de um lab', async () => {
  expect(await run(newRoot(), 'verify', '90', 'offline')).toMatchObject({ code: EXIT.usage, stdout: '' });
});
