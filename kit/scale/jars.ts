/**
 * O Kafka, o OpenSearch e o Zipkin como o Maven Central os publica, sem o Maven: `jars.json` diz cada arquivo, com todas as suas
 * dependências, e a soma dele. Ficam em `${LAB_CACHE:-~/.cache/lab-otel}`, e baixam-se uma vez só.
 *
 * Para outra versão: num pom.xml só com `org.apache.kafka:kafka_2.13` (ou `org.opensearch:opensearch` e
 * `org.opensearch.plugin:transport-netty4-client`) e um log4j, `mvn dependency:list` diz as coordenadas, e `sha256sum`, as somas.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { abortWith } from '../abort-with.ts';
import locked from './jars.json' with { type: 'json' };

const CENTRAL = 'https://repo1.maven.org/maven2';
const AT_ONCE = 6;
const ATTEMPTS = 3;
/** Uma rede lenta chega lá; a que não manda nada por este tempo caiu. */
const SILENCE_MS = 30_000;

export type Engine = keyof typeof locked;
export const ENGINES = Object.keys(locked) as Engine[];

export interface Jar {
  /** `grupo:nome:versão`, e um quarto campo se não é o arquivo principal. */
  coordinates: string;
  sha256: string;
  file: string;
}

/** @param env LAB_CACHE diz outra pasta. */
export function jarsOf(engine: Engine, env: NodeJS.ProcessEnv = process.env): Jar[] {
  // A JVM roda noutra pasta.
  const cache = path.resolve(env.LAB_CACHE || path.join(homedir(), '.cache', 'lab-otel'));
  const jars = Object.entries(locked[engine] as Record<string, string>);
  return jars.map(([coordinates, sha256]) => ({
    coordinates,
    sha256,
    file: path.join(
      cache,
      engine === 'zipkin' ? zipkinFile(coordinates) : `${folderOf(engine)}/${nameOf(coordinates)}`,
    ),
  }));
}

/** Onde o `java -cp` acha o motor: a pasta, com todos os jars dela. */
export function classPath(engine: Engine, env?: NodeJS.ProcessEnv): string {
  return path.join(path.dirname(jarsOf(engine, env)[0]?.file ?? ''), '*');
}

/** Os que ainda não estão nesta máquina. */
export function missingJars(env?: NodeJS.ProcessEnv, engines: readonly Engine[] = ENGINES): Jar[] {
  return engines.flatMap((engine) => jarsOf(engine, env)).filter(({ file }) => !existsSync(file));
}

export interface DownloadOptions {
  /** Base do repositório, sem barra no fim. */
  from?: string;
  /** Quantos já vieram, e de quantos. */
  onProgress?: (done: number, all: number) => void;
  /** Abortado, desiste. */
  signal?: AbortSignal;
}

/**
 * Baixa o que falta. O nome definitivo só aparece depois de conferida a soma: dois ao mesmo tempo não se estragam, e o que caiu no
 * meio recomeça de onde parou. @throws Error que diz o que não veio, e por quê; nenhum outro arquivo vem depois disso.
 */
export async function downloadJars(
  jars: readonly Jar[],
  { from = CENTRAL, onProgress = () => {}, signal }: DownloadOptions = {},
): Promise<void> {
  const waiting = [...jars];
  const rest = abortWith(signal);
  let done = 0;
  const work = async (): Promise<void> => {
    for (let jar = waiting.shift(); jar; jar = waiting.shift()) {
      try {
        await downloadOne(jar, from, rest.signal);
      } catch (error) {
        // Sem um, os outros não servem: quem espera por eles fica sabendo já.
        waiting.length = 0;
        rest.abort(error);
        throw error;
      }
      onProgress(++done, jars.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    rest.abort();
  }
}

async function downloadOne({ coordinates, sha256, file }: Jar, from: string, signal: AbortSignal): Promise<void> {
  const url = `${from}/${remotePath(coordinates)}`;
  const bytes = await fetchBytes(url, signal);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new Error(
      `O que veio de ${url} não é o ${coordinates}: esperava o SHA-256 ${sha256}, veio ${found}. ` +
        'Tente de novo; se continuar, algum intermediário da sua rede troca o arquivo.',
    );
  }
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.${randomUUID()}`;
  try {
    await writeFile(partial, bytes);
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

async function fetchBytes(url: string, signal: AbortSignal): Promise<Buffer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readAll(url, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (attempt < ATTEMPTS) continue;
      const { message, cause } = error as Error;
      const reason = cause instanceof Error ? cause.message : message;
      throw new Error(
        `Não consegui baixar ${url}: ${reason}. Confira a rede (um proxy da escola?) e rode de novo: o que já veio não se repete.`,
        { cause: error },
      );
    }
  }
}

async function readAll(url: string, signal: AbortSignal): Promise<Buffer> {
  const cut = abortWith(signal);
  const silence = setTimeout(() => cut.abort(new Error(`nada veio em ${SILENCE_MS / 1000} s`)), SILENCE_MS);
  try {
    const response = await fetch(url, { signal: cut.signal });
    if (!response.ok || !response.body) throw new Error(`a resposta foi ${response.status}`);
    const chunks: Uint8Array[] = [];
    const reader = response.body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      silence.refresh();
      chunks.push(read.value);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(silence);
    cut.abort();
  }
}

function remotePath(coordinates: string): string {
  const [group = '', name = '', version = ''] = coordinates.split(':');
  return `${group.replaceAll('.', '/')}/${name}/${version}/${nameOf(coordinates)}`;
}

function nameOf(coordinates: string): string {
  return `${coordinates.split(':').slice(1).join('-')}.jar`;
}

/** Mudou um arquivo da lista, muda a pasta: uma com versões misturadas não roda. */
function folderOf(engine: Engine): string {
  const digest = createHash('sha256').update(JSON.stringify(locked[engine])).digest('hex');
  return `scale-${engine}-${digest.slice(0, 12)}`;
}

/** A mesma de `.ci/install-zipkin`. */
function zipkinFile(coordinates: string): string {
  return `zipkin-${coordinates.split(':')[2]}/zipkin.jar`;
}
