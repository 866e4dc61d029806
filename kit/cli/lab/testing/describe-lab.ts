/** A suíte de um lab, de verdade: os arquivos que o aluno recebe, os programas que ele roda e o que ele lê. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Assessment, PROGRAM_FAILURES } from '../assess.ts';
import type { LabChecks } from '../lab-checks.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { failuresOf } from '../../../verify/failures.ts';
import { DONE, stepAfter } from '../../../course/derive.ts';
import { type Lab, type Step, stepMark, stepMarks } from '../../../course/manifest.ts';
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

  /** O que o aluno leria com os arquivos de `mark`, e o que mais ele mudou. Cada vez numa pasta: podem rodar ao mesmo tempo. */
  const assessAt = async (mark: string, step: Step, change?: (own: LabBench) => void): Promise<Assessment> => {
    const own = await openLabBench(lab, checks);
    try {
      place(own, mark);
      change?.(own);
      return await own.assess(step);
    } finally {
      await own.close();
    }
  };
  const after = (id: string): string => stepAfter(stepMarks(lab), stepMark(id));
  const failed = ({ checks: all }: Assessment) => all.filter(({ passed }) => !passed);

  describe.each(lab.steps.map((step) => [step.id, step] as const))('passo %s', (id, step) => {
    test.concurrent('começa num programa que roda até o fim, e em que falta só este passo', async () => {
      const started = await assessAt(stepMark(id), step);
      expect(started.output.stderr.text).toBe('');
      expect([...new Set(failed(started).map(({ stepId }) => stepId))]).toEqual([id]);
      expect(failed(started).map(({ code }) => code)).not.toContain('program_failed');
    });

    const other = path.parse(step.entry ?? '');
    test.concurrent.each([
      ['a solução', undefined],
      ['outra solução, escrita de outro jeito', `outras/${other.name}.${stepMark(id)}${other.ext}`],
    ])('%s passa', async (_, written) => {
      const ended = await assessAt(after(id), step, ({ write }) => {
        if (written !== undefined) write(other.base, readLabFile(lab, written));
      });
      expect(ended.output.stderr.text).toBe('');
      expect(failed(ended)).toEqual([]);
      expect(ended).toMatchObject({ passed: true, notObservable: 0 });
    });

    const own = mistakes.filter((mistake) => mistake.step === id);
    test.concurrent.each(own.map((mistake, index) => ({ n: index + 1, code: mistake.code, mistake })))(
      'equívoco $n: $code',
      async ({ mistake }) => {
        const wrong = await assessAt(after(id), step, ({ filesAt, write }) => {
          const solved = filesAt(after(id)).find(({ name }) => name === mistake.file);
          write(mistake.file, applyMistake(solved?.text ?? '', mistake));
        });
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
    place(bench, DONE);
    const tsc = path.join(findRepoRoot(), 'node_modules/typescript/bin/tsc');
    const told = await new Promise((resolve) => {
      execFile(process.execPath, [tsc, '--noEmit', '-p', bench.folder], (error, stdout) => {
        resolve({ failed: error !== null, stdout });
      });
    });
    expect(told).toEqual({ failed: false, stdout: '' });
  }, 60_000);

  describeGuide(lab, checks, (step) => assessAt(stepMark(step.id), step));
}

function place({ filesAt, write }: LabBench, mark: string): void {
  for (const { name, text } of filesAt(mark)) write(name, text);
}
