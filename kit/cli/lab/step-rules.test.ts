import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { MY_LAB } from '../../course/lab-paths.ts';
import type { Lab, LabStep, Step } from '../../course/manifest.ts';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { readStepRules } from './step-rules.ts';

const RULES = 'groups:\n  - name: a\n    rules: [{ record: a, expr: b }]\n';

function targetOf(step: Partial<Step>): LabStep {
  const lab: Lab = { id: '91-regras', number: '91', title: 'Regras', steps: [] };
  return { lab, step: { id: '91/2', title: '', minutes: 1, files: [], hints: {}, ...step } };
}

function rootWith(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  const folder = path.join(root, MY_LAB, '91-regras');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return root;
}

test('as do passo; sem elas, as do anterior que as pede; sem nenhum, nada', async () => {
  const root = rootWith({ 'rules.yaml': RULES, 'antigas.yaml': 'groups: []' });
  const earlier = [{ step: { rules: 'antigas.yaml' } }, { step: {} }];
  const own = await readStepRules({ root }, targetOf({ rules: 'rules.yaml' }), earlier);
  expect(own).toMatchObject({ file: 'rules.yaml', rules: [{ kind: 'record', name: 'a', expr: 'b' }] });
  expect(await readStepRules({ root }, targetOf({}), earlier)).toEqual({ file: 'antigas.yaml', rules: [] });
  expect(await readStepRules({ root }, targetOf({}), [])).toBeUndefined();
});

test('um arquivo que sumiu é uma frase, e não um erro nosso', async () => {
  const target = targetOf({ rules: 'rules.yaml' });
  expect(await readStepRules({ root: rootWith({}) }, target, [])).toEqual({
    file: 'rules.yaml',
    rules: [],
    problem: 'rules.yaml, que não está na sua pasta',
  });
});
