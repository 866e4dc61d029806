/** O programa inteiro, como processo. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type KitProcess, startNode } from '../cli/testing/kit-process.ts';
import { freePorts } from '../free-ports.ts';
import { startLuneta } from '../luneta/start.ts';
import { ANY_PORTS } from '../luneta/testing/any-ports.ts';
import { poll } from '../poll.ts';
import { findRepoRoot } from '../repo-root.ts';
import { serve } from '../testing/serve.ts';
import { loadTexts } from './texts.ts';

const MAIN = path.join(findRepoRoot(), 'kit', 'load', 'main.ts');
const RUN = `
  const { main } = await import(${JSON.stringify(MAIN)});
  process.exitCode = await main(process.argv.slice(1));
`;
const READY_MS = 20_000;

function start(...words: string[]): KitProcess {
  return startNode(['--import', 'tsx', '--input-type=module', '-e', RUN, ...words]);
}

async function load(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const { exit, stdout, stderr } = start(...words);
  return { code: await exit, stdout: stdout(), stderr: stderr() };
}

/** Some com o teste. */
function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'carga-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Numa linha só, com um espaço entre as palavras. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('a ajuda, com 0, em 80 colunas', async () => {
  expect(await load('help')).toEqual({ code: 0, stdout: `${loadTexts.help}\n`, stderr: '' });
  expect(Math.max(...loadTexts.help.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test('uma palavra errada: a frase, na saída de erros, com 2', async () => {
  const { code, stdout, stderr } = await load('rat=10');
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(`${loadTexts.unknownWord('rat=10', 'rate=10')}\n`);
});

test('à Luneta: o andamento, a tabela e o relatório, com 0', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const folder = path.join(emptyFolder(), 'nova');
  const url = luneta.urls.otlpHttp!;
  const { code, stdout, stderr } = await load(`url=${url}`, 'rate=200', 'seconds=3', 'seed=42', `report=${folder}`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/\d+% · [\d.]+ spans confirmados · 0 recusas\n/);
  expect(stdout).toMatch(/ {2}spans enviados +(\d+)\n {2}spans confirmados +\1\n/);
  expect(stdout).toMatch(/ {2}semente +42\n/);
  const files = readdirSync(folder).toSorted();
  expect(files).toEqual([
    expect.stringMatching(/^carga-\d{4}-\d\d-\d\d-\d{6}\.html$/),
    expect.stringMatching(/\.json$/),
  ]);
  expect(stdout).toContain(`Relatório: ${path.join(folder, files[0]!)}\n`);
  const { asked, result } = JSON.parse(readFileSync(path.join(folder, files[1]!), 'utf8'));
  expect(asked).toMatchObject({ url, rate: 200, seconds: 3, workers: 4, errorShare: 0.02 });
  expect(result).toMatchObject({ seed: 42, traces: { unacknowledged: 0 }, refusals: {} });
  expect(result.spans.acknowledged).toBe(result.traces.acknowledged * 4);
  expect(readFileSync(path.join(folder, files[0]!), 'utf8')).toMatch(/^<!doctype html><html lang="pt-BR">/);
});

test('ninguém na porta: diz onde, por quê e o que fazer, e não espera o fim da carga, com 1', async () => {
  const [port] = await freePorts(1);
  const { code, stdout, stderr } = await load(`url=http://127.0.0.1:${port}`, 'seconds=3600');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(flat(stderr)).toContain(`Ninguém atende em http://127.0.0.1:${port} (ECONNREFUSED). A Luneta está no ar?`);
  expect(stderr).toContain('\n  npm run luneta\n');
});

test.each([
  [404, 'não recebe traces: POST URL/v1/traces deu HTTP 404'],
  [401, 'pede que se identifique: POST URL/v1/traces deu HTTP 401'],
  [500, 'recusou tudo: POST URL/v1/traces deu HTTP 500'],
])('um %i a tudo: quem respondeu o quê, a tabela das recusas, e nenhum relatório, com 1', async (status, message) => {
  const folder = emptyFolder();
  const url = await serve(
    (request, response) => void request.resume().on('end', () => response.writeHead(status).end()),
  );
  const { code, stdout, stderr } = await load(`url=${url}`, 'seconds=1', 'rate=50', `report=${folder}`);
  expect(code).toBe(1);
  expect(flat(stderr)).toContain(`Quem atende em ${url} ${message.replace('URL', url)}`);
  expect(stdout).toContain(`recusas: HTTP ${status}`);
  expect(readdirSync(folder)).toEqual([]);
});

test('Ctrl+C encerra bem, com o resultado até ali e o relatório, com 0', async () => {
  let requests = 0;
  const url = await serve((request, response) => void request.resume().on('end', () => response.end(`${++requests}`)));
  const folder = emptyFolder();
  const { child, exit, stdout, stderr } = start(`url=${url}`, 'seconds=3600', 'rate=100', `report=${folder}`);
  await poll(() => (requests > 5 ? true : undefined), { deadlineMs: READY_MS });
  child.kill('SIGINT');
  expect(await exit).toBe(0);
  expect(stderr()).toBe('');
  expect(stdout()).toContain(loadTexts.interrupted);
  expect(stdout()).toMatch(/spans confirmados +[1-9]/);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('o ritmo que não saiu, e a pasta em que não se escreve: avisos, e a saída continua a ser 0', async () => {
  const url = await serve(
    (request, response) => void request.resume().on('end', () => setTimeout(() => response.end(), 100)),
  );
  const file = path.join(emptyFolder(), 'arquivo');
  writeFileSync(file, '');
  const { code, stdout, stderr } = await load(`url=${url}`, 'seconds=1', 'rate=10000', 'workers=1', `report=${file}`);
  expect(code).toBe(0);
  expect(flat(stdout)).toContain('O ritmo pedido era de 10.000 spans por segundo, e saíram ');
  expect(flat(stderr)).toContain(`O relatório não pôde ser escrito em "${file}": já existe um arquivo com este nome`);
});
