/** `npm run lab run 02`, como o aluno o roda: o lab de verdade, com os arquivos dele. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { poll } from '../../../poll.ts';
import { searchTraces } from '../../find-trace.ts';
import { labRoot, startLab } from '../testing/lab-root.ts';
import { runHere } from '../testing/run-here.ts';

const DEADLINE_MS = 60_000;

test('todos no ar com os arquivos do aluno, o backend junto, o defeito pedido; um Ctrl+C encerra tudo', async () => {
  const root = labRoot();
  const lab = startLab(root, ['run', '02', 'geocodificador_lento'], { NO_COLOR: '1' });
  const told = async (pattern: RegExp): Promise<string> => {
    const found = await poll(() => pattern.exec(lab.stderr())?.[1], { deadlineMs: DEADLINE_MS });
    if (found === undefined) throw new Error(`Não disse ${pattern}:\n${lab.stderr()}`);
    return found;
  };
  const page = await told(/a página {2}(\S+)\/\n/);
  const backend = await told(/a Luneta {2}(\S+)\n/);
  const command = page === 'http://localhost:5000' ? 'npm run lab carga' : `npm run lab carga ${page}`;
  expect(lab.stderr()).toContain(`    ${command}\n`);
  const fault = path.join(root, 'meu-lab/02-iss/.falha');
  expect(readFileSync(fault, 'utf8').trim()).toBe('slow:geolocator-service');
  expect(await (await fetch(`${page}/config.json`)).json()).toMatchObject({ backendUrl: backend });
  const found = await fetch(`${page}/api/iss?place=${encodeURIComponent('São Paulo')}`);
  expect(await found.json()).toMatchObject({ place: { name: 'São Paulo' } });
  const widest = Math.max(
    ...lab
      .stderr()
      .split('\n')
      .map((line) => line.length),
  );
  expect(widest).toBeLessThan(80);

  lab.child.kill('SIGINT');
  expect(await lab.exit).toBe(130);
  expect(lab.stderr().trimEnd()).toMatch(/Fora do ar\.$/);
  await expect(fetch(page)).rejects.toThrow('fetch failed');
  await expect(searchTraces(backend, { service: 'x' })).rejects.toThrow('fetch failed');
  expect(existsSync(fault)).toBe(false);
}, 120_000);

test.each([
  [['run', '02', 'ajuda'], /^Não existe o defeito "ajuda"\. Os que existem: geocodificador_lento, api_fora/],
  [['run', '02', 'n_mais_um', 'api_fora'], /^"api_fora" sobra: run só espera o lab e um defeito/],
  [['run', '01'], /^O lab 01 não tem um sistema de serviços.*Os que têm: npm run lab run 02/],
  [['run', '01/1', 'x'], /^"x" sobra: run não espera mais nada/],
])('%j: diz o que está errado, sem começar nada', async (args, message) => {
  const root = labRoot();
  const { code, stdout, stderr } = await runHere(root, args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trimEnd()).toMatch(message);
  expect(existsSync(path.join(root, 'meu-lab'))).toBe(false);
});
