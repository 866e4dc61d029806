/** Os arquivos do aluno em `meu-lab`: o que se pode escrever sem perder nada do que ele fez. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
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

  /** @param found O que estava lá; se nesse meio-tempo o aluno salvou, nada é escrito. @throws SavedMeanwhile */
  const write = (file: StudentFile, step: string, content: Buffer, found: Buffer | undefined): void => {
    const place = inMyLab(file.path);
    const confirm = (): void => {
      const present = look(root, file);
      if (present === undefined ? found !== undefined : found?.equals(present) !== true) throw new SavedMeanwhile();
    };
    onDisk(place, () => replaceFile(path.join(root, place), content, confirm));
    notes[file.path] = { sha256: fingerprint(content), step };
  };
  const isUntouched = ({ path: name }: StudentFile, found: Buffer): boolean =>
    progress.files[name]?.sha256 === fingerprint(found);
  /** Um passo anotado pode ter saído do manifesto, ou ser de antes da hora do arquivo: aí o que vale é o de agora. Num exercício resolvido, o passo anotado é o seguinte, que não usa o arquivo. */
  const isDue = (file: StudentFile, mark: string): boolean => {
    const index = stepMarks(lab).indexOf(mark);
    return mark === DONE || (index !== -1 && (lab.exercises || file.isOpenAt(index)));
  };
  /** Uma cópia, que a troca logo a seguir completa: se o disco enche aqui, o arquivo continua no lugar dele. */
  const keepBefore = (file: StudentFile, found: Buffer): Changes['moved'][number] => {
    backup ??= newBackup(root, inMyLab(lab.id), now);
    const to = path.posix.join(backup, path.posix.relative(lab.id, file.path));
    ensureFolder(root, path.posix.dirname(to));
    onDisk(to, () => replaceFile(path.join(root, to), found));
    return { from: file.path, to: path.posix.relative(MY_LAB, to) };
  };

  const open = (file: StudentFile, step: string): void => {
    const found = look(root, file);
    if (found === undefined) {
      write(file, step, file.contentAt(step), found);
      changes.written.push(file.path);
      return;
    }
    const noted = progress.files[file.path]?.step ?? step;
    const current = isDue(file, noted) ? noted : step;
    const content = isUntouched(file, found) ? file.contentAt(current, lineEndingOf(found.toString())) : found;
    if (fingerprint(content) === fingerprint(found)) {
      changes.kept.push(file.path);
    } else {
      write(file, current, content, found);
      changes.refreshed.push(file.path);
    }
  };
  const place = (file: StudentFile, step: string): void => {
    const found = look(root, file);
    const content = file.contentAt(step, found && lineEndingOf(found.toString()));
    if (found !== undefined && fingerprint(found) === fingerprint(content)) {
      notes[file.path] = { sha256: fingerprint(found), step };
      changes.kept.push(file.path);
    } else if (found !== undefined && isUntouched(file, found)) {
      write(file, step, content, found);
      changes.refreshed.push(file.path);
    } else {
      const moved = found && keepBefore(file, found);
      write(file, step, content, found);
      if (moved) changes.moved.push(moved);
      changes.written.push(file.path);
    }
  };

  try {
    work({
      open: (file, step) => startOverIfSaved(file, () => open(file, step)),
      place: (file, step) => startOverIfSaved(file, () => place(file, step)),
    });
  } finally {
    if (Object.keys(notes).length > 0) {
      const { warning: later } = updateProgress(root, now, ({ files }) => Object.assign(files, notes));
      if (later !== undefined) changes.warnings.push(later);
    }
  }
  return changes;
}

class SavedMeanwhile extends Error {}

const ATTEMPTS = 10;

/** O que o aluno salva no meio do trabalho também é dele: olha-se o arquivo outra vez. @throws CourseError `busy_file` */
function startOverIfSaved(file: StudentFile, action: () => void): void {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof SavedMeanwhile)) throw error;
    }
  }
  throw new CourseError(
    'busy_file',
    `Algum programa não para de salvar ${inMyLab(file.path)}. Feche o arquivo no editor e rode de novo.`,
  );
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
