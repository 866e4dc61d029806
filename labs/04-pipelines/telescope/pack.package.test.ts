/** O pacote como quem o instala o recebe: montado do zero, desempacotado noutra pasta, e usado por programas que não são daqui. */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { npmCommand } from '../../../kit/npm-command.ts';
import { findRepoRoot } from '../../../kit/repo-root.ts';
import * as telescope from './src/index';

const run = promisify(execFile);
const root = findRepoRoot();
const source = path.join(root, 'labs/04-pipelines/telescope');
const readme = readFileSync(path.join(source, 'README.md'), 'utf8');
const tsx = createRequire(path.join(source, 'package.json')).resolve('tsx/cjs');

/** O que não é do pacote: o que já está montado, e os testes. */
const NOT_SOURCE = /\/(dist|node_modules|bench)(\/|$)|\.test\.ts$/;

/** Nada de fora: sem as variáveis de quem roda os testes, e sem ir à rede. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OTEL_|NODE_|VITEST|npm_)/.test(name))),
  npm_config_offline: 'true',
};

let folder: string;
let files: string[];
/** A pasta de quem instalou o pacote. */
let consumer: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'telescope-'));
  // Numa cópia: montar o dist daqui atrapalharia quem o está usando.
  const copy = path.join(folder, 'repo/labs/04-pipelines/telescope');
  cpSync(source, copy, { recursive: true, filter: (from) => !NOT_SOURCE.test(from.slice(source.length)) });
  cpSync(path.join(root, 'tsconfig.json'), path.join(folder, 'repo/tsconfig.json'));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'repo/node_modules'));
  const [npm, ...args] = npmCommand('npm');
  const { stdout } = await run(npm!, [...args, 'pack', '--json', '--pack-destination', folder], { cwd: copy, env });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ filename: string; files: { path: string }[] }];
  files = packed.files.map((file) => file.path);
  consumer = path.join(folder, 'consumer');
  const installed = path.join(consumer, 'node_modules/@lab-otel/telescope');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', path.join(folder, packed.filename), '-C', installed, '--strip-components=1']);
  linkDependencies(path.join(consumer, 'node_modules'));
  writeFileSync(path.join(consumer, 'package.json'), '{ "type": "commonjs" }');
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As dependências, as do repositório; o Telescope, o desempacotado. */
function linkDependencies(modules: string): void {
  for (const name of readdirSync(path.join(root, 'node_modules'))) {
    if (name === '@lab-otel' || name.startsWith('.')) continue;
    symlinkSync(path.join(root, 'node_modules', name), path.join(modules, name));
  }
}

async function node(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return await run(process.execPath, args, { cwd: consumer, env });
}

/** Os blocos de código do README, na ordem: cada um é um programa inteiro. */
const blocks = [...readme.matchAll(/```ts( norun)?\n([\s\S]*?)```/g)].map(([, norun, text], at) => ({
  file: `readme-${at + 1}.ts`,
  text: text!,
  runs: norun === undefined,
}));

test('leva o que precisa, e nada que só serve aqui', () => {
  expect(files).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts']),
  );
  expect(files.filter((file) => !/^(LICENSE|README\.md|package\.json|dist\/.*\.(js|d\.ts))$/.test(file))).toEqual([]);
  expect(files.filter((file) => /test/.test(file))).toEqual([]);
  for (const file of files) {
    const text = readFileSync(path.join(consumer, 'node_modules/@lab-otel/telescope', file), 'utf8');
    expect.soft(text, file).not.toContain(root);
    expect.soft(text, file).not.toContain(folder);
  }
});

test('require e import, no Node sem nada mais', async () => {
  const use = `
    const { PipelineTracer, telescopeResource } = telescope;
    const pipeline = new PipelineTracer({ serviceName: 'consumer' });
    telescopeResource(pipeline.getTracer('x'), 'local', [{ id: 1 }], 'rows').then(() => pipeline.shutdown());`;
  writeFileSync(path.join(consumer, 'use.cjs'), `const telescope = require('@lab-otel/telescope');${use}`);
  writeFileSync(path.join(consumer, 'use.mjs'), `import * as telescope from '@lab-otel/telescope';${use}`);
  for (const file of ['use.cjs', 'use.mjs']) {
    const { stdout, stderr } = await node(file);
    expect(stdout).toContain("name: 'local.df.rows'");
    expect(stdout).toContain("'service.name': 'consumer'");
    expect(stderr).toBe('');
  }
});

