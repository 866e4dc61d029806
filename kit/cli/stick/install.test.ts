/** O instalar.mjs e o conferir.mjs de um pacote pequeno, como o aluno os roda, com o npm de verdade. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { runHere } from '../lab/testing/run-here.ts';
import { temporaryFolder, writeIn } from '../../course/testing/temporary-folder.ts';
import { poll } from '../../poll.ts';
import { tinyRegistry } from './testing/tiny-registry.ts';

interface Ran {
  code: number | null;
  output: string;
}

interface Bench {
  stick: string;
  /** A pasta pessoal do aluno, e a dos arquivos temporários dele. */
  home: string;
  temporary: string;
  /** Onde se instala. */
  target: string;
  start(args?: readonly string[], env?: NodeJS.ProcessEnv): { kill(): void; ended: Promise<Ran> };
  install(...args: readonly string[]): Promise<Ran>;
}

async function bench(): Promise<Bench> {
  const { root, env } = await tinyRegistry(['um']);
  const stick = path.join(temporaryFolder(), 'pen drive');
  const made = await runHere(root, ['pacote', stick], { env });
  expect(made).toMatchObject({ code: 0 });
  const home = temporaryFolder();
  const temporary = temporaryFolder();
  const student = { PATH: process.env.PATH, HOME: home, USERPROFILE: home, TMPDIR: temporary };
  const start: Bench['start'] = (args = [], extra = {}) => {
    const child = spawn(process.execPath, [path.join(stick, 'instalar.mjs'), ...args], {
      cwd: home,
      env: { ...student, ...extra },
      // Um grupo só dele: o Ctrl+C de um terminal chega a todos os programas do grupo.
      detached: true,
    });
    const code = new Promise<number | null>((resolve) => child.on('exit', resolve));
    const ended = Promise.all([code, text(child.stdout), text(child.stderr)]);
    return {
      kill: () => void process.kill(-child.pid!, 'SIGINT'),
      ended: ended.then(([exit, stdout, stderr]) => ({ code: exit, output: stdout + stderr })),
    };
  };
  const target = path.join(home, 'lab-otel');
  return { stick, home, temporary, target, start, install: async (...args) => await start(args).ended };
}

/** O que o instalador pôs na pasta temporária: o Node e o npm põem lá o que é deles. */
function ours(temporary: string): string[] {
  return readdirSync(temporary).filter((name) => name.startsWith('lab-otel-'));
}

test('um pacote estragado não se instala, e diz que arquivo; consertado, instala', async () => {
  const { stick, target, home, install } = await bench();
  const [guide, manifest] = ['labs/guia.md', 'package.json'].map((name) => path.join(stick, 'projeto', name));
  const whole = [guide, manifest].map((file) => readFileSync(file));
  truncateSync(guide, 2);
  expect(await install()).toMatchObject({ code: 3, output: expect.stringContaining('projeto/labs/guia.md mudou') });
  rmSync(manifest);
  const { code, output } = await install();
  expect(code).toBe(3);
  expect(output).toContain('projeto/package.json falta');
  expect(output).toContain('node conferir.mjs');
  expect(readdirSync(home)).toEqual([]);

  writeFileSync(guide, whole[0]);
  writeFileSync(manifest, whole[1]);
  expect((await install()).code).toBe(0);
  expect(existsSync(path.join(target, 'node_modules/um/package.json'))).toBe(true);
});

test('uma cópia que se estragou se conserta; meu-lab fica, e o que estava no lugar se guarda', async () => {
  const { target, home, temporary, stick, install } = await bench();
  // O que o macOS deixa num pendrive não é do projeto.
  writeIn(stick, 'projeto/._package.json', '');
  expect(await install()).toMatchObject({ code: 0 });
  expect(ours(temporary)).toEqual([]);
  expect(readdirSync(target).toSorted()).toEqual([
    '.gitignore',
    'labs',
    'node_modules',
    'package-lock.json',
    'package.json',
  ]);

  writeIn(target, 'meu-lab/01/app.ts', 'meu');
  truncateSync(path.join(target, 'package.json'), 5);
  rmSync(path.join(target, '.gitignore'));
  writeIn(target, 'labs/guia.md', 'anotado por mim');
  const { code, output } = await install();
  expect(output).toContain('foram copiados de novo: .gitignore, labs/guia.md, package.json');
  expect(code).toBe(0);
  for (const name of ['package.json', '.gitignore', 'labs/guia.md']) {
    expect(readFileSync(path.join(target, name))).toEqual(readFileSync(path.join(stick, 'projeto', name)));
  }
  expect(readFileSync(path.join(target, 'meu-lab/01/app.ts'), 'utf8')).toBe('meu');
  expect(readFileSync(path.join(home, 'lab-otel.antes/labs/guia.md'), 'utf8')).toBe('anotado por mim');

  // De quem usa o git, os arquivos são dele; e o npm, que não acha o que pedir, manda conferir.
  mkdirSync(path.join(target, '.git'));
  truncateSync(path.join(target, 'package-lock.json'), 5);
  expect(await install()).toMatchObject({ code: 3, output: expect.stringContaining('node conferir.mjs') });
  expect(readFileSync(path.join(target, 'package-lock.json'))).toHaveLength(5);
});

test('o que se digitou errado, e uma pasta que não serve: diz o que fazer, e não escreve nada', async () => {
  const { stick, home, install } = await bench();
  const before = readdirSync(stick, { recursive: true });
  expect(await install('--help')).toMatchObject({ code: 0, output: expect.stringContaining('Uso: node instalar.mjs') });
  expect(await install('--pasta')).toMatchObject({ code: 2, output: expect.stringContaining('"--pasta"') });
  expect(await install('meu', 'lab')).toMatchObject({ code: 2, output: expect.stringContaining('"lab" sobra') });
  for (const inside of [stick, path.join(stick, 'projeto'), path.join(stick, 'novo/lab')]) {
    expect(await install(inside)).toMatchObject({ code: 3, output: expect.stringContaining('dentro do pacote') });
  }
  expect(await install('/proc/nada')).toMatchObject({ code: 3, output: expect.stringContaining('/proc/nada') });
  expect(readdirSync(stick, { recursive: true })).toEqual(before);
  expect(readdirSync(home)).toEqual([]);
});

test('Ctrl+C durante o npm: a pasta temporária sai, e a próxima vez termina', async () => {
  const { temporary, home, start, install } = await bench();
  // Um npm que não termina: o de verdade acaba antes que se possa interrompê-lo.
  writeIn(home, 'bin/npm', '#!/bin/sh\ntouch "$HOME/comecou"\nexec sleep 60\n');
  chmodSync(path.join(home, 'bin/npm'), 0o755);
  const { kill, ended } = start([], { PATH: `${path.join(home, 'bin')}:${process.env.PATH}` });
  expect(await poll(() => existsSync(path.join(home, 'comecou')) || undefined, { deadlineMs: 20_000 })).toBe(true);
  expect(ours(temporary)).toHaveLength(1);
  kill();
  expect(await ended).toMatchObject({ code: 130, output: expect.stringContaining('Interrompido') });
  expect(ours(temporary)).toEqual([]);
  expect((await install()).code).toBe(0);
});
