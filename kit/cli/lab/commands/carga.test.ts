import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';
import { serve } from '../../../testing/serve.ts';
import { runHere } from '../testing/run-here.ts';

test('visita, mostra a tabela; o defeito vale durante a carga, e some no fim', async () => {
  const root = temporaryFolder();
  mkdirSync(path.join(root, 'meu-lab/02-iss'), { recursive: true });
  const file = path.join(root, 'meu-lab/02-iss/.falha');
  const faults = new Set<string>();
  const url = await serve((request, response) => {
    if (request.url !== '/config.json') faults.add(existsSync(file) ? readFileSync(file, 'utf8').trim() : '');
    response.end('{"lab":"02"}');
  });
  const { code, stdout, stderr } = await runHere(root, ['carga', 'geocodificador_lento', url, '2']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain(`Visitando ${url}, 5 vezes por segundo, por 2 s.`);
  expect(stdout).toContain('o defeito é slow:geolocator-service');
  expect(stdout).toMatch(/visitas {2}erros +p50 +p95\n[^]*\n {2}tudo/);
  expect([...faults]).toEqual(['slow:geolocator-service']);
  expect(existsSync(file)).toBe(false);
});

test('Ctrl+C: a tabela do que houve, e o defeito some', async () => {
  const root = temporaryFolder();
  mkdirSync(path.join(root, 'meu-lab/02-iss'), { recursive: true });
  const stop = new AbortController();
  let visits = 0;
  const url = await serve((_, response) => {
    if (++visits === 4) stop.abort();
    response.end('{"lab":"02"}');
  });
  const { stdout } = await runHere(root, ['carga', 'n_mais_um', url], { stop: stop.signal });
  expect(stdout).toMatch(/\n {2}tudo/);
  expect(existsSync(path.join(root, 'meu-lab/02-iss/.falha'))).toBe(false);
});

test('sem ninguém, com outra página, ou com os serviços de outra pasta: diz o que fazer', async () => {
  const root = temporaryFolder();
  const nobody = await runHere(root, ['carga', 'http://127.0.0.1:1']);
  expect(nobody.code).toBe(3);
  expect(nobody.stderr.replaceAll(/\s+/g, ' ')).toMatch(
    /Ninguém atende em http:\/\/127\.0\.0\.1:1 .*npm run lab run 02/,
  );
  const other = await serve((_, response) => void response.end('<h1>AirPlay</h1>'));
  const strange = await runHere(root, ['carga', other]);
  expect(strange.code).toBe(3);
  expect(strange.stderr.replaceAll(/\s+/g, ' ')).toContain('não é a página de um lab');
  const page = await serve((_, response) => void response.end('{"lab":"02"}'));
  const elsewhere = await runHere(root, ['carga', 'n_mais_um', page]);
  expect(elsewhere.code).toBe(3);
  expect(elsewhere.stderr.replaceAll(/\s+/g, ' ')).toContain('não são os desta pasta');
  expect(await runHere(root, ['carga', 'nada'])).toMatchObject({ code: 2, stderr: expect.stringContaining('"nada"') });
});
