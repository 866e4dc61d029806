/** A página da estação, sem navegador: o que sai do pacote, e as contas que ela faz. */
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findRepoRoot } from '../../kit/repo-root.ts';
import { spawnNode } from '../../kit/testing/node-process.ts';
import { buildPage } from './app/page-bundle.ts';
import { ApiError, type LonLat } from './app/page/api.ts';
import { searchFailure } from './app/page/failures.ts';
import { formatKm, formatPlace, formatPosition, formatSpeed } from './app/page/format.ts';
import { horizonDegrees, lightAt, splitTrack } from './app/page/geometry.ts';
import { subsolarPoint } from './app/page/sun.ts';
import { countryAt } from './app/page/world.ts';

async function textOf(name: string): Promise<string> {
  const { files } = await buildPage();
  return String(files.get(name)?.body);
}

test('o pacote tem tudo o que o HTML pede, cada um com o seu tipo', async () => {
  const { files } = await buildPage();
  expect(Object.fromEntries(Array.from(files, ([name, { type }]) => [name, type]))).toEqual({
    'index.html': 'text/html; charset=utf-8',
    'style.css': 'text/css; charset=utf-8',
    'main.js': 'text/javascript; charset=utf-8',
    'favicon.svg': 'image/svg+xml',
  });
  const wanted = Array.from((await textOf('index.html')).matchAll(/(?:src|href)="\/([^"]+)"/g), ([, name]) => name);
  expect(new Set(wanted)).toEqual(new Set(['style.css', 'main.js', 'favicon.svg']));
  expect(await buildPage(), 'monta uma vez só').toBe(await buildPage());
});

test('o HTML aguenta uma política de segurança estrita, e cada id citado existe', async () => {
  const html = await textOf('index.html');
  expect(html).not.toMatch(/\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)/);
  const ids = Array.from(html.matchAll(/\sid="([^"]+)"/g), ([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const cited = Array.from(html.matchAll(/\s(?:for|aria-\w+by)="([^"]+)"/g), ([, id]) => id);
  expect(cited.length).toBeGreaterThan(5);
  expect(cited.filter((id) => !ids.includes(id))).toEqual([]);
});

test('nada vem de fora', async () => {
  for (const name of ['index.html', 'style.css']) {
    expect(await textOf(name), `${name}`).not.toMatch(/https?:|url\(|@import/);
  }
  const addresses = new Set((await textOf('main.js')).match(/https?:\/\/[\w.-]+/g));
  // O nome do SVG, que ninguém busca, e o endereço que o exporter usaria se não recebesse outro.
  expect(addresses).toEqual(new Set(['http://www.w3.org', 'http://localhost']));
});

test('a cópia do aluno, noutra pasta, também monta a página, em CommonJS', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-otel-page-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const app = path.join(findRepoRoot(), 'labs', '02-iss', 'app');
  for (const name of ['page', 'page-bundle.ts', 'redact.ts']) {
    cpSync(path.join(app, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(findRepoRoot(), 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "commonjs" }');
  writeFileSync(
    path.join(folder, 'entry.ts'),
    "import { buildPage } from './page-bundle';\nvoid buildPage().then(({ files }) => console.log([...files.keys()].join()));",
  );
  const copy = spawnNode(['-r', 'tsx/cjs', 'entry.ts'], { cwd: folder });
  expect(await copy.exit, `${copy.stderr()}`).toBe(0);
  expect(copy.stdout().trim().split(',').toSorted()).toEqual(['favicon.svg', 'index.html', 'main.js', 'style.css']);
});

test('o Sol: a pino sobre os trópicos nos solstícios, sobre o equador nos equinócios, sobre Greenwich ao meio-dia', () => {
  expect(subsolarPoint(Date.UTC(2026, 5, 21, 8, 24))[1]).toBeCloseTo(23.44, 1);
  expect(subsolarPoint(Date.UTC(2026, 11, 21, 20, 50))[1]).toBeCloseTo(-23.44, 1);
  expect(subsolarPoint(Date.UTC(2026, 2, 20, 14, 46))[1]).toBeCloseTo(0, 1);
  // Nestes dias o Sol dos relógios e o do céu coincidem, com segundos de diferença.
  expect(subsolarPoint(Date.UTC(2026, 3, 15, 12))[0]).toBeCloseTo(0, 0);
  expect(Math.abs(subsolarPoint(Date.UTC(2026, 3, 15, 0))[0])).toBeCloseTo(180, 0);
});

test('dia, crepúsculo e noite', () => {
  const noon = Date.UTC(2026, 2, 20, 12);
  expect(lightAt([0, 0], noon)).toBe('day');
  expect(lightAt([100, 0], noon)).toBe('twilight');
  expect(lightAt([180, 0], noon)).toBe('night');
});

test('o caminho se divide onde a estação está, mesmo do outro lado do antimeridiano', () => {
  const track: LonLat[] = [160, 170, 180, -170, -160].map((longitude) => [longitude, 10]);
  const station: LonLat = [-171, 10];
  expect(splitTrack(track, station)).toEqual({
    past: [[160, 10], [170, 10], [180, 10], station],
    future: [station, [-160, 10]],
  });
  expect(splitTrack([], station)).toEqual({ past: [station], future: [station] });
  expect(horizonDegrees(420)).toBeCloseTo(20.3, 1);
});

test('em português: números, pontos cardeais, países', () => {
  expect(formatKm(5421.3)).toBe('5.421\u00a0km');
  expect(formatSpeed(7.66)).toBe('27.576\u00a0km/h');
  expect(formatPosition([-34.9, -8.05])).toBe('8,05°\u00a0S, 34,90°\u00a0O');
  expect(formatPlace({ name: 'Recife', country: 'BR', latitude: 0, longitude: 0 })).toBe('Recife, Brasil');
  expect(formatPlace({ name: 'Recife', country: 'Brazil', latitude: 0, longitude: 0 })).toBe('Recife, Brazil');
  expect(countryAt([-50, -10])).toBe('Brasil');
  expect(countryAt([10, 47])).toBe('Áustria');
  expect(countryAt([21, 42.6])).toBe('Kosovo');
  expect(countryAt([-30, 0])).toBeUndefined();
});

test('um 404 é uma resposta; o resto é pane, e manda ao trace', () => {
  expect(searchFailure(new ApiError(404), 'Xangrilá')).toMatchObject({
    title: 'Não conhecemos “Xangrilá”',
    broken: false,
  });
  for (const status of [500, 502, 504]) {
    const { advice, broken } = searchFailure(new ApiError(status), 'Recife');
    expect(broken).toBe(true);
    expect(advice).toContain(`(${status})`);
    expect(advice).toContain('trace');
  }
  expect(searchFailure(new ApiError(0), 'Recife').advice).toContain('terminal');
});
