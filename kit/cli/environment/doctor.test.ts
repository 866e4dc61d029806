import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { labs } from '../../../labs/labs.ts';
import { courseSteps, type Need } from '../../course/manifest.ts';
import { updateProgress } from '../../course/progress.ts';
import { temporaryFolder } from '../../course/testing/temporary-folder.ts';
import { command } from '../lab/commands/doctor.ts';
import type { Output } from '../screen.ts';
import { Screen } from '../screen.ts';
import type { Terminal } from '../terminal.ts';
import { textWidth } from '../../text-width.ts';

const UTF8: Terminal = { columns: 80, color: false, drawing: true, utf8: true };
const ASCII: Terminal = { ...UTF8, drawing: false, utf8: false };

interface Setup {
  root?: string;
  needs?: readonly Need[];
  terminal?: Terminal;
  json?: boolean;
}

/** Numa máquina sem Docker nem AWS. */
async function doctor({ root = project(), needs = [], terminal = UTF8, json = false }: Setup = {}) {
  const written = { out: '', errors: '' };
  const output = (name: keyof typeof written): Output => ({ write: (text) => (written[name] += text) });
  const [stdout, stderr] = [output('out'), output('errors')];
  const context = {
    root,
    labs: labs.map((lab) => ({ ...lab, steps: lab.steps.map((step) => ({ ...step, needs })) })),
    now: new Date(),
    env: { PATH: root, HOME: root, USERPROFILE: root },
    stdin: process.stdin,
    stdout,
    stderr,
    out: new Screen(stdout, terminal),
    errors: new Screen(stderr, terminal),
    stop: new AbortController().signal,
    checksOf: () => Promise.reject(new Error('o doctor não confere nenhum programa')),
  };
  const code = await command(context, { json, write: false, offline: false, words: [] });
  return { code, ...written };
}

function project(): string {
  return temporaryFolder({ 'package.json': '{"engines":{"node":">=20.19.0"}}' });
}

test('o que o passo não pede não muda o código de saída; cabe em 80 colunas', async () => {
  const { code, out, errors } = await doctor();
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(out).toContain('A sua máquina, para o passo 01/1 (Spans no console)');
  expect(out).toContain(`  ✓ Node ${process.versions.node}\n`);
  expect(out).toContain('  · O Docker não está instalado (este passo não precisa)\n  · ');
  // Uma Luneta que esteja aberta nesta máquina acrescenta o que o doutor dela achou: aí o ! não é um aviso daqui.
  const [ours = ''] = out.split('O caminho do span');
  const warnings = ours.match(/^ {2}! /gm)?.length ?? 0;
  expect(out).toContain(warnings === 0 ? '\n  Tudo certo.\n' : `\n  ${warnings} aviso`);
  expect(Math.max(...out.split('\n').map(textWidth))).toBeLessThan(80);
});

test('o que o passo pede e falta: código 3, e o que rodar depois', async () => {
  const { code, out } = await doctor({ needs: ['docker', 'aws'] });
  expect(code).toBe(3);
  expect(out).toContain('  ✗ O Docker não está instalado\n    • Instale');
  expect(out).toContain('  ✗ Não achei credenciais da AWS\n');
  expect(out).toMatch(/confira de novo:\n {4}npm run lab doctor\n$/);
});

test('com todos os passos feitos, o que eles pediam já não faz falta', async () => {
  const root = project();
  updateProgress(root, new Date(), ({ steps }) => {
    for (const { step } of courseSteps(labs)) steps[step.id] = { passedAt: new Date().toISOString() };
  });
  const { code, out } = await doctor({ root, needs: ['aws'] });
  expect(code).toBe(0);
  expect(out).toMatch(/^\n {2}A sua máquina\n/);
});

test('num terminal só de ASCII', async () => {
  const { out } = await doctor({ needs: ['aws'], terminal: ASCII });
  expect(out).toMatch(/^[\n\x20-\x7e]*$/);
  expect(out).toContain(`  ok Node ${process.versions.node}\n`);
  expect(out).toContain('  -  O Docker nao esta instalado (este passo nao precisa)\n');
  expect(out).toContain('  x  Nao achei credenciais da AWS\n');
});

test('--json: sempre a mesma forma', async () => {
  const { code, out } = await doctor({ json: true, needs: ['docker'] });
  expect(code).toBe(3);
  const { checks } = JSON.parse(out);
  for (const check of checks) expect(Object.keys(check)).toEqual(['code', 'state', 'found', 'fix']);
  expect(checks[0]).toEqual({ code: 'node_version', state: 'ok', found: `Node ${process.versions.node}`, fix: null });
  expect(checks).toContainEqual(expect.objectContaining({ code: 'docker', state: 'missing' }));
});

test('um meu-lab que não se pode usar não impede o resto: é isto que se veio saber', async () => {
  const root = project();
  symlinkSync(temporaryFolder(), path.join(root, 'meu-lab'), 'junction');
  const { code, out, errors } = await doctor({ root });
  expect(code).toBe(3);
  expect(errors).toContain('é um link simbólico');
  expect(out).toContain('✗ meu-lab é um link');
  expect(out).toContain('✓ Node');
});
