/** Os arquivos do aluno em `meu-lab`: o que se pode escrever sem perder nada do que ele fez. */
import { createHash } from 'node:crypto';
import { constants, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CourseError } from './course-error.ts';
import { DONE } from './derive.ts';
import { ensureFolder, lookAt, onDisk, replaceFile, systemCode } from './disk.ts';
import type { StudentFile } from './lab-files.ts';
import { BEFORE, MY_LAB } from './lab-paths.ts';
import { lineEndingOf } from './line-endings.ts';
import { type Lab, stepMarks } from './manifest.ts';
import { readProgress, updateProgress, type WrittenFile } from './progress.ts';

export interface Changes {
  /** Não existiam, ou foram escritos no lugar de um que foi para `.antes`. */
  written: string[];
  /** Sem nenhuma mudança do aluno, e refeitos. */
  refreshed: string[];
  /** Ficaram como estavam. */
  kept: string[];
  moved: { from: string; to: string }[];
  /** O que dizer ao aluno sobre o arquivo de progresso. */
  warnings: string[];
}

export interface FileChanger {
  /**
   * Escreve o arquivo se ele não existe. Se existe e o aluno não mexeu nele, refaz-o no ponto em que está quando a fonte
   * mudou; se mexeu, deixa-o.
   */
  open(file: StudentFile, step: string): void;
  /** Põe o arquivo no começo do passo; o que o aluno mexeu vai antes para `.antes`. */
  place(file: StudentFile, step: string): void;
}

/**
 * Roda `work` e anota no progresso o que ela escreveu, mesmo se ela parar no meio.
 * @throws CourseError
 */
export function changeFiles(
  { root, lab, now }: { root: string; lab: Lab; now: Date },
  work: (changer: FileChanger) => void,
): Changes {
  const { progress, warning } = readProgress(root, now);
  const changes: Changes = { written: [], refreshed: [], kept: [], moved: [], warnings: warning ? [warning] : [] };
  const notes: Record<string, WrittenFile> = {};
  let backup: string | undefined;

  const write = (file: StudentFile, step: string, content: Buffer): void => {
    onDisk(inMyLab(file.path), () => replaceFile(path.join(root, inMyLab(file.path)), content));
    notes[file.path] = { sha256: fingerprint(content), step };
  };
  const isUntouched = ({ path: name }: StudentFile, found: Buffer): boolean =>
    progress.files[name]?.sha256 === fingerprint(found);
  const keepBefore = (file: StudentFile): void => {
    backup ??= newBackup(root, inMyLab(lab.id), now);
    const to = path.posix.join(backup, path.posix.relative(lab.id, file.path));
    ensureFolder(root, path.posix.dirname(to));
    // Uma cópia, que a troca logo a seguir completa: se o disco enche aqui, o arquivo continua no lugar dele.
    onDisk(to, () => copyFileSync(path.join(root, inMyLab(file.path)), path.join(root, to), constants.COPYFILE_EXCL));
    changes.moved.push({ from: file.path, to: path.posix.relative(MY_LAB, to) });
  };

  const changer: FileChanger = {
    open(file, step) {
      const found = look(root, file);
      if (found === undefined) {
        write(file, step, file.contentAt(step));
        changes.written.push(file.path);
        return;
      }
      // Um passo anotado pode ter saído do manifesto.
      const noted = progress.files[file.path]?.step ?? step;
      const current = [...stepMarks(lab), DONE].includes(noted) ? noted : step;
      const content = isUntouched(file, found) ? file.contentAt(current, lineEndingOf(found.toString())) : found;
      if (fingerprint(content) === fingerprint(found)) {
        changes.kept.push(file.path);
      } else {
        write(file, current, content);
        changes.refreshed.push(file.path);
      }
    },
    place(file, step) {
      const found = look(root, file);
      const content = file.contentAt(step, found && lineEndingOf(found.toString()));
      if (found !== undefined && fingerprint(found) === fingerprint(content)) {
        notes[file.path] = { sha256: fingerprint(found), step };
        changes.kept.push(file.path);
      } else if (found !== undefined && isUntouched(file, found)) {
        write(file, step, content);
        changes.refreshed.push(file.path);
      } else {
        if (found !== undefined) keepBefore(file);
        write(file, step, content);
        changes.written.push(file.path);
      }
    },
  };

  try {
    work(changer);
  } finally {
    if (Object.keys(notes).length > 0) {
      const { warning: later } = updateProgress(root, now, ({ files }) => Object.assign(files, notes));
      if (later !== undefined) changes.warnings.push(later);
    }
  }
  return changes;
}

function inMyLab(relative: string): string {
  return `${MY_LAB}/${relative}`;
}

/** O conteúdo do arquivo do aluno, com a pasta dele já criada. @throws CourseError `linked_path`, `wrong_kind` */
function look(root: string, file: StudentFile): Buffer | undefined {
  const place = inMyLab(file.path);
  ensureFolder(root, path.posix.dirname(place));
  return onDisk(place, () => {
    const found = lookAt(root, place);
    if (found === undefined) return undefined;
    if (found.isFile()) return readFileSync(path.join(root, place));
    throw new CourseError('wrong_kind', `${place} devia ser um arquivo. Mude o nome do que está lá e rode de novo.`);
  });
}

/** Uma pasta nova em `.antes`, com a data e a hora locais; a segunda no mesmo segundo ganha um número. */
function newBackup(root: string, labFolder: string, now: Date): string {
  const parent = `${labFolder}/${BEFORE}`;
  ensureFolder(root, parent);
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  const name = local.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '-');
  for (let copy = 1; ; copy++) {
    const folder = `${parent}/${name}${copy === 1 ? '' : `-${copy}`}`;
    if (onDisk(folder, () => createFolder(path.join(root, folder)))) return folder;
  }
}

/** Em LF e byte a byte: serve para texto e para qualquer outro arquivo. */
function fingerprint(content: Buffer): string {
  return createHash('sha256').update(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1').digest('hex');
}

/** `false` se já existe. */
function createFolder(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}
