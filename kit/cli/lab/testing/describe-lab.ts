/** A suíte de um lab, de verdade: os arquivos que o aluno recebe, os programas que ele roda e o que ele lê. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM_FAILURES } from '../assess.ts';
import { factFailures } from '../deployed/fact.ts';
import type { LabChecks } from '../lab-checks.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { failuresOf } from '../../../verify/failures.ts';
import { DONE, stepAfter } from '../../../course/derive.ts';
import { labFolder } from '../../../course/lab-paths.ts';
import { type Lab, type Step, stepMark, stepMarks } from '../../../course/manifest.ts';
import { describeGuide } from './describe-guide.ts';
import { assessAt, failedIn, type LabBench, openLabBench, place, readLabFile } from './lab-bench.ts';

/** O que se conta de um lab. Os passos de uma VM precisam dos pacotes de `iac/`, e são uma suíte à parte. */
export function describeLab(lab: Lab, checks: LabChecks): void {
  const here = lab.steps.filter(({ deployed }) => deployed !== 'vm');
  describeSteps(lab, here, checks, (bench) => {
    test('os tipos conferem no começo de cada passo e no fim', async () => {
      expect(await typesOf(lab, bench())).toEqual({ failed: false, stdout: '' });
    }, 60_000);
    describeGuide(lab, checks, (step) => assessAt(lab, checks, stepMark(step.id), step));
  });
}

export function describeVmSteps(lab: Lab, checks: LabChecks): void {
  const there = lab.steps.filter(({ deployed }) => deployed === 'vm');
  describeSteps(lab, there, checks);
}

function describeSteps(
  lab: Lab,
  steps: readonly Step[],
  checks: LabChecks,
  more: (bench: () => LabBench) => void = () => {},
): void {
  let bench: LabBench;
  beforeAll(async () => {
    bench = await openLabBench(lab, checks);
  });
  afterAll(() => bench?.close());
  const after = (id: string): string => stepAfter(stepMarks(lab), stepMark(id));

  describe.each(steps.map((step) => [step.id, step] as const))('passo %s', (id, step) => {
    test.concurrent('começa num programa que roda até o fim, e em que falta só este passo', async () => {
      const started = await assessAt(lab, checks, stepMark(id), step);
      expect(started.output.stderr.text).toBe('');
      expect([...new Set(failedIn(started).map(({ stepId }) => stepId))]).toEqual([id]);
      expect(failedIn(started).map(({ code }) => code)).not.toContain('program_failed');
    });

    test.concurrent.each([
      ['a solução', []],
      ['outra solução, escrita de outro jeito', othersOf(lab, stepMark(id))],
    ])('%s passa', async (_, written) => {
      const ended = await assessAt(lab, checks, after(id), step, ({ write }) => {
        for (const { name, file } of written) write(name, readLabFile(lab, file));
      });
      expect(ended.output.stderr.text).toBe('');
      expect(failedIn(ended)).toEqual([]);
      expect(ended).toMatchObject({ passed: true, notObservable: 0 });
    });

    test('toda falha possível tem dicas, e toda dica serve a uma falha', () => {
      const outside = factFailures(step);
      const possible = [
        ...(outside.length > 0 ? outside : PROGRAM_FAILURES),
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

/** Os arquivos de `outras/` que, juntos, são outra solução do passo: `telemetry.4.2.ts` fica no lugar de `telemetry.ts`. */
function othersOf(lab: Lab, mark: string): { name: string; file: string }[] {
  const others = readdirSync(path.join(findRepoRoot(), labFolder(lab), 'outras')).flatMap((base) => {
    const { name, ext } = path.parse(base);
    const own = name.slice(0, -mark.length - 1);
    return name === `${own}.${mark}` && !/\.\d/.test(own) ? [{ name: own + ext, file: `outras/${base}` }] : [];
  });
  if (others.length === 0) throw new Error(`O passo ${mark} não tem outra solução em ${labFolder(lab)}/outras.`);
  return others;
}

/** O que o tsc diz de todos os começos e do fim, na pasta do aluno. */
function typesOf(lab: Lab, bench: LabBench): Promise<{ failed: boolean; stdout: string }> {
  for (const mark of stepMarks(lab)) {
    for (const { name, text } of bench.filesAt(mark)) {
      const { dir, name: stem, ext } = path.parse(name);
      if (ext === '.ts' && !stem.endsWith('.d')) bench.write(path.join(dir, `${stem}-${mark}${ext}`), text);
    }
  }
  place(bench, DONE);
  const tsc = path.join(findRepoRoot(), 'node_modules/typescript/bin/tsc');
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '--noEmit', '-p', bench.folder], (error, stdout) => {
      resolve({ failed: error !== null, stdout });
    });
  });
}
