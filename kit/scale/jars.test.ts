import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { findRepoRoot } from '../repo-root.ts';
import { serve } from '../testing/serve.ts';
import { classPath, downloadJars, ENGINES, type Jar, jarsOf, missingJars } from './jars.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'jars-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

/** O que o repositório de mentira tem: o caminho de cada arquivo é o que vem nele. */
const repository: RequestListener = ({ url }, response) => void response.end(url);

function jar(coordinates: string, remotePath: string): Jar {
  const sha256 = createHash('sha256').update(remotePath).digest('hex');
  return { coordinates, sha256, file: path.join(folder, 'engine', `${coordinates.split(':')[1]}.jar`) };
}

const ONE = (): Jar => jar('org.one:one:1.0', '/org/one/one/1.0/one-1.0.jar');
const EXEC = (): Jar => jar('io.two:two:2:exec', '/io/two/two/2/two-2-exec.jar');

test('cada um vem do lugar dele no repositório, conferido, e nada sobra do caminho', async () => {
  const told: string[] = [];
  const jars = [ONE(), EXEC()];
  const onProgress = (done: number, all: number): void => void told.push(`${done}/${all}`);
  await downloadJars(jars, { from: await serve(repository), onProgress });
  expect(jars.map(({ file }) => readFileSync(file, 'utf8'))).toEqual([
    '/org/one/one/1.0/one-1.0.jar',
    '/io/two/two/2/two-2-exec.jar',
  ]);
  expect(told).toEqual(['1/2', '2/2']);
  expect(readdirSync(path.join(folder, 'engine'))).toEqual(['one.jar', 'two.jar']);
});

test('um arquivo trocado no caminho não fica', async () => {
  const from = await serve((_request, response) => void response.end('outro'));
  await expect(downloadJars([ONE()], { from })).rejects.toThrow(
    new RegExp(`O que veio de ${from}/org/one/one/1.0/one-1.0.jar não é o org.one:one:1.0: esperava o SHA-256`),
  );
  expect(existsSync(ONE().file)).toBe(false);
});

test('uma falha passageira é tentada de novo', async () => {
  let asked = 0;
  const from = await serve((request, response) => {
    if (++asked === 1) response.writeHead(503).end();
    else repository(request, response);
  });
  await downloadJars([ONE()], { from });
  expect(existsSync(ONE().file)).toBe(true);
});

test('o que não vem é dito, com o motivo e o que fazer, e o resto não se tenta', async () => {
  const asked = new Set<string>();
  const from = await serve(({ url = '' }, response) => {
    asked.add(url);
    response.writeHead(404).end();
  });
  const many = Array.from({ length: 40 }, (_, n) => jar(`g:n${n}:1`, `/g/n${n}/1/n${n}-1.jar`));
  await expect(downloadJars(many, { from })).rejects.toThrow(
    /Não consegui baixar .*: a resposta foi 404\. Confira a rede/,
  );
  expect(asked.size).toBeLessThan(many.length);
});

test('sem ninguém do outro lado, o código do sistema', async () => {
  await expect(downloadJars([ONE()], { from: 'http://127.0.0.1:1' })).rejects.toThrow(/ECONNREFUSED|bad port/);
});

test('quem desiste não espera pelo arquivo', async () => {
  const stop = new AbortController();
  const from = await serve(() => stop.abort(new Error('desisti')));
  await expect(downloadJars([ONE()], { from, signal: stop.signal })).rejects.toThrow('desisti');
});

test('a lista: cada um com coordenadas e uma soma, e nenhum nome repetido na pasta de um motor', () => {
  for (const engine of ENGINES) {
    const jars = jarsOf(engine, { LAB_CACHE: folder });
    for (const { coordinates, sha256 } of jars) {
      expect(coordinates).toMatch(/^[\w.-]+:[\w.-]+:[\w.-]+(?::[\w.-]+)?$/);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(new Set(jars.map(({ file }) => file)).size).toBe(jars.length);
    expect(new Set(jars.map(({ file }) => path.dirname(file))).size).toBe(1);
    expect(classPath(engine, { LAB_CACHE: folder })).toBe(path.join(path.dirname(jars[0]?.file ?? ''), '*'));
  }
});

test('faltam todos numa pasta vazia', () => {
  const all = ENGINES.flatMap((engine) => jarsOf(engine));
  expect(missingJars({ LAB_CACHE: folder })).toHaveLength(all.length);
  expect(missingJars({ LAB_CACHE: folder }, ['zipkin'])).toHaveLength(1);
});

test('o Zipkin é o mesmo de .ci/install-zipkin', () => {
  const script = path.join(findRepoRoot(), '.ci', 'install-zipkin');
  const where = execFileSync(script, ['--where'], { env: { ...process.env, LAB_CACHE: folder }, encoding: 'utf8' });
  const [zipkin] = jarsOf('zipkin', { LAB_CACHE: folder });
  expect(zipkin?.file).toBe(path.join(where.trim(), 'zipkin.jar'));
});
