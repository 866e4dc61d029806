import { expect, test } from 'vitest';
import { RULES } from '../../luneta/query/diagnosis/rules/index.ts';
import { serve } from '../backend/testing/serve.ts';
import { ABOUT_ABSENCE, explainAbsence } from './explain-absence.ts';

test('os achados sobre o que não chegou são regras do doutor', () => {
  const codes = RULES.map(({ code }) => code);
  expect(ABOUT_ABSENCE.filter((code) => !codes.includes(code))).toEqual([]);
});

const finding = (code: string, severity: string) => ({ code, severity, title: code, fix: 'Mude.', link: `G#${code}` });

test.each([
  [
    'o mais grave',
    [finding('nothing_arrived', 'warning'), finding('truncated', 'error')],
    'O doutor achou: truncated. Mude. Mais: G#truncated',
  ],
  ['só o que explica uma falta', [finding('secrets_in_attributes', 'error')], undefined],
  ['nada', [], undefined],
])('%s', async (_title, findings, told) => {
  const url = await serve((_request, response) => response.end(JSON.stringify({ findings, path: [] })));
  expect(await explainAbsence(url)).toBe(told);
});

test('ninguém responde: nada a dizer', async () => {
  expect(await explainAbsence('http://127.0.0.1:1')).toBeUndefined();
});
