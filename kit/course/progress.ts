/**
 * O progresso do aluno, em `meu-lab/.progresso.json`: os passos que já passaram e o que o curso escreveu na pasta dele.
 *
 * Trocar o arquivo inteiro de uma vez impede a meia escrita, mas não que dois comandos leiam o mesmo estado e um apague o
 * que o outro anotou. Por isso ler, mudar e trocar acontecem sob uma trava; quem só lê não precisa dela.
 */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { CourseError } from './course-error.ts';
import { ensureFolder, lookAt, lookAtFolder, onDisk, replaceFile } from './disk.ts';
import { withFileLock } from './file-lock.ts';
import { MY_LAB } from './lab-paths.ts';

export const PROGRESS_FILE = `${MY_LAB}/.progresso.json`;
const LOCK_FILE = `${MY_LAB}/.progresso.lock`;
const VERSION = 1;

/** Um campo que esta versão não conhece fica como está. */
export interface StepProgress {
  /** Quando as conferências do passo passaram pela primeira vez (ISO 8601). */
  passedAt?: string;
  /** Só passou pela prova de quem não tem o que ele pede: nenhum contêiner, nenhuma VM. */
  provedOffline?: boolean;
  /** Quantas dicas já apareceram, por código de defeito. */
  hints?: Record<string, number>;
}

/** O que o curso escreveu num arquivo do aluno. */
export interface WrittenFile {
  /** Do conteúdo em LF: trocar só o fim de linha não é editar. */
  sha256: string;
  /** O passo em cujo começo ele está, como os marcadores o escrevem, ou `DONE`. */
  step: string;
}

/** O que se sabe de um mistério, um trace para ler. */
export interface MysteryProgress {
  /** Quando veio a primeira resposta certa (ISO 8601). */
  answeredAt?: string;
}

export interface Progress {
  version: typeof VERSION;
  /** O passo para o qual o aluno pulou: dali ele continua. */
  current?: string;
  /** Por passo: "01/1". */
  steps: Record<string, StepProgress>;
  /** Por caminho dentro de `meu-lab`: "01-tracing/x.ts". */
  files: Record<string, WrittenFile>;
  /** Por mistério: "m1". */
  mysteries?: Record<string, MysteryProgress>;
}

export interface ProgressReading {
  progress: Progress;
  /** O que dizer ao aluno: o arquivo estava ilegível, e para onde foi. */
  warning?: string;
}

/**
 * O progresso; vazio se ainda não há. Um arquivo ilegível é posto de lado.
 * @param root A raiz do projeto.
 * @param now Dá nome ao arquivo posto de lado.
 * @throws CourseError `newer_progress`, sem tocar no arquivo; `busy_progress`, `linked_path`, `wrong_kind` ou
 * `folder_unusable`.
 */
export function readProgress(root: string, now: Date): ProgressReading {
  const progress = onDisk(PROGRESS_FILE, () => peek(root));
  return progress === 'broken' ? locked(root, () => load(root, now)) : { progress };
}

/**
 * Muda o progresso sem perder o que outro processo anote ao mesmo tempo. `change` altera o que recebe, e pode ser chamada
 * mais de uma vez, sempre com o estado mais recente.
 * @throws CourseError como `readProgress`
 */
export function updateProgress(root: string, now: Date, change: (progress: Progress) => void): ProgressReading {
  ensureFolder(root, MY_LAB);
  return locked(root, (confirm) => {
    const reading = load(root, now);
    change(reading.progress);
    replaceFile(path.join(root, PROGRESS_FILE), `${JSON.stringify(reading.progress, undefined, 2)}\n`, confirm);
    return reading;
  });
}

function locked<T>(root: string, action: (confirm: () => void) => T): T {
  return onDisk(PROGRESS_FILE, () => withFileLock(path.join(root, LOCK_FILE), action));
}

/** Sob a trava: entre ver que está ilegível e pô-lo de lado, ninguém escreve um bom no lugar. */
function load(root: string, now: Date): ProgressReading {
  const progress = peek(root);
  if (progress !== 'broken') return { progress };
  const aside = freeName(root, `${PROGRESS_FILE}.ilegivel-${now.toISOString().replaceAll(':', '-')}`);
  renameSync(path.join(root, PROGRESS_FILE), path.join(root, aside));
  return {
    progress: emptyProgress(),
    warning: `Não consegui ler ${PROGRESS_FILE}: guardei-o como ${aside} e comecei outro. Os seus arquivos não mudaram.`,
  };
}

function freeName(root: string, name: string): string {
  let free = name;
  for (let copy = 2; existsSync(path.join(root, free)); copy++) free = `${name}-${copy}`;
  return free;
}

function peek(root: string): Progress | 'broken' {
  lookAtFolder(root, MY_LAB);
  const found = lookAt(root, PROGRESS_FILE);
  if (found === undefined) return emptyProgress();
  if (!found.isFile()) {
    throw new CourseError(
      'wrong_kind',
      `${PROGRESS_FILE} devia ser um arquivo. Mude o nome do que está lá e rode de novo.`,
    );
  }
  const value = parse(readFileSync(path.join(root, PROGRESS_FILE), 'utf8'));
  if (!isRecord(value)) return 'broken';
  const { version, current = '', steps, files, mysteries = {} } = value;
  if (typeof version === 'number' && version > VERSION) {
    throw new CourseError(
      'newer_progress',
      `${PROGRESS_FILE} é da versão ${version}, e este curso só conhece a ${VERSION}. Atualize o curso (git pull, npm ci).`,
    );
  }
  if (version !== VERSION || typeof current !== 'string' || !isRecord(steps) || !isRecord(files)) return 'broken';
  if (!isRecord(mysteries) || !Object.values(mysteries).every(isMysteryProgress)) return 'broken';
  if (!Object.values(steps).every(isStepProgress) || !Object.values(files).every(isWrittenFile)) return 'broken';
  return value as unknown as Progress;
}

function emptyProgress(): Progress {
  return { version: VERSION, steps: {}, files: {} };
}

function parse(text: string): unknown {
  try {
    // Há editores do Windows que põem um BOM ao salvar, e o JSON não o aceita.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStepProgress(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { passedAt = '', provedOffline = false, hints = {} } = value;
  if (typeof provedOffline !== 'boolean') return false;
  return typeof passedAt === 'string' && isRecord(hints) && Object.values(hints).every(Number.isInteger);
}

function isMysteryProgress(value: unknown): boolean {
  return isRecord(value) && ['string', 'undefined'].includes(typeof value.answeredAt);
}

function isWrittenFile(value: unknown): boolean {
  return isRecord(value) && typeof value.sha256 === 'string' && typeof value.step === 'string';
}
