import { expect, test } from 'vitest';
import { RULES } from '../../luneta/query/diagnosis/rules/index.ts';
import { serve } from '../../testing/serve.ts';
import { ABOUT_ABSENCE, explainSilence, watchFindings } from './explain-absence.ts';

test('os achados sobre o que não chegou são regras do doutor', () => {
  const codes = RULES.map(({ code }) => code);
  expect(ABOUT_ABSENCE.filter((code) => !codes.includes(code))).toEqual([]);
});

const finding = (code: string, severity: string, count = 1) => ({
  code,
  severity,
  count,
  title: code,
  fix: 'Mude.',
  link: `G#${code}`,
});
type Findings = ReturnType<typeof finding>[];

const TRUNCATED = 'O doutor achou: truncated. Mude. Mais: G#truncated';
const NOTHING = 'O doutor achou: nothing_arrived. Mude. Mais: G#nothing_arrived';

test.each<[string, Findings, Findings, string | undefined]>([
  ['o mais grave', [], [finding('nothing_arrived', 'warning'), finding('truncated', 'error')], TRUNCATED],
  ['só o que explica uma falta', [], [finding('secrets_in_attributes', 'error')], undefined],
  ['nada', [], [], undefined],
  [
    'o que já havia é de outra execução',
    [finding('truncated', 'error', 2)],
    [finding('truncated', 'error', 2)],
    undefined,
  ],
  ['mais do que já havia', [finding('truncated', 'error', 2)], [finding('truncated', 'error', 3)], TRUNCATED],
  ['nada continua a chegar', [finding('nothing_arrived', 'error')], [finding('nothing_arrived', 'error')], NOTHING],
])('%s', async (_title, before, after, told) => {
  const answers = [before, after];
  const url = await serve((_request, response) =>
    response.end(JSON.stringify({ findings: answers.shift() ?? [], path: [] })),
  );
  const findingOf = watchFindings(url);
  // A primeira pergunta vai antes do programa.
  while (answers.length > 1) await new Promise((resolve) => void setImmediate(resolve));
  expect(await findingOf()).toBe(told);
});

test('ninguém responde: nada a dizer', async () => {
  expect(await watchFindings('http://127.0.0.1:1')()).toBeUndefined();
});

test('um sinal que não veio, e o doutor não sabe por quê: o mais provável', () => {
  expect(explainSilence('metrics')).toMatch(
    /não saiam do programa\. .*PeriodicExportingMetricReader.* Mais: .*#metrics_without_reader$/,
  );
  expect(explainSilence('logs')).toMatch(/não saiam do programa\. .*BatchLogRecordProcessor.*shutdown/);
  expect(explainSilence('spans')).toBeUndefined();
});
