/** O comando `pacote`, com o npm de verdade e um registro pequeno nesta máquina. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LabContext } from '../lab/context.ts';
import type { LabRun } from '../lab/testing/lab-root.ts';
import { runHere } from '../lab/testing/run-here.ts';
import { temporaryFolder, writeIn } from '../../course/testing/temporary-folder.ts';
import { poll } from '../../poll.ts';
import { contentPath } from './npm-cache.ts';
import { filesIn } from './stick-folder.ts';
import { type TinyRegistry, tinyRegistry } from './testing/tiny-registry.ts';

interface Bench extends TinyRegistry {
  folder: string;
  /** `npm run lab pacote`, na pasta do teste. */
  make(overrides?: Partial<LabContext>): Promise<LabRun>;
  /** Onde está o `.tgz` deste pacote. */
  tarball(name: string): string;
}

async function bench(names: readonly string[]): Promise<Bench> {
  const registry = await tinyRegistry(names);
  const folder = path.join(temporaryFolder(), 'pen drive');
  const { packages } = JSON.parse(readFileSync(path.join(registry.root, 'package-lock.json'), 'utf8'));
  return {
    ...registry,
    folder,
    make: async (overrides) =>
      unwrapped(await runHere(registry.root, ['pacote', folder], { env: registry.env, ...overrides })),
    tarball: (name) => path.join(folder, 'npm-cache', contentPath(packages[`node_modules/${name}`].integrity)),
  };
}

/** A largura da tela não é o que se confere aqui. */
function unwrapped(run: LabRun): LabRun {
  return { ...run, stdout: run.stdout.replace(/\n +/g, ' '), stderr: run.stderr.replace(/\n +/g, ' ') };
}

function inFolder(folder: string): readonly string[] {
  return readdirSync(folder).toSorted();
}

test('de novo, sem rede: nada se baixa, e o pacote é o mesmo, byte por byte', async () => {
  const { folder, make, downloads, root, misbehave } = await bench(['um', 'dois']);
  const first = await make();
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toContain('2 pacotes do npm');
  expect(downloads.toSorted()).toEqual(['dois', 'um']);
  const sums = readFileSync(path.join(folder, 'SHA256SUMS'), 'utf8');
  expect(sums.split('\n').map((line) => line.slice(66))).toEqual(
    expect.arrayContaining(['LEIA-ME.txt', 'pacote.json']),
  );
  expect(filesIn(folder, 'projeto')).toHaveLength(4);

  for (const name of ['um', 'dois']) misbehave.set(name, 'absent');
  rmSync(path.join(root, 'labs/guia.md'));
  writeIn(root, 'labs/guia.md', '# Guia\n');
  writeIn(folder, 'projeto/node_modules/de-outro/index.js', '');
  expect((await make()).stdout).toContain('todos já estavam inteiros');
  expect(readFileSync(path.join(folder, 'SHA256SUMS'), 'utf8')).toBe(sums);
  expect(filesIn(folder, 'projeto')).toHaveLength(4);
});

test('só se baixa o que se estragou; os instaladores de quem fez o pacote ficam, com a soma', async () => {
  const { folder, make, downloads, tarball } = await bench(['um', 'dois']);
  await make();
  const before = readFileSync(tarball('um'));
  writeFileSync(tarball('um'), before.subarray(0, 100));
  writeIn(folder, 'instaladores/node.msi', 'um instalador');
  writeIn(folder, 'projeto/labs/guia.md', 'rabiscado');
  downloads.length = 0;

  expect(await make()).toMatchObject({ code: 0, stdout: expect.stringContaining('1 baixados agora') });
  expect(readFileSync(tarball('um'))).toEqual(before);
  expect(readFileSync(path.join(folder, 'projeto/labs/guia.md'), 'utf8')).toBe('# Guia\n');
  expect(readFileSync(path.join(folder, 'SHA256SUMS'), 'utf8')).toMatch(/^[0-9a-f]{64} {2}instaladores\/node.msi$/m);
});

