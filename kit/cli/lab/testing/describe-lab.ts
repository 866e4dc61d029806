/** A suíte de um lab, de verdade: os arquivos que o aluno recebe, os programas que ele roda e o que ele lê. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROGRAM_FAILURES } from '../assess.ts';
import type { LabChecks } from '../lab-checks.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { failuresOf } from '../../../verify/failures.ts';
import { DONE, stepAfter } from '../../../course/derive.ts';
import { type Lab, stepMark, stepMarks } from '../../../course/manifest.ts';
import { applyMistake, type Mistake } from '../../../course/mistakes.ts';
import { describeGuide } from './describe-guide.ts';
import { type LabBench, openLabBench, readLabFile } from './lab-bench.ts';

/** Um engano mal escrito também não daria telemetria. */
const BADLY_WRITTEN = /(?:Syntax|Reference|Type|Transform)Error/;

export function describeLab(lab: Lab, checks: LabChecks, mistakes: readonly Mistake[]): void {
  let bench: LabBench;
  beforeAll(async () => {
    bench = await openLabBench(lab, checks);
  });
  afterAll(() => bench?.close());

  const place = (mark: string): void => bench.filesAt(mark).forEach(({ name, text }) => bench.write(name, text));
  const after = (id: string): string => stepAfter(stepMarks(lab), stepMark(id));
  const failed = ({ checks: all }: Awaited<ReturnType<LabBench['assess']>>) => all.filter(({ passed }) => !passed);

  describe.each(lab.steps.map((step) => [step.id, step] as const))('passo %s', (id, step) => {
    test('começa num programa que roda até o fim, e em que falta só este passo', async () => {
      place(stepMark(id));
      const started = await bench.assess(step);
      expect(started.output.stderr.text).toBe('');
      expect([...new Set(failed(started).map(({ stepId }) => stepId))]).toEqual([id]);
      expect(failed(started).map(({ code }) => code)).not.toContain('program_failed');
    });

    const other = path.parse(step.entry ?? '');
    test.each([
      ['a solução', undefined],
      ['outra solução, escrita de outro jeito', `outras/${other.name}.${stepMark(id)}${other.ext}`],
    ])('%s passa', async (_, written) => {
      place(after(id));
      if (written !== undefined) bench.write(other.base, readLabFile(lab, written));
      const ended = await bench.assess(step);
      expect(ended.output.stderr.text).toBe('');
      expect(failed(ended)).toEqual([]);
      expect(ended).toMatchObject({ passed: true, notObservable: 0 });
    });

    const own = mistakes.filter((mistake) => mistake.step === id);
    test.each(own.map((mistake, index) => ({ n: index + 1, code: mistake.code, mistake })))(
      'equívoco $n: $code',
      async ({ mistake }) => {
        place(after(id));
        const solved = bench.filesAt(after(id)).find(({ name }) => name === mistake.file);
        bench.write(mistake.file, applyMistake(solved?.text ?? '', mistake));
        const wrong = await bench.assess(step);
        expect(wrong.output.stderr.text).not.toMatch(BADLY_WRITTEN);
        // A dica que o aluno lê é a da primeira que não passou.
        expect(failed(wrong)[0]?.hint?.key).toBe(mistake.code);
      },
    );

    test('há quatro equívocos ou mais', () => {
      expect(own.length).toBeGreaterThanOrEqual(4);
    });

    test('toda falha possível tem dicas, e toda dica serve a uma falha', () => {
      const possible = [...PROGRAM_FAILURES, ...(checks[id] ?? []).flatMap(failuresOf)];
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

  test('os tipos conferem no começo de cada passo e no fim', async () => {
    for (const mark of stepMarks(lab)) {
      for (const { name, text } of bench.filesAt(mark)) {
        const { dir, name: stem, ext } = path.parse(name);
        if (ext === '.ts') bench.write(path.join(dir, `${stem}-${mark}${ext}`), text);
      }
    }
    place(DONE);
    const tsc = path.join(findRepoRoot(), 'node_modules/typescript/bin/tsc');
    const told = await new Promise((resolve) => {
      execFile(process.execPath, [tsc, '--noEmit', '-p', bench.folder], (error, stdout) => {
        resolve({ failed: error !== null, stdout });
      });
    });
    expect(told).toEqual({ failed: false, stdout: '' });
  }, 60_000);

  describeGuide(lab, checks, async (step) => {
    place(stepMark(step.id));
    return bench.assess(step);
  });
}
