import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixOf, GUIDE } from '../finding.ts';
import { METRICS_WITHOUT_READER } from '../missing-metrics.ts';
import { RULES } from './index.ts';

const guide = readFileSync(new URL(`../../../../../${GUIDE}`, import.meta.url), 'utf8');
const sections = [...guide.matchAll(/^### (.+)$/gm)].map(([, title]) => title);

test('cada regra tem a sua seção no guia, e cada seção, a sua regra; uma explicação que não é regra também tem a sua', () => {
  expect(sections.toSorted()).toEqual([METRICS_WITHOUT_READER, ...RULES.map(({ code }) => code)].toSorted());
});

test('os códigos são únicos e estáveis de escrever; os textos são frases', () => {
  expect(new Set(RULES.map(({ code }) => code)).size).toBe(RULES.length);
  for (const rule of RULES) {
    const { code, title, explanation } = rule;
    expect(code).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(title).toMatch(/^\p{Lu}[^\n]*[^.]$/u);
    for (const text of [explanation, fixOf(rule, [])]) expect(text).toMatch(/^\S[^\n]*[.]$/);
  }
});