test('sem o Docker, as imagens de outra vez saem: não se sabe se são as deste compose.yaml', async () => {
  const { folder, make } = await bench(['um']);
  await make();
  writeIn(folder, 'imagens/velhas.tar', '');
  writeIn(folder, 'imagens/novas.tar.parcial', '');
  expect(await make()).toMatchObject({ code: 0, stdout: expect.stringContaining('Sem as imagens') });
  expect(inFolder(folder)).not.toContain('imagens');
  expect(readFileSync(path.join(folder, 'SHA256SUMS'), 'utf8')).not.toContain('imagens');
});

test.each([
  ['absent', 'E404'],
  ['other_content', 'o sha512 é outro'],
] as const)('um pacote que não veio (%s): diz qual, por quê e como seguir; o resto fica', async (fault, reason) => {
  const { folder, make, misbehave, downloads } = await bench(['um', 'dois']);
  misbehave.set('dois', fault);
  const { code, stderr } = await make();
  expect(code).toBe(3);
  expect(stderr).toContain('"dois@1.0.0"');
  expect(stderr).toContain(reason);
  expect(stderr).toContain('Rode o mesmo comando outra vez');
  expect(inFolder(folder)).not.toContain('SHA256SUMS');

  misbehave.clear();
  downloads.length = 0;
  expect((await make()).code).toBe(0);
});

test('Ctrl+C no meio: nada pela metade, e a próxima vez termina', async () => {
  const { folder, make, misbehave, downloads, tarball } = await bench(['um', 'dois']);
  misbehave.set('dois', 'hang');
  const stop = new AbortController();
  const interrupted = make({ stop: stop.signal });
  expect(await poll(() => downloads.includes('dois') || undefined, { deadlineMs: 20_000 })).toBe(true);
  stop.abort();
  const { code, stderr } = await interrupted;
  expect(code).toBe(130);
  expect(stderr).toContain('o que já veio inteiro fica');
  expect(stderr).not.toContain('nada foi conferido');
  expect(inFolder(folder)).toEqual(expect.not.arrayContaining(['SHA256SUMS', 'npm-cache.baixando']));
  expect(filesIn(folder, 'npm-cache').map((name) => path.join(folder, name))).not.toContain(tarball('dois'));

  misbehave.clear();
  expect((await make()).code).toBe(0);
});

test('uma pasta com outra coisa, ou que não é pasta: recusa, e não toca em nada', async () => {
  const { root, make, folder } = await bench([]);
  writeIn(folder, 'fotos/ferias.jpg', '');
  expect(await make()).toMatchObject({ code: 3, stderr: expect.stringContaining('não está vazia') });
  expect(inFolder(folder)).toEqual(['fotos']);

  // Nem a de outro programa que chama assim um arquivo dele.
  writeIn(folder, 'pacote.json', '{"name": "outro"}');
  expect(await make()).toMatchObject({ code: 3, stderr: expect.stringContaining('não está vazia') });
  expect(readFileSync(path.join(folder, 'pacote.json'), 'utf8')).toBe('{"name": "outro"}');

  const file = path.join(folder, 'fotos/ferias.jpg');
  const inside = await runHere(root, ['pacote', path.join(file, 'pacote')]);
  expect(inside).toMatchObject({ code: 3, stderr: expect.stringContaining('não é uma pasta (ENOTDIR)') });
  expect(await runHere(root, ['pacote', file])).toMatchObject({ code: 3 });
});

test('um /proc, que não aceita pastas: recusa, e não fica tentando', async () => {
  const { root } = await bench([]);
  const { code, stderr } = await runHere(root, ['pacote', '/proc/nada/pacote']);
  expect(code).toBe(3);
  expect(stderr).toContain('/proc/nada');
});

test('duas pastas: um nome com espaços, sem as aspas', async () => {
  const { root } = await bench([]);
  const { code, stderr } = await runHere(root, ['pacote', 'E:\\meu', 'pacote']);
  expect(code).toBe(2);
  expect(stderr).toContain('"pacote" sobra');
});
