import { expect, test } from 'vitest';
import { sampleCourse } from '../ui/testing/shop.ts';
import type { Course } from './course.ts';
import { newInstance } from './instance.ts';
import { classReport, MAX_REPORT_BYTES, MAX_STUDENT_CHARS, parseReport } from './report.ts';

const INSTANCE = newInstance();

test('vai só o que a página mostra, e volta igual', () => {
  const course = sampleCourse('ab'.repeat(16)) as Course;
  course.last!.checks[0] = { ...course.last!.checks[0], passed: false, code: 'span_missing', span: 'GET /' };
  const report = classReport('Ana', INSTANCE, course);
  const text = JSON.stringify(report);
  expect(parseReport(text)).toEqual({ ok: true, value: report });
  expect(report.last?.failure?.key).toBe('span_missing:GET /');
  for (const left of ['traceId', 'hint', 'ghosts', 'needs', 'checks']) expect(text).not.toContain(left);
});

test('sem nada conferido, só que ele está aí', () => {
  expect(classReport('Ana', INSTANCE)).toEqual({ student: 'Ana', instance: INSTANCE, labs: [] });
});

test('textos hostis são cortados nos dois lados, e o relato de um curso enorme cabe', () => {
  const long = 'á'.repeat(10_000);
  const check = { code: long, passed: false, expected: long, observed: long, hint: long };
  const steps = Array.from({ length: 100 }, (_, i) => ({
    id: `01/${i}`,
    title: long,
    status: 'pending' as const,
    needs: [],
  }));
  const course: Course = {
    labs: [{ id: long, title: long, steps }],
    last: { step: long, passed: false, checks: [check], ghosts: [] },
  };
  const report = classReport(long, INSTANCE, course);
  expect(report.student).toHaveLength(MAX_STUDENT_CHARS);
  expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(MAX_REPORT_BYTES);
  const parsed = parseReport(JSON.stringify({ ...report, student: `${long}😀`, extra: long }));
  expect(parsed).toEqual({ ok: true, value: report });
});

const STEP = { id: 'a', title: 'b', status: 'passed' };
const minimal = { student: 'Ana', instance: INSTANCE, labs: [] };

test.each<[unknown, string]>([
  ['', 'O corpo não é JSON'],
  [{ ...minimal, student: '  ' }, 'Em student esperava-se um nome'],
  [{ ...minimal, student: 7 }, 'Em student esperava-se um texto'],
  [{ ...minimal, instance: '<script>' }, 'Em instance esperava-se'],
  [{ ...minimal, labs: {} }, 'Em labs esperava-se uma lista'],
  [{ ...minimal, last: { step: '1', passed: 'sim' } }, 'Em last.passed esperava-se true ou false'],
  [{ ...minimal, last: { step: '1', passed: false, failure: 'x' } }, 'Em last.failure esperava-se um objeto'],
  [{ ...minimal, labs: [{ id: 'a', title: 'b', steps: Array.from({ length: 201 }, () => STEP) }] }, 'até 200 passos'],
])('%j: uma frase com o lugar', (body, told) => {
  const parsed = parseReport(typeof body === 'string' ? body : JSON.stringify(body));
  expect(parsed.ok ? '' : parsed.problem).toContain(told);
});
