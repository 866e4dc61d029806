/** O arquivo do desenho, na pasta do lab do aluno: escrito uma vez, e nunca por cima. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CourseError } from '../../../course/course-error.ts';
import { ensureFolder, lookAt, onDisk } from '../../../course/disk.ts';
import { MY_LAB } from '../../../course/lab-paths.ts';
import { UsageError } from '../../../usage-error.ts';
import { predictTexts } from './predict-texts.ts';

const FILE = 'previsao.txt';
const MAX_BYTES = 1024 * 1024;

/** Dentro de `meu-lab`. */
export function drawingPath(labId: string): string {
  return `${labId}/${FILE}`;
}

/**
 * O desenho; se ainda não há, escreve o modelo e responde `undefined`.
 * @throws CourseError como as pastas do curso; UsageError se o arquivo é grande demais para um desenho.
 */
export function readOrWriteDrawing(root: string, labId: string, template: string): string | undefined {
  const file = drawingPath(labId);
  const place = `${MY_LAB}/${file}`;
  const found = onDisk(place, () => lookAt(root, place));
  if (found === undefined) {
    ensureFolder(root, `${MY_LAB}/${labId}`);
    onDisk(place, () => writeFileSync(path.join(root, place), template, { flag: 'wx' }));
    return undefined;
  }
  if (!found.isFile()) throw new CourseError('wrong_kind', predictTexts.notFile(file));
  if (found.size > MAX_BYTES) throw new UsageError(predictTexts.tooLong(file));
  return onDisk(place, () => readFileSync(path.join(root, place), 'utf8'));
}
