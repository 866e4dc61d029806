/** `lab report`, de verdade: os programas rodam, e o que se escreve é o que o professor recebe. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { labs } from '../../../../labs/labs.ts';
import type { Lab } from '../../../course/manifest.ts';
import { startLuneta } from '../../../luneta/start.ts';
import { ANY_PORTS } from '../../../luneta/testing/any-ports.ts';
import { labRoot } from '../testing/lab-root.ts';
import { runHere } from '../testing/run-here.ts';
import type { CourseReport } from './course-report.ts';

const PROGRAM = 'meu-lab/01-tracing/tracing.ts';

/** O passo 1 passado, e o 2 por fazer. */
async function oneSolved(): Promise<string> {
  const root = labRoot();
  await runHere(root, ['verify', '1']);
  await runHere(root, ['solution', '1', 'write']);
  expect((await runHere(root, ['verify', '1'])).code).toBe(0);
  return root;
}

const readReport = (text: string): CourseReport => JSON.parse(text);

test('json: o que passou, o que não, o que falta; com a evidência, e o código 1', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const root = await oneSolved();
  const { code, stdout, stderr } = await runHere(root, ['report', 'json'], {
    env: { LUNETA_UI: String(luneta.ports.ui) },
  });
  expect(code).toBe(1);
  expect(stderr).toBe('  Conferindo 01/1…\n  Conferindo 01/2…\n');
  const report = readReport(stdout);
  expect(report).toMatchObject({ passed: false, node: process.versions.node });
  const [lab] = report.labs;
  expect(lab).toMatchObject({ id: '01-tracing', passed: 1, total: labs[0]?.steps.length });
  expect(lab?.steps.map(({ status }) => status).slice(0, 3)).toEqual(['passed', 'failed', 'pending']);
  const [first, second, third] = lab?.steps ?? [];
  expect(first?.checks.every(({ passed }) => passed)).toBe(true);
  const traceId = first?.checks.at(-1)?.traceId ?? '';
  expect(first?.checks.at(-1)?.url).toBe(`${luneta.urls.ui}/trace/${traceId}`);
  expect((await fetch(`${luneta.urls.ui}/api/traces/${traceId}`)).status).toBe(200);
  // Só as do próprio passo: as do anterior estão nele.
  expect(second?.checks.map(({ code: found }) => found)).toEqual(['span_missing']);
  // De um span que não veio, a evidência é o trace em que ele devia estar.
  expect(second?.checks[0]?.url).toBe(`${luneta.urls.ui}/trace/${second?.checks[0]?.traceId}`);
  expect(third).toMatchObject({ checks: [], seconds: 0, reason: null });
});

test('não confia no que está anotado: quem estragou o que já passava não passa', async () => {
  const root = await oneSolved();
  const file = path.join(root, PROGRAM);
  writeFileSync(file, readFileSync(file, 'utf8').replace("'test_span_01'", "'outro'"));
  const { stdout } = await runHere(root, ['report', '--format', 'json']);
  expect(readReport(stdout).labs[0]?.steps[0]).toMatchObject({ status: 'failed' });
});

test('md: uma linha por passo e por conferência; o que o programa diz não vira marcação', async () => {
  const root = await oneSolved();
  writeFileSync(path.join(root, PROGRAM), "console.log('<b>|*oi*|[a](x:y)\\u001b[31m\\u202e\\n');");
  const { stdout, code } = await runHere(root, ['report']);
  expect(code).toBe(1);
  expect(stdout).toContain('| 01/1 Spans no console | não passou | ');
  expect(stdout).toMatch(
    /^\| ✗ no\\_telemetry \| pelo menos um span \| nenhum span; .*\\<b\\>\\\|\\\*oi\\\*\\\|\\\[a\\\]\(x:y\)\?.* \|$/m,
  );
  for (const line of stdout.split('\n').filter((text) => text.startsWith('|'))) {
    expect([3, 4]).toContain(line.replaceAll(String.raw`\|`, '').split('|').length - 2);
  }
});

test('junit: uma suíte por lab; o que o XML não aceita não estraga o arquivo', async () => {
  const root = await oneSolved();
  writeFileSync(path.join(root, PROGRAM), "console.log('\\u001b[31m\\u0000<&\\ud800');");
  const { stdout } = await runHere(root, ['report', 'junit']);
  expect(stdout).toMatch(/^<\?xml version="1\.0"/);
  expect(stdout).toMatch(/<testsuite name="01-tracing" timestamp="[^"]+" tests="\d+" failures="[1-9]\d*" errors="0"/);
  expect(stdout).toContain('<failure message="nenhum span; ');
  expect(stdout).toContain('type="no_telemetry"');
  expect(stdout).not.toMatch(/(?![\n\r\t])[\p{Control}\p{Surrogate}]/u);
  expect(stdout).toMatch(/<testcase classname="01\/3" name="[^"]+"[^>]*>\s*<skipped\/>/);
});

test('um passo que pede o que a máquina não tem: diz o que falta, e os outros são conferidos', async () => {
  const [tracing] = labs;
  const lab: Lab = {
    ...tracing!,
    steps: tracing!.steps.map((step, i) => (i === 0 ? { ...step, needs: ['aws'] } : step)),
  };
  const env = { PATH: '', HOME: '/nada', AWS_ACCESS_KEY_ID: '' };
  const { stdout, code } = await runHere(labRoot(), ['report', 'json'], { labs: [lab], env });
  const [first] = readReport(stdout).labs[0]?.steps ?? [];
  expect(first).toMatchObject({ status: 'missing', reason: expect.stringMatching(/AWS/), checks: [] });
  expect(code).toBe(0);
});

test('um formato que não existe: código 2, e os que existem', async () => {
  const { code, stderr, stdout } = await runHere(labRoot(), ['report', '--format', 'xml']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('Não existe o formato "xml". Os que existem: md, json, junit.');
});
