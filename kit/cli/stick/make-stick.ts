/** Monta o pacote: o projeto, o cache do npm, as imagens e as somas. De novo, só o que falta ou se estragou. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { download } from './download.ts';
import { IMAGES, type ImagesResult, saveImages } from './images.ts';
import { type LockedPackage, lockedPackages } from './locked-packages.ts';
import { cacheFiles, contentPath, integrityOf } from './npm-cache.ts';
import { projectFiles } from './project-files.ts';
import type { ProgressLine } from './progress-line.ts';
import {
  claimFolder,
  filesIn,
  MARKER,
  MARKER_TEXT,
  removeOthers,
  sha256Of,
  writeChecksums,
  writeFiles,
} from './stick-folder.ts';
import { texts } from './stick-texts.ts';

const PROJECT = 'projeto';
const NPM_CACHE = 'npm-cache';
/** Do que a professora puser aqui (os instaladores do Node), só se anotam as somas. */
const INSTALLERS = 'instaladores';

export interface StickOptions {
  /** A raiz do projeto. */
  root: string;
  /** A pasta do pacote, com o caminho inteiro. */
  folder: string;
  /** O que vai na raiz do pacote: o guia do aluno e os programas que ele roda. */
  extras: string;
  env: NodeJS.ProcessEnv;
  stop: AbortSignal;
  progress: ProgressLine;
}

export interface Stick {
  files: number;
  bytes: number;
  /** Quantos `.tgz` há, e quantos destes se baixaram agora. */
  packages: number;
  downloaded: number;
  images: ImagesResult;
  /** Os arquivos da pasta do projeto que o git ainda não acompanha. */
  leftOut: readonly string[];
}

/** @throws LabStop se a pasta não serve, ou se algum pacote não veio. Os erros do disco sobem como vieram. */
export async function makeStick(options: StickOptions): Promise<Stick> {
  const { root, folder, stop, progress } = options;
  const programs = { cwd: root, env: options.env, signal: stop };
  claimFolder(folder);
  const packages = lockedPackages(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')));
  const { tarballs, downloaded } = await fillCache(packages, options);

  progress.show(texts.copying);
  const project = await projectFiles(root, folder, programs);
  const files = smallFiles(options, project.files, packages, tarballs);
  writeFiles(folder, files);
  const sums = new Map([...files].map(([name, content]) => [name, sha256(content)]));
  for (const { integrity } of packages) sums.set(tarballPath(integrity), tarballs.get(integrity)!.sum);
  for (const inside of [PROJECT, NPM_CACHE]) removeOthers(folder, inside, sums);

  progress.show(texts.savingImages);
  const images = await saveImages(folder, programs);
  // As de outra vez podem não ser as deste compose.yaml, ou ter ficado pela metade.
  if ('absent' in images) rmSync(path.join(folder, IMAGES), { recursive: true, force: true });
  for (const inside of [IMAGES, INSTALLERS]) {
    for (const name of filesIn(folder, inside)) sums.set(name, await sha256Of(path.join(folder, name), stop));
  }
  stop.throwIfAborted();
  writeChecksums(folder, sums);
  progress.clear();
  return {
    files: sums.size + 1,
    bytes: bytesOf(folder, sums.keys()),
    packages: packages.length,
    downloaded,
    images,
    leftOut: project.leftOut,
  };
}

interface Tarball {
  size: number;
  /** O sha256 dele. */
  sum: string;
}

/** Baixa os `.tgz` que faltam, e os que não conferem com o package-lock.json. */
async function fillCache(
  packages: readonly LockedPackage[],
  { root, folder, env, stop, progress }: StickOptions,
): Promise<{ tarballs: ReadonlyMap<string, Tarball>; downloaded: number }> {
  const tarballs = new Map<string, Tarball>();
  const missing: LockedPackage[] = [];
  for (const locked of packages) {
    stop.throwIfAborted();
    progress.show(texts.checking(tarballs.size + missing.length, packages.length));
    const tarball = await readTarball(folder, locked);
    if (tarball) tarballs.set(locked.integrity, tarball);
    else missing.push(locked);
  }
  const onProgress = (done: number): void => progress.show(texts.downloading(done, missing.length));
  onProgress(0);
  await download(missing, { cache: path.join(folder, NPM_CACHE), cwd: root, env, signal: stop, onProgress });
  for (const locked of missing) tarballs.set(locked.integrity, (await readTarball(folder, locked))!);
  return { tarballs, downloaded: missing.length };
}

async function readTarball(folder: string, { integrity }: LockedPackage): Promise<Tarball | undefined> {
  const file = path.join(folder, tarballPath(integrity));
  if (!existsSync(file)) return undefined;
  const content = await readFile(file);
  return integrityOf(content) === integrity ? { size: content.length, sum: sha256(content) } : undefined;
}

/** Todos menos os `.tgz` e as imagens: cabem na memória, e se comparam com o que já está na pasta. */
function smallFiles(
  { root, extras }: StickOptions,
  project: readonly string[],
  packages: readonly LockedPackage[],
  tarballs: ReadonlyMap<string, Tarball>,
): ReadonlyMap<string, Buffer> {
  const sizes = new Map([...tarballs].map(([integrity, { size }]) => [integrity, size]));
  return new Map([
    ...project.map((name) => [`${PROJECT}/${name}`, readFileSync(path.join(root, name))] as const),
    ...[...cacheFiles(packages, sizes)].map(([name, content]) => [`${NPM_CACHE}/${name}`, content] as const),
    ...readdirSync(extras).map((name) => [name, readFileSync(path.join(extras, name))] as const),
    [MARKER, Buffer.from(MARKER_TEXT)],
  ]);
}

function tarballPath(integrity: string): string {
  return `${NPM_CACHE}/${contentPath(integrity)}`;
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function bytesOf(folder: string, names: Iterable<string>): number {
  return [...names].reduce((total, name) => total + statSync(path.join(folder, name)).size, 0);
}
