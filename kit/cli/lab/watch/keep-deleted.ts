/** O que o aluno tinha num arquivo que ele apagou, ou que um editor perdeu: vai para `.antes`, como num recomeço. */
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DONE } from '../../../course/derive.ts';
import { ensureFolder, onDisk, systemCode } from '../../../course/disk.ts';
import { labFiles, type StudentFile } from '../../../course/lab-files.ts';
import { MY_LAB } from '../../../course/lab-paths.ts';
import { toLf } from '../../../course/line-endings.ts';
import { type LabStep, stepMark, stepMarks } from '../../../course/manifest.ts';
import { type Changes, changeFiles } from '../../../course/student-files.ts';

/**
 * Volta ao lugar o último conteúdo conhecido e, de lá, deixa que o curso o guarde e ponha o começo do passo.
 * @param last O último conteúdo de cada arquivo do curso, pelo caminho dentro da pasta do lab.
 * @returns O que foi guardado, e onde: só o que existia, sumiu e tinha algo do aluno.
 * @throws CourseError
 */
export function keepDeleted(root: string, { lab, step }: LabStep, last: ReadonlyMap<string, Buffer>): Changes['moved'] {
  const lost = labFiles(root, lab).filter((file) => {
    const content = last.get(path.posix.relative(lab.id, file.path));
    const place = `${MY_LAB}/${file.path}`;
    if (content === undefined || existsSync(path.join(root, place))) return false;
    return !isCourseContent(file, content, stepMarks(lab)) && restore(root, place, content);
  });
  if (lost.length === 0) return [];
  const mark = stepMark(step.id);
  return changeFiles({ root, lab, now: new Date() }, ({ place }) => lost.forEach((file) => place(file, mark))).moved;
}

function isCourseContent(file: StudentFile, content: Buffer, marks: readonly string[]): boolean {
  const text = toLf(content.toString('latin1'));
  return [...marks, DONE].some((mark) => toLf(file.contentAt(mark).toString('latin1')) === text);
}

/** Falso se o arquivo acaba de voltar. */
function restore(root: string, place: string, content: Buffer): boolean {
  ensureFolder(root, path.posix.dirname(place));
  return onDisk(place, () => {
    try {
      writeFileSync(path.join(root, place), content, { flag: 'wx' });
      return true;
    } catch (error) {
      if (systemCode(error) === 'EEXIST') return false;
      throw error;
    }
  });
}
