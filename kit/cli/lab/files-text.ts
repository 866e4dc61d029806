/** Os arquivos em que um passo pede alguma coisa, numa frase. */
import path from 'node:path';
import { hasTodo } from '../../course/derive.ts';
import { labFiles, type StudentFile } from '../../course/lab-files.ts';
import { MY_LAB } from '../../course/lab-paths.ts';
import { type LabStep, stepIndex, stepMark } from '../../course/manifest.ts';

const EITHER = new Intl.ListFormat('pt-BR', { type: 'disjunction' });

/**
 * `meu-lab/01-tracing/app.ts ou instrumentation.ts`: os que têm um TODO do passo. Se nenhum tem (um JSON não o comporta),
 * os que o passo cita.
 */
export function filesText({ lab, step }: LabStep, root: string): string {
  const mark = stepMark(step.id);
  const open = labFiles(root, lab).filter((file) => file.isOpenAt(stepIndex(lab, step.id)));
  const toDo = open.filter((file) => hasTodo(file.contentAt(mark).toString(), mark));
  const own = toDo.length > 0 ? toDo.map((file) => nameOf(file, lab.id)) : step.files.map(manifestName);
  return `${MY_LAB}/${lab.id}/${EITHER.format(own)}`;
}

function nameOf(file: StudentFile, labId: string): string {
  return path.posix.relative(labId, file.path);
}

/** O que vem de fora do lab chega só com o nome. */
function manifestName(file: LabStep['step']['files'][number]): string {
  const name = typeof file === 'string' ? file : file.path;
  return name.startsWith('../') ? path.posix.basename(name) : name;
}
