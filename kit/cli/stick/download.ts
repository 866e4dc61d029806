/** Baixa os `.tgz` com o npm desta máquina: o registro, o proxy e as senhas são os que ele já conhece. */
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ProgramOptions, runCommand } from '../environment/run-command.ts';
import { EXIT, LabStop } from '../lab/exit-codes.ts';
import { npmCommand } from '../../npm-command.ts';
import { type LockedPackage, specOf } from './locked-packages.ts';
import { contentPath, integrityOf } from './npm-cache.ts';
import { texts } from './stick-texts.ts';

/** De quantos em quantos: um `npm pack` os baixa um por um, e iniciar o npm também custa. */
const BATCH_SIZE = 12;
const AT_ONCE = 4;

export interface DownloadOptions extends ProgramOptions {
  /** O cache do npm que se está enchendo. O que ainda não está inteiro fica numa pasta ao lado. */
  cache: string;
  /** Chamada a cada lote, com quantos já chegaram. */
  onProgress: (done: number) => void;
}

/** @throws LabStop se algum não veio; os que vieram ficam, e não se baixam de novo. */
export async function download(packages: readonly LockedPackage[], options: DownloadOptions): Promise<void> {
  const { cache, signal, onProgress } = options;
  const scratch = `${cache}.baixando`;
  const batches = batchesOf(packages);
  const pending = new Set(packages.map(({ integrity }) => integrity));
  let failure: { specs: readonly string[]; complaint: string } | undefined;

  const work = async (): Promise<void> => {
    for (let batch = batches.pop(); batch && !failure && !signal.aborted; batch = batches.pop()) {
      const folder = path.join(scratch, String(batches.length));
      const stderr = await pack(batch, folder, options);
      for (const integrity of await keepWhole(folder, cache, pending)) pending.delete(integrity);
      onProgress(packages.length - pending.size);
      const specs = batch.filter(({ integrity }) => pending.has(integrity)).map(specOf);
      if (specs.length > 0) failure ??= { specs, complaint: stderr };
    }
  };
  // Todos até o fim, mesmo que um falhe: apagar a pasta com um npm ainda escrevendo nela não daria certo.
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  rmSync(scratch, { recursive: true, force: true });
  signal.throwIfAborted();
  const broken = ended.find(({ status }) => status === 'rejected');
  if (broken?.status === 'rejected') throw broken.reason;
  if (failure) throw new LabStop(EXIT.missing, texts.notDownloaded({ ...failure, missing: pending.size }));
}

/** @returns Do que o npm se queixou. */
async function pack(batch: readonly LockedPackage[], folder: string, options: ProgramOptions): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const flags = ['--pack-destination', folder, '--ignore-scripts', '--loglevel=error'];
  const [npm, ...first] = npmCommand('npm', options.env);
  return (await runCommand(npm, [...first, 'pack', ...flags, ...batch.map(specOf)], options)).stderr;
}

/** Só o que confere com o package-lock.json vai para o cache, e de uma vez: uma metade nunca está lá. */
async function keepWhole(folder: string, cache: string, wanted: ReadonlySet<string>): Promise<readonly string[]> {
  const kept = [];
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const integrity = integrityOf(await readFile(file));
    if (!wanted.has(integrity)) continue;
    const place = path.join(cache, contentPath(integrity));
    mkdirSync(path.dirname(place), { recursive: true });
    renameSync(file, place);
    kept.push(integrity);
  }
  return kept;
}

function batchesOf(packages: readonly LockedPackage[]): LockedPackage[][] {
  const batches = [];
  for (let start = 0; start < packages.length; start += BATCH_SIZE) {
    batches.push(packages.slice(start, start + BATCH_SIZE));
  }
  return batches;
}
