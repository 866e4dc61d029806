/**
 * O pacote de verdade: feito de uma cópia nova do projeto e instalado como o LEIA-ME manda, por quem não alcança registro
 * nenhum. Com o npm desta máquina e com o npm 10.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRepoRoot } from '../../repo-root.ts';
import { specOf } from './locked-packages.ts';

const work = mkdtempSync(path.join(tmpdir(), 'pacote-'));
const copy = path.join(work, 'projeto novo');
const stick = path.join(work, 'pen drive');
const home = path.join(work, 'aluno');
const installed = path.join(home, 'lab-otel');
const npm10 = path.join(work, 'npm10');

/** Ninguém atende nesta porta. */
const NOBODY = 'http://127.0.0.1:9';
const student = {
  PATH: process.env.PATH,
  HOME: home,
  USERPROFILE: home,
  TMPDIR: work,
  NO_COLOR: '1',
  npm_config_registry: NOBODY,
  HTTP_PROXY: NOBODY,
  HTTPS_PROXY: NOBODY,
};

interface Ran {
  code: number | null;
  output: string;
}

/** Numa linha de comando, como quem digita. */
function type(command: string, cwd: string, env: NodeJS.ProcessEnv = student): Ran {
  const { status, stdout, stderr } = spawnSync(command, { shell: true, cwd, env, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

function makeStick(env: NodeJS.ProcessEnv = process.env): Ran {
  return type(`npm run --silent lab pacote "${stick}"`, copy, env);
}

function mustEnd({ code, output }: Ran): void {
  if (code !== 0) throw new Error(output);
}

/** O comando do LEIA-ME que começa assim. */
function fromReadme(start: string): string {
  const lines = readFileSync(path.join(stick, 'LEIA-ME.txt'), 'utf8').split('\n');
  return lines.map((line) => /^ {4}(.*)/.exec(line)?.[1] ?? '').find((line) => line.startsWith(start))!;
}

beforeAll(() => {
  const root = findRepoRoot();
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of files.toString().split('\0').filter(Boolean)) {
    if (existsSync(path.join(root, file))) cpSync(path.join(root, file), path.join(copy, file));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  mkdirSync(home);
  mustEnd(makeStick());
  mustEnd(type(`npm install --prefix "${npm10}" --no-save npm@10`, work, process.env));
});

afterAll(() => {
  setWritable(true);
  rmSync(work, { recursive: true, force: true });
});

/** Como um pendrive com a trava fechada. */
function setWritable(writable: boolean): void {
  for (const entry of readdirSync(stick, { recursive: true, withFileTypes: true })) {
    chmodSync(path.join(entry.parentPath, entry.name), (entry.isDirectory() ? 0o555 : 0o444) | (writable ? 0o200 : 0));
  }
}

/** Quando mudou cada arquivo e cada pasta: quem roda como root escreve até no que é só de leitura. */
function changes(): ReadonlyMap<string, number> {
  const names = readdirSync(stick, { recursive: true, encoding: 'utf8' });
  return new Map(names.map((name) => [name, statSync(path.join(stick, name)).mtimeMs]));
}

test('o que o LEIA-ME manda, sem rede e num pendrive só de leitura: confere, instala e funciona', () => {
  setWritable(false);
  const before = changes();
  expect(type(fromReadme('node conferir.mjs'), stick)).toMatchObject({ code: 0 });
  expect(type(fromReadme('node instalar.mjs'), stick)).toMatchObject({
    code: 0,
    output: expect.stringContaining(`cd "${installed}"`),
  });
  expect(changes()).toEqual(before);
  expect(type('sha256sum --check --quiet SHA256SUMS', stick)).toEqual({ code: 0, output: '' });
  setWritable(true);

  expect(type('npm start -- --once', installed)).toMatchObject({ code: 0 });
  expect(type('npm run lab verify 01/1', installed)).toMatchObject({ code: 1 });
  expect(type('npm test -- kit/format.test.ts', installed)).toMatchObject({ code: 0 });
});

test('de novo: o que o aluno já fez fica', () => {
  const program = path.join(installed, 'meu-lab/01-tracing/tracing.ts');
  const before = readFileSync(program, 'utf8');
  rmSync(path.join(installed, 'node_modules'), { recursive: true });
  expect(type(fromReadme('node instalar.mjs'), stick)).toMatchObject({ code: 0 });
  expect(readFileSync(program, 'utf8')).toBe(before);
  expect(existsSync(path.join(installed, 'node_modules/tsx'))).toBe(true);
  expect(existsSync(`${installed}.antes`)).toBe(false);
});

test('numa pasta com outra coisa, não instala', () => {
  const { code, output } = type(`node instalar.mjs "${work}"`, stick);
  expect(code).toBe(3);
  expect(output).toContain('já tem outra coisa');
});

interface LockEntry {
  version?: string;
  os?: readonly string[];
  cpu?: readonly string[];
  libc?: readonly string[];
}

/** Do package-lock.json do pacote: o que só serve a este sistema, por onde se instala. */
function onlyFor(system: string, processor: string): readonly (readonly [place: string, entry: LockEntry])[] {
  const lock: { packages: Record<string, LockEntry> } = JSON.parse(
    readFileSync(path.join(stick, 'projeto/package-lock.json'), 'utf8'),
  );
  const own = Object.entries(lock.packages).filter(
    ([, { os, cpu = [processor], libc = ['glibc'] }]) =>
      os?.includes(system) && cpu.includes(processor) && libc.includes('glibc'),
  );
  expect(own.length).toBeGreaterThanOrEqual(4);
  return own;
}

const NPM_10 = `node "${path.join(npm10, 'node_modules/npm/bin/npm-cli.js')}"`;

/** O `npm ci` do LEIA-ME, com outro npm, ou outra coisa no lugar do `ci`. */
function byHand(npm: string, command = 'ci'): string {
  return fromReadme('npm ci').replace('PACOTE', stick).replace('npm ci', `${npm} ${command}`);
}

test.each([
  ['win32', 'x64', 'npm'],
  ['darwin', 'arm64', NPM_10],
])('o comando à mão do LEIA-ME, para %s %s: instala, do cache, o que é deste sistema', (system, processor, npm) => {
  const target = path.join(work, `${system}-${processor}`);
  cpSync(path.join(stick, 'projeto'), target, { recursive: true });
  const limits = `--ignore-scripts --os=${system} --cpu=${processor} --libc=glibc`;
  expect(type(`${byHand(npm)} ${limits}`, target)).toMatchObject({ code: 0 });
  const missing = onlyFor(system, processor).filter(([place]) => !existsSync(path.join(target, place, 'package.json')));
  expect(missing).toEqual([]);
  rmSync(target, { recursive: true });
});

test.each([
  ['o desta máquina', 'npm'],
  ['o npm 10', NPM_10],
])('o que é só de um sistema, de cada um deles: %s o tira inteiro do cache', (_name, npm) => {
  const entries = ['win32', 'darwin', 'linux'].flatMap((system) =>
    ['x64', 'arm64'].flatMap((processor) => onlyFor(system, processor)),
  );
  const specs = entries.map(([place, { version = '' }]) =>
    specOf({ name: place.replace(/^.*node_modules\//, ''), version }),
  );
  const folder = mkdtempSync(path.join(work, 'avulsos-'));
  // O `npm pack` confere a soma de cada um, como a instalação.
  expect(type(`${byHand(npm, 'pack')} ${[...new Set(specs)].join(' ')}`, folder)).toMatchObject({ code: 0 });
  expect(readdirSync(folder)).toHaveLength(new Set(specs).size);
  rmSync(folder, { recursive: true });
});

test('cabe num pendrive FAT: nomes, tamanhos e caminhos que o Windows aceita, e nenhum link', () => {
  const entries = readdirSync(stick, { recursive: true, withFileTypes: true });
  const names = entries.map((entry) => path.relative(stick, path.join(entry.parentPath, entry.name)));
  expect(entries.filter((entry) => !entry.isFile() && !entry.isDirectory())).toEqual([]);
  expect(names.filter((name) => /[<>:"|?*\\]|[. ](\/|$)/.test(name) || name.length > 190)).toEqual([]);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
});

test('um arquivo estragado e um que falta: conferir diz quais; fazer de novo baixa só o que se estragou', () => {
  const sums = readFileSync(path.join(stick, 'SHA256SUMS'), 'utf8');
  const [, tarball] = /^.*?(npm-cache\/_cacache\/content-v2\/.*)$/m.exec(sums)!;
  truncateSync(path.join(stick, tarball), 10);
  rmSync(path.join(stick, 'projeto/README.md'));
  const { code, output } = type('node conferir.mjs', stick);
  expect(code).toBe(1);
  expect(output).toContain(`mudou  ${tarball}`);
  expect(output).toContain('falta  projeto/README.md');
  expect(output).toContain('2 de ');
  expect(type('node instalar.mjs', stick)).toMatchObject({ code: 3, output: expect.stringContaining('se estragou') });

  expect(makeStick()).toMatchObject({ code: 0 });
  expect(type('node conferir.mjs', stick)).toMatchObject({ code: 0 });
  expect(readFileSync(path.join(stick, 'SHA256SUMS'), 'utf8')).toBe(sums);
});

test('um pacote pela metade não se instala', () => {
  rmSync(path.join(stick, 'SHA256SUMS'));
  expect(type('node instalar.mjs', stick)).toMatchObject({ code: 3, output: expect.stringContaining('pela metade') });
  expect(type('node conferir.mjs', stick)).toMatchObject({ code: 1, output: expect.stringContaining('pela metade') });
});
