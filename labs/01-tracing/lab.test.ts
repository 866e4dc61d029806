/** O lab inteiro, de verdade: os arquivos que o aluno recebe, os programas que ele roda e o que o guia promete. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { derive, DONE, regionBody, stepAfter } from '../../kit/course/derive.ts';
import { toLf } from '../../kit/course/line-endings.ts';
import { countingSteps, type Step, stepMark, stepMarks } from '../../kit/course/manifest.ts';
import { applyMistake } from '../../kit/course/mistakes.ts';
import { createWorkspace } from '../../kit/course/workspace.ts';
import { beginAttempt } from '../../kit/verify/attempt.ts';
import { gatherEvidence } from '../../kit/verify/evidence.ts';
import type { Expectation } from '../../kit/verify/expectations.ts';
import { judge } from '../../kit/verify/judge.ts';
import { stdoutSource } from '../../kit/verify/sources/stdout.ts';
import { type Check, type FailureCode, hintKeys } from '../../kit/verify/verdict.ts';
import { labs } from '../labs.ts';
import { checks as tracingChecks } from './checks.ts';
import { equivocos } from './equivocos.ts';

const LAB = import.meta.dirname;
const ROOT = path.resolve(LAB, '../..');
const lab = labs.find(({ id }) => id === path.basename(LAB))!;
const checks: Readonly<Record<string, readonly Expectation[]>> = tracingChecks;
const ENTRY = 'tracing.ts';
const source = readText(`app/${ENTRY}`);
const guide = readText('README.md');

function readText(file: string): string {
  return toLf(readFileSync(path.join(LAB, file), 'utf8'));
}

/** O arquivo como está no começo do passo, como os marcadores o escrevem. */
function textAt(step: string): string {
  return derive(source, { file: ENTRY, step, steps: stepMarks(lab) });
}

function solutionOf({ id }: Pick<Step, 'id'>): string {
  return textAt(stepAfter(stepMarks(lab), stepMark(id)));
}

/** O que o passo exige, e tudo que os anteriores já exigiam. */
function countingChecks(step: Step): Expectation[] {
  return countingSteps(lab, step.id).flatMap(({ id }) => checks[id]);
}

// ── a pasta do aluno, num projeto que só tem este lab ──

let root: string;
let folder: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'lab-'));
  for (const file of ['tsconfig.json', `labs/${lab.id}/tsconfig.json`, `labs/${lab.id}/app`]) {
    cpSync(path.join(ROOT, file), path.join(root, file), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'), 'junction');
  createWorkspace(root).openStep(lab, lab.steps[0].id, new Date());
  folder = path.join(root, 'meu-lab', lab.id);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

function runNode(...args: string[]): Promise<Run> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:OTEL_|NODE_|VITEST|FORCE_COLOR)/.test(name));
  const options = { cwd: folder, env: Object.fromEntries(inherited) };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

function run(text: string): Promise<Run> {
  return runNode('-r', 'tsx/cjs', write(ENTRY, text));
}

/** O que não confere, na ordem em que o aluno o leria. */
async function failuresOf({ stdout }: Run, expectations: readonly Expectation[]): Promise<Check[]> {
  if (expectations.length === 0) return [];
  const attempt = beginAttempt();
  const reading = await stdoutSource(() => stdout).read({ sinceUs: attempt.startedAtUs });
  const verdict = judge(expectations, gatherEvidence([reading], attempt));
  return verdict.checks.filter(({ passed }) => !passed);
}

// ── os passos ──

