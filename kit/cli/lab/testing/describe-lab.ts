/** A suíte de um lab, de verdade: os arquivos que o aluno recebe, os programas que ele roda e o que ele lê. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM_FAILURES } from '../assess.ts';
import { factFailures } from '../deployed/fact.ts';
import type { LabChecks } from '../lab-checks.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { failuresOf } from '../../../verify/failures.ts';
import { DONE, stepAfter } from '../../../course/derive.ts';
import { applyEdit, type Edit } from '../../../course/edit.ts';
import { labFolder } from '../../../course/lab-paths.ts';
import { groupBy } from '../../../group-by.ts';
import { type Lab, type Step, stepIndex, stepMark, stepMarks } from '../../../course/manifest.ts';
import { describeGuide } from './describe-guide.ts';
import { assessAt, failedIn, type LabBench, openLabBench, place, readLabFile } from './lab-bench.ts';

interface WrittenFile {
  name: string;
  text: string;
}

/**
 * O que se conta de um lab. Os passos de uma VM precisam dos pacotes de `iac/`, os de um Collector, de um de verdade, e os da escala,
 * dela: são suítes à parte.
 * @param others As outras soluções que são trocas na do lab; as inteiras estão em `outras/`.
 * @throws CourseError `unknown_step`, se uma troca é de um passo que o lab não tem.
 */
export function describeLab(lab: Lab, checks: LabChecks, others: readonly Edit[] = []): void {
  // Uma troca num passo que não existe não provaria nada.
  for (const { step } of others) stepIndex(lab, step);
  const here = lab.steps.filter(isSelfContained);
  describeSteps(lab, here, checks, others, (bench) => {
    test('os tipos conferem no começo de cada passo, no fim e nas outras soluções', async () => {
      expect(await typesOf(lab, others, bench())).toEqual({ failed: false, stdout: '' });
    }, 60_000);
    describeGuide(lab, checks, (step) => assessAt(lab, checks, stepMark(step.id), step));
  });
}

export function describeVmSteps(lab: Lab, checks: LabChecks): void {
  const there = lab.steps.filter(({ deployed }) => deployed === 'vm');
  describeSteps(lab, there, checks, []);
}

/** Os que só precisam do que o projeto traz. */
export function isSelfContained({ deployed, collector, needs = [] }: Step): boolean {
  return deployed !== 'vm' && collector === undefined && !needs.includes('scale');
}

/** Os que precisam da escala no ar, onde KAFKA_BROKERS e OPENSEARCH_URLS dizem. @param others Como em `describeLab`. */
export function describeScaleSteps(lab: Lab, checks: LabChecks, others: readonly Edit[] = []): void {
  describeSteps(
    lab,
    lab.steps.filter(({ needs = [] }) => needs.includes('scale')),
    checks,
    others,
  );
}

/** @param others Como em `describeLab`. */
export function describeCollectorSteps(lab: Lab, checks: LabChecks, others: readonly Edit[] = []): void {
  const through = lab.steps.filter(({ collector }) => collector !== undefined);
  describeSteps(lab, through, checks, others);
}