test('os tipos, em CommonJS e em ESM, e os do README', async () => {
  const use = `
    import { type SqlDataFrame, TelescopeOperations } from '@lab-otel/telescope';
    import { trace } from '@opentelemetry/api';
    const join = new TelescopeOperations(trace.getTracer('x'), 'local').dfOperation('join')(
      async (left: SqlDataFrame, right: SqlDataFrame) => left.innerJoin(right, 'id'),
    );
    export const kept: (left: SqlDataFrame, right: SqlDataFrame) => Promise<SqlDataFrame> = join;
    // @ts-expect-error Os argumentos são os da operação.
    export const wrong = (left: SqlDataFrame) => join(left, 'texto');`;
  const sources = {
    'types.cts': use,
    'types.mts': use,
    ...Object.fromEntries(blocks.map(({ file, text }) => [file, text])),
  };
  for (const [file, text] of Object.entries(sources)) writeFileSync(path.join(consumer, file), text);
  const compilerOptions = {
    module: 'NodeNext',
    target: 'ES2022',
    lib: ['ES2023'],
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  };
  writeFileSync(path.join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(sources) }));
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = await node(tsc, '-p', consumer).catch((error: { stdout: string }) => error);
  expect(stdout).toBe('');
});

test('os tipos não dependem dos motores que ninguém instalou', () => {
  const types = files.filter((file) => file.endsWith('.d.ts'));
  for (const file of types) {
    const text = readFileSync(path.join(consumer, 'node_modules/@lab-otel/telescope', file), 'utf8');
    const imported = [...text.matchAll(/(?:from|import\()\s*['"]([^'"]+)['"]/g)].map(([, name]) => name!);
    expect
      .soft(
        imported.filter((name) => !/^(\.|@opentelemetry\/)/.test(name)),
        file,
      )
      .toEqual([]);
  }
});

describe('o README', () => {
  const outputs: Record<string, string> = {
    'readme-1.ts': "{ id: 'a', salary: 4000, city: 'Recife' }",
    'readme-2.ts': "{ file: 'c.json', speed: 40 }",
    'readme-3.ts': '{ name: "d\'Ávila" }',
  };

  test('cada bloco é um programa, e se sabe o que ele escreve', () => {
    expect(blocks.filter(({ runs }) => runs).map(({ file }) => file)).toEqual(Object.keys(outputs));
  });

  test.each(blocks.filter(({ runs }) => runs))('$file roda', async ({ file, text }) => {
    writeFileSync(path.join(consumer, file), text);
    const { stdout, stderr } = await node('-r', tsx, file);
    expect(stdout).toContain(outputs[file]);
    expect(stdout).toContain("traceId: '");
    expect(stderr).toBe('');
  });

  test('traz todo atributo que o código escreve, e toda exportação', () => {
    const installed = path.join(consumer, 'node_modules/@lab-otel/telescope/dist');
    const code = files
      .filter((file) => file.endsWith('.js'))
      .map((file) => readFileSync(path.join(installed, '..', file), 'utf8'))
      .join('\n');
    const written = new Set([...code.matchAll(/'((?:telescope|faas)\.[a-z_.]*[a-z])'/g)].map(([, name]) => name!));
    expect(written.size).toBeGreaterThan(25);
    // Na tabela, `.done` depois de `telescope.partitions.total` é o atributo irmão.
    const missing = [...written].filter(
      (name) => !readme.includes(name) && !readme.includes(`\`.${name.split('.').at(-1)}\``),
    );
    expect(missing).toEqual([]);
    expect(Object.keys(telescope).filter((name) => !readme.includes(name))).toEqual([]);
  });
});