describe.each(lab.steps.map((step) => [step.id, step] as const))('passo %s', (_id, step) => {
  test('começa num programa que roda até o fim, e em que falta só este passo', async () => {
    const started = await run(textAt(stepMark(step.id)));
    expect(started).toMatchObject({ code: 0, stderr: '' });
    expect(started.stdout).toMatch(/^SRE and DevOps work together!!!\n/);
    const before = countingChecks(step).filter((expectation) => !checks[step.id].includes(expectation));
    expect(await failuresOf(started, before)).toEqual([]);
    expect(await failuresOf(started, checks[step.id])).not.toEqual([]);
  });

  test.each([
    ['a solução', () => solutionOf(step)],
    ['outra solução, escrita de outro jeito', () => readText(`outras/tracing.${stepMark(step.id)}.ts`)],
  ])('%s passa', async (_, text) => {
    const ended = await run(text());
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(await failuresOf(ended, countingChecks(step))).toEqual([]);
  });

  const mistakes = equivocos.filter((mistake) => mistake.step === step.id);
  test.each(mistakes.map((mistake, index) => ({ n: index + 1, code: mistake.code, mistake })))(
    'equívoco $n: $code',
    async ({ mistake }) => {
      const wrong = await run(applyMistake(solutionOf(step), mistake));
      // Um engano mal escrito também não daria telemetria.
      expect(wrong.stderr).not.toMatch(/(?:Syntax|Reference|Type|Transform)Error/);
      const [first] = await failuresOf(wrong, checks[step.id]);
      expect(first?.hintKeys).toContain(mistake.code);
      expect(step.hints).toHaveProperty([mistake.code]);
    },
  );

  test('há quatro equívocos ou mais', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(4);
  });

  test('toda falha possível tem dicas, e toda dica serve a uma falha', () => {
    const possible = checks[step.id].flatMap(possibleFailures);
    const used = possible.map((keys) => keys.find((key) => Object.hasOwn(step.hints, key)) ?? `sem dica: ${keys[0]}`);
    // Quem roda o programa, e não quem lê a telemetria, é que vê que ele acabou mal.
    expect([...new Set([...used, 'program_failed'])].toSorted()).toEqual(Object.keys(step.hints).toSorted());
  });

  test('a última dica mostra linhas que estão na solução', () => {
    const solution = solutionOf(step);
    for (const stages of Object.values(step.hints)) {
      const lines = [...stages.at(-1)!.matchAll(/`([^`]+)`/g)].map(([, line]) => line);
      expect(lines).not.toEqual([]);
      expect(lines.filter((line) => !solution.includes(line))).toEqual([]);
    }
  });
});

/** As chaves de dica de cada falha que a expectativa pode dar, da mais específica à mais geral. */
function possibleFailures(expectation: Expectation): string[][] {
  if (expectation.type === 'stdout') return [hintKeys('stdout_missing')];
  if (expectation.type !== 'span') throw new Error(`diga que falhas uma expectativa ${expectation.type} pode dar`);
  const { name, parent, isRoot, isOnly, kind, status, service, scope, duration, ...lists } = expectation.spec;
  const failures: [FailureCode, string?][] = [['span_missing']];
  if (isRoot) failures.push(['span_not_root', 'parent']);
  if (isOnly) failures.push(['span_duplicated']);
  if (parent) failures.push(['span_not_child', 'parent'], ['span_other_trace', 'parent']);
  if (kind) failures.push(['kind_differs', 'kind']);
  if (status) failures.push(['status_differs', 'status']);
  if (service) failures.push(['service_differs', 'service']);
  if (scope) failures.push(['scope_differs', 'scope']);
  if (duration) failures.push(['duration_differs', 'duration']);
  for (const { key } of lists.attributes) failures.push(['attribute_missing', key], ['attribute_differs', key]);
  for (const event of lists.events) {
    failures.push(['event_missing', event.name]);
    if (event.attributes.length > 0) failures.push(['event_differs', event.name]);
  }
  return [hintKeys('no_telemetry'), ...failures.map(([code, field]) => hintKeys(code, name, field))];
}

test('os tipos conferem no começo de cada passo e no fim', async () => {
  for (const mark of stepMarks(lab)) write(`tracing-${mark}.ts`, textAt(mark));
  write(ENTRY, textAt(DONE));
  const { code, stdout } = await runNode(path.join(ROOT, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', folder);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
}, 60_000);

// ── o guia ──

const BLOCK = /<!-- região: app\/(\S+) (\S+) (.+?) -->\n+```ts\n([\s\S]*?)\n```/g;
const blocks = [...guide.matchAll(BLOCK)].map(([, file, step, title, code]) => ({ file, step, title, code }));

test('todo bloco de código do guia é a região que ele diz', () => {
  expect(blocks.length).toBe([...guide.matchAll(/```ts$/gm)].length);
  for (const { file, step, title, code } of blocks) {
    expect(code).toBe(regionBody(readText(`app/${file}`), step, title, file));
  }
});

test('toda região com título tem o seu bloco no guia', () => {
  const titles = [...source.matchAll(/#region (\S+) (.+)/g)].map(([, step, title]) => `${step} ${title}`);
  expect(blocks.map(({ step, title }) => `${step} ${title}`).toSorted()).toEqual(titles.toSorted());
});

test('o guia tem o título e os minutos de cada passo, como no manifesto', () => {
  for (const { id, title, minutes } of lab.steps) expect(guide).toContain(`## ${id}. ${title} (${minutes} min)`);
});

test('a tabela do guia cita tudo que as conferências exigem', () => {
  const table = guide.slice(guide.indexOf('## A telemetria exigida'));
  for (const [step, expectations] of Object.entries(checks)) {
    const rows = table.split('\n').filter((line) => line.startsWith(`| ${step} |`));
    for (const expectation of expectations) {
      if (expectation.type !== 'span') continue;
      const { name, parent, kind, status, attributes, events } = expectation.spec;
      const row = rows.find((line) => line.includes(`| \`${name}\` |`)) ?? '';
      const told = [parent, kind, status?.code, ...attributes.map(({ key }) => key)];
      for (const event of events) told.push(event.name, ...event.attributes.map(({ key }) => key));
      for (const word of told.filter((item) => item !== undefined)) expect(row).toContain(`\`${word}\``);
    }
  }
});