function describeSteps(
  lab: Lab,
  steps: readonly Step[],
  checks: LabChecks,
  others: readonly Edit[],
  more: (bench: () => LabBench) => void = () => {},
): void {
  let bench: LabBench;
  beforeAll(async () => {
    bench = await openLabBench(lab, checks);
  });
  afterAll(() => bench?.close());
  const after = (id: string): string => stepAfter(stepMarks(lab), stepMark(id));

  describe.concurrent.each(steps.map((step) => [step.id, step] as const))('passo %s', (id, step) => {
    test('começa num programa que roda até o fim, e em que falta só este passo', async () => {
      const started = await assessAt(lab, checks, stepMark(id), step);
      expect(started.output.stderr.text).toBe('');
      expect([...new Set(failedIn(started).map(({ stepId }) => stepId))]).toEqual([id]);
      expect(failedIn(started).map(({ code }) => code)).not.toContain('program_failed');
    });

    test.each([
      ['a solução', () => []],
      ['outra solução, escrita de outro jeito', (own: LabBench) => otherSolution(lab, id, others, own)],
    ])('%s passa', async (_, written) => {
      const ended = await assessAt(lab, checks, after(id), step, (own) => {
        for (const { name, text } of written(own)) own.write(name, text);
      });
      expect(ended.output.stderr.text).toBe('');
      expect(failedIn(ended)).toEqual([]);
      expect(ended).toMatchObject({ passed: true, notObservable: 0 });
    });

    test('toda falha possível tem dicas, e toda dica serve a uma falha', () => {
      const possible = [
        ...factFailures(step),
        ...(step.deployed === undefined ? PROGRAM_FAILURES : []),
        ...(checks[id] ?? []).flatMap(failuresOf),
      ];
      const used = possible.map((keys) => keys.find((key) => Object.hasOwn(step.hints, key)) ?? `sem dica: ${keys[0]}`);
      expect([...new Set(used)].toSorted()).toEqual(Object.keys(step.hints).toSorted());
    });

    test('a última dica mostra linhas que estão na solução', () => {
      const solution = bench.filesAt(after(id)).map(({ text }) => text);
      for (const stages of Object.values(step.hints)) {
        const lines = [...(stages.at(-1) ?? '').matchAll(/`([^`]+)`/g)].map(([, line]) => line ?? '');
        expect(lines).not.toEqual([]);
        expect(lines.filter((line) => !solution.some((text) => text.includes(line)))).toEqual([]);
      }
    });
  });

  more(() => bench);
}

/** Os arquivos que, juntos, são outra solução do passo: os inteiros, de `outras/`, e os que são trocas na solução do lab. */
function otherSolution(lab: Lab, id: string, others: readonly Edit[], bench: LabBench): WrittenFile[] {
  const files = [...wholeFiles(lab, stepMark(id)), ...editedFiles(lab, id, others, bench)];
  if (files.length === 0) throw new Error(`O passo ${id} não tem outra solução em ${labFolder(lab)}/outras.`);
  return files;
}

/** `outras/telemetry.4.2.ts` fica no lugar de `telemetry.ts`. */
function wholeFiles(lab: Lab, mark: string): WrittenFile[] {
  const folder = path.join(findRepoRoot(), labFolder(lab), 'outras');
  // Um lab em que toda outra solução é uma troca não tem a pasta.
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((base) => {
    const { name, ext } = path.parse(base);
    const own = name.slice(0, -mark.length - 1);
    const isWhole = name === `${own}.${mark}` && !/\.\d/.test(own);
    return isWhole ? [{ name: own + ext, text: readLabFile(lab, `outras/${base}`) }] : [];
  });
}

/** A solução do passo, com as trocas dele, uma depois da outra. @throws CourseError `edit_not_unique` */
function editedFiles(lab: Lab, id: string, others: readonly Edit[], { filesAt }: LabBench): WrittenFile[] {
  const edits = others.filter(({ step }) => step === id);
  const solved = filesAt(stepAfter(stepMarks(lab), stepMark(id)));
  return [...groupBy(edits, ({ file }) => file)].map(([name, own]) => {
    const text = solved.find((file) => file.name === name)?.text ?? '';
    return { name, text: own.reduce(applyEdit, text) };
  });
}

/** O que o tsc diz de todos os começos, do fim e das outras soluções que são trocas, na pasta do aluno. */
function typesOf(lab: Lab, others: readonly Edit[], bench: LabBench): Promise<{ failed: boolean; stdout: string }> {
  const writeAs = ({ name, text }: WrittenFile, suffix: string): void => {
    const { dir, name: stem, ext } = path.parse(name);
    if (ext === '.ts' && !stem.endsWith('.d')) bench.write(path.join(dir, `${stem}-${suffix}${ext}`), text);
  };
  for (const { id } of lab.steps) {
    const mark = stepMark(id);
    for (const file of bench.filesAt(mark)) writeAs(file, mark);
    for (const file of editedFiles(lab, id, others, bench)) writeAs(file, `${mark}-outra`);
  }
  place(bench, DONE);
  const tsc = path.join(findRepoRoot(), 'node_modules/typescript/bin/tsc');
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '--noEmit', '-p', bench.folder], (error, stdout) => {
      resolve({ failed: error !== null, stdout });
    });
  });
}
