/** `run.mjs` escolhe entre o pacote pronto e as fontes. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const kit = path.dirname(fileURLToPath(import.meta.url));
let root: string;

/** Um kit de mentira: um pacote e uma fonte que dizem quem são. */
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kit-run-'));
  await mkdir(path.join(root, 'kit', 'luneta'), { recursive: true });
  await mkdir(path.join(root, 'kit', 'dist'));
  for (const file of ['run.mjs', 'load-program.mjs', 'bundle-state.mjs'])
    await cp(path.join(kit, file), path.join(root, 'kit', file));
  await symlink(path.join(kit, '..', 'node_modules'), path.join(root, 'node_modules'), 'junction');
  await writeFile(path.join(root, 'package.json'), '{"type":"module","engines":{"node":">=20.19.0"}}');
  await writeFile(path.join(root, 'tsconfig.json'), '{}');
  const program = (name: string): string =>
    `export const main = async (argv) => { console.log('${name}', ...argv); return 7; };`;
  await writeFile(path.join(root, 'kit', 'luneta', 'main.ts'), program('fontes'));
  await writeFile(path.join(root, 'kit', 'dist', 'luneta.mjs'), program('pacote'));
  await writeFile(path.join(root, 'kit', 'dist', 'inputs.json'), '["kit/luneta/main.ts"]');
});
afterEach(() => rm(root, { recursive: true, force: true }));

function run(...argv: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [path.join(root, 'kit', 'run.mjs'), ...argv], (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

test('o pacote, quando nenhuma fonte é mais nova; os argumentos e o código de saída passam', async () => {
  expect(await run('luneta', '--json')).toEqual({ code: 7, stdout: 'pacote --json\n', stderr: '' });
});

test('as fontes, quando alguma mudou depois do pacote', async () => {
  const future = new Date(Date.now() + 60_000);
  await utimes(path.join(root, 'kit', 'luneta', 'main.ts'), future, future);
  expect(await run('luneta')).toMatchObject({ code: 7, stdout: 'fontes\n' });
});

test('as fontes, quando não há pacote', async () => {
  await rm(path.join(root, 'kit', 'dist'), { recursive: true });
  expect(await run('luneta')).toMatchObject({ code: 7, stdout: 'fontes\n' });
});

test.each([['lua'], ['__proto__'], ['']])('programa desconhecido (%j): uma frase, código 2', async (name) => {
  const { code, stderr } = await run(name);
  expect(code).toBe(2);
  expect(stderr).toBe(`Programa desconhecido: "${name}". Os que existem: luneta, start, lab, load, scale.\n`);
});

test('sem npm ci: o que falta e o que rodar, em português, com 3', async () => {
  await rm(path.join(root, 'node_modules'));
  // O pacote pronto também conta com pacotes de fora.
  const message = 'Os pacotes do projeto não estão instalados. Rode, na raiz do projeto:\nnpm ci\n';
  await writeFile(path.join(root, 'kit', 'dist', 'luneta.mjs'), "import 'pacote-que-falta/x.js';");
  expect(await run('luneta')).toEqual({ code: 3, stdout: '', stderr: message });
  await rm(path.join(root, 'kit', 'dist'), { recursive: true });
  expect(await run('luneta')).toEqual({ code: 3, stdout: '', stderr: message });
});

test('falta um arquivo nosso: é defeito, e aparece inteiro', async () => {
  await writeFile(path.join(root, 'kit', 'dist', 'luneta.mjs'), "import './sumiu.mjs';");
  const { code, stderr } = await run('luneta');
  expect(code).toBe(1);
  expect(stderr).toContain('sumiu.mjs');
  expect(stderr).not.toContain('npm ci');
});

test('um Node antigo: qual é, qual se pede e onde consegui-lo, com 3', async () => {
  await writeFile(path.join(root, 'package.json'), '{"type":"module","engines":{"node":">=99.1.0"}}');
  const { code, stdout, stderr } = await run('luneta');
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(stderr).toMatch(
    /^O projeto pede o Node 99\.1\.0 ou mais novo, e este é o \d+\.\d+\.\d+\. .*nodejs\.org.*\nnpm ci\n$/,
  );
});
