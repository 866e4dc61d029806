import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { Screen } from '../cli/screen.ts';
import { Component } from './component.ts';
import { obey } from './scale-commands.ts';

let one: Component;
let written: string;
let screen: Screen;
beforeEach(() => {
  const folder = mkdtempSync(path.join(tmpdir(), 'commands-'));
  written = '';
  screen = new Screen(
    { write: (text) => (written += text) },
    { columns: 200, color: false, drawing: true, utf8: true },
  );
  const args = ['-e', "console.log('pronto'); setInterval(() => {}, 1000)"];
  const isReady = (log: string): boolean => log.includes('pronto');
  one = new Component({ name: 'one-1', command: process.execPath, args, address: 'aqui', isReady }, folder);
  onTestFinished(async () => {
    await one.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});

async function saying(line: string): Promise<string> {
  written = '';
  await obey(line, [one], screen);
  return written.trim();
}

test('kill mata, start liga de novo, list mostra', async () => {
  await one.start();
  const first = one.pid;
  expect(await saying('  kill   one-1 ')).toBe('');
  expect(one.state).toBe('ended');
  expect(await saying('list')).toMatch(/one-1 +- +morto +aqui/);
  expect(await saying('start one-1')).toMatch(/^one-1 está de volta em \d+ s \(pid \d+\)\.$/);
  expect(one.pid).not.toBe(first);
  expect(await saying('list')).toMatch(new RegExp(`one-1 +${one.pid} +pronto +aqui`));
});

test('o que já está feito é dito, e não refeito', async () => {
  expect(await saying('kill one-1')).toContain('one-1 não está no ar');
  await one.start();
  const { pid } = one;
  expect(await saying('start one-1')).toContain('one-1 já está no ar');
  expect(one.pid).toBe(pid);
});

test.each([
  ['', ''],
  ['kill', 'kill o quê? Os processos são "one-1".'],
  ['kill two-2', 'Não conheço "kill two-2". Há kill, start e list; os processos são "one-1".'],
  ['matar one-1', 'Não conheço "matar one-1"'],
  ['kill one-1 agora', 'Não conheço "kill one-1 agora"'],
  ['list tudo', 'Não conheço "list tudo"'],
])('%j', async (line, told) => {
  expect(await saying(line)).toContain(told);
  expect(one.state).toBe('stopped');
});

test('quem não volta diz por quê, e a escala segue', async () => {
  const broken = new Component({ ...one.spec, args: ['-e', "console.error('sem disco'); process.exit(1)"] }, tmpdir());
  await obey('start one-1', [broken], screen);
  expect(written).toContain('Não voltou: one-1 terminou antes da hora.');
  expect(written).toContain('sem disco');
});
