/** A pasta do pacote: de quem é, o que se escreve nela e as somas que a conferem. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { replaceFile, systemCode } from '../../course/disk.ts';
import { EXIT, LabStop } from '../lab/exit-codes.ts';
import { jsonFields } from '../../read-answer.ts';
import { STICK_REGISTRY } from './npm-cache.ts';
import { texts } from './stick-texts.ts';

/** Diz que a pasta é um pacote nosso, e a quem instala, o que ele precisa saber. */
export const MARKER = 'pacote.json';
const KIND = 'lab-otel-pacote';
export const MARKER_TEXT = `${JSON.stringify({ kind: KIND, registry: STICK_REGISTRY })}\n`;
const CHECKSUMS = 'SHA256SUMS';

/**
 * Toma a pasta, nova, vazia ou de um pacote nosso. Daqui até `writeChecksums`, o pacote é incompleto, e diz que é.
 * @throws LabStop se ela é de outra coisa.
 */
export function claimFolder(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length > 0 && !isOurs(folder)) {
    throw new LabStop(EXIT.missing, texts.notOurs(folder));
  }
  createFolder(folder);
  // De uma vez: meia marca, de um disco cheio, seria a de uma pasta dos outros.
  replaceFile(path.join(folder, MARKER), MARKER_TEXT);
  rmSync(path.join(folder, CHECKSUMS), { force: true });
}

/** Um nível por vez: no Node 20, o `recursive` não termina num /proc, que diz ENOENT de uma pasta cuja mãe existe. */
function createFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) createFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    throw new LabStop(EXIT.missing, texts.notCreatable(folder));
  }
}

/** O nome do arquivo não basta: outro programa pode ter o dele. */
function isOurs(folder: string): boolean {
  const marker = path.join(folder, MARKER);
  return existsSync(marker) && jsonFields(readFileSync(marker, 'utf8')).kind === KIND;
}

/** Escreve só o que mudou: num pendrive, mil arquivos pequenos demoram. */
export function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, content] of files) {
    const file = path.join(folder, name);
    if (existsSync(file) && readFileSync(file).equals(content)) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** Apaga, de uma pasta que é toda nossa, o que este pacote não tem. */
export function removeOthers(folder: string, inside: string, wanted: ReadonlyMap<string, unknown>): void {
  const folders = new Set<string>();
  for (const name of wanted.keys()) {
    for (let up = path.posix.dirname(name); up !== '.'; up = path.posix.dirname(up)) folders.add(up);
  }
  const sweep = (place: string): void => {
    for (const entry of readdirSync(path.join(folder, place), { withFileTypes: true })) {
      const name = `${place}/${entry.name}`;
      if (entry.isDirectory() && folders.has(name)) sweep(name);
      else if (!wanted.has(name)) rmSync(path.join(folder, name), { recursive: true, force: true });
    }
  };
  sweep(inside);
}

/** @returns Os arquivos de uma pasta do pacote, se ela existe, a partir da raiz dele e com `/`. */
export function filesIn(folder: string, inside: string): readonly string[] {
  const start = path.join(folder, inside);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
}

export async function sha256Of(file: string, stop: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal: stop });
  return hash.digest('hex');
}

/** No formato do `sha256sum`. Por último: é o que diz que o pacote está inteiro. */
export function writeChecksums(folder: string, sums: ReadonlyMap<string, string>): void {
  const lines = [...sums].toSorted().map(([name, sum]) => `${sum}  ${name}\n`);
  replaceFile(path.join(folder, CHECKSUMS), lines.join(''));
}
