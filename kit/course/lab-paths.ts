/**
 * De que arquivo do projeto vem cada arquivo do aluno. Só o manifesto escreve estes caminhos, mas um deles errado poderia
 * escrever em qualquer lugar do disco: por isso cada pedaço é conferido.
 */
import path from 'node:path';
import { CourseError } from './course-error.ts';
import type { Lab } from './manifest.ts';

/** A pasta do aluno, na raiz do projeto. */
export const MY_LAB = 'meu-lab';
/** Dentro da pasta do lab do aluno: o que ele tinha antes de um recomeço. */
export const BEFORE = '.antes';
const LABS = 'labs';
/** De `labs/NN-nome/` até a raiz. */
const OUTSIDE = '../../';

/** `labs/NN-nome`, a partir da raiz. @throws CourseError `bad_path` */
export function labFolder(lab: Lab): string {
  return `${LABS}/${safe(lab.id, lab.id)}`;
}

/** Onde, dentro de `meu-lab`, fica um caminho do manifesto: "01-tracing/x.ts". @throws CourseError `bad_path` */
export function studentPath(lab: Lab, manifestPath: string): string {
  const { inside, clean } = read(lab, manifestPath);
  const destination = inside ? clean : path.posix.basename(clean);
  if (destination.split('/')[0]?.toLowerCase() === BEFORE) {
    throw badPath(lab, manifestPath, `"${BEFORE}" guarda as versões de antes do aluno. Use outra pasta.`);
  }
  return `${safe(lab.id, lab.id)}/${destination}`;
}

/** De onde, a partir da raiz, vem um caminho do manifesto: "labs/NN-nome/app/x.ts". @throws CourseError `bad_path` */
export function sourcePath(lab: Lab, manifestPath: string): string {
  const { inside, clean } = read(lab, manifestPath);
  return inside ? `${labFolder(lab)}/app/${clean}` : clean;
}

function read(lab: Lab, manifestPath: string): { inside: boolean; clean: string } {
  const slashes = manifestPath.replaceAll('\\', '/');
  const inside = !slashes.startsWith(OUTSIDE);
  return { inside, clean: safe(inside ? slashes : slashes.slice(OUTSIDE.length), lab.id, manifestPath) };
}

/** `:` é unidade (`C:`) ou fluxo oculto no Windows; `\0`, o fim do nome nos outros. */
function safe(relative: string, labId: string, written = relative): string {
  const wrong = relative
    .split('/')
    .find((part) => part === '' || part === '.' || part === '..' || /[:\0\\]/.test(part));
  if (wrong === undefined) return relative;
  throw badPath({ id: labId }, written, `Escreva um caminho dentro de app/, ou ${OUTSIDE}arquivo para um da raiz.`);
}

function badPath(lab: Pick<Lab, 'id'>, written: string, advice: string): CourseError {
  return new CourseError('bad_path', `Manifesto do lab ${lab.id}: o caminho "${written}" não serve. ${advice}`);
}
