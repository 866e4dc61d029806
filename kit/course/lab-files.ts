/**
 * Os arquivos que um lab dá ao aluno, e o que cada um contém no começo de cada passo.
 *
 * Para um arquivo que vem inteiro (`{ path, from }`), vale a última entrada do manifesto até aquele passo; no fim, o
 * `app/path` pronto, se existe.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { CourseError } from './course-error.ts';
import { derive, DONE } from './derive.ts';
import { type LineEnding, lineEndingOf, withLineEnding } from './line-endings.ts';
import { labFolder, sourcePath, studentPath } from './lab-paths.ts';
import { type Lab, type LabFile, stepMarks } from './manifest.ts';

export interface StudentFile {
  /** O caminho dentro de `meu-lab`: "01-tracing/x.ts". */
  path: string;
  /** Já está na pasta quando o passo desta posição abre? Num lab de exercícios, só os arquivos dele. */
  isOpenAt(step: number): boolean;
  /**
   * O conteúdo no começo do passo, como os marcadores o escrevem, ou `DONE`.
   * @param ending O fim de linha de um arquivo derivado; sem ele, o da fonte.
   * @throws CourseError se a fonte falta ou os marcadores dela estão errados.
   */
  contentAt(step: string, ending?: LineEnding): Buffer;
}

/** @throws CourseError `bad_path`, `path_clash` ou `source_missing` */
export function labFiles(root: string, lab: Lab): StudentFile[] {
  const uses = new Map<string, { step: number; file: LabFile }[]>();
  for (const [step, { files }] of lab.steps.entries()) {
    for (const file of files) {
      const student = studentPath(lab, manifestPath(file));
      const known = uses.get(student) ?? [];
      const [first] = known;
      if (first !== undefined) refuseClash(lab, manifestPath(first.file), manifestPath(file));
      uses.set(student, [...known, { step, file }]);
    }
  }
  const declared = [...uses].map(([student, entries]): StudentFile => {
    return {
      path: student,
      isOpenAt: (index) => entries.some(({ step }) => (lab.exercises ? step === index : step <= index)),
      contentAt(step, ending) {
        const index = step === DONE ? lab.steps.length : stepMarks(lab).indexOf(step);
        const { file } = entries.findLast((entry) => entry.step <= index) ?? entries[0];
        return contentOf(root, lab, file, step, ending);
      },
    };
  });
  return [...declared, ...projectFiles(root, lab).filter((file) => !uses.has(file.path))];
}

/**
 * Os comandos valem também de dentro da pasta do aluno. Com `--`, as opções chegam ao lab; com `--silent`, o npm de fora não
 * repete o que o de dentro já diz. Um caminho relativo assim, o npm entende em todo sistema.
 */
const SCRIPTS = { lab: 'npm --silent --prefix ../.. run lab --' };

/**
 * O que faz da pasta do aluno um projeto: CommonJS, com a configuração do lab. Os pacotes são os da raiz, que o Node acha
 * subindo as pastas.
 */
function projectFiles(root: string, lab: Lab): StudentFile[] {
  const tsconfig = `${labFolder(lab)}/tsconfig.json`;
  const generated = (name: string, content: () => object): StudentFile => ({
    path: studentPath(lab, name),
    isOpenAt: () => true,
    contentAt: () => Buffer.from(`${JSON.stringify(content(), undefined, 2)}\n`),
  });
  return [
    generated('package.json', () => ({ private: true, type: 'commonjs', scripts: SCRIPTS })),
    generated('tsconfig.json', () => {
      requireSource(root, lab, tsconfig);
      return { extends: `../../${tsconfig}`, include: ['.'] };
    }),
  ];
}

function contentOf(root: string, lab: Lab, file: LabFile, step: string, ending?: LineEnding): Buffer {
  if (typeof file !== 'string') {
    const finished = sourcePath(lab, file.path);
    const isFinished = step === DONE && existsSync(path.join(root, finished));
    return readFileSync(requireSource(root, lab, isFinished ? finished : sourcePath(lab, file.from)));
  }
  const name = sourcePath(lab, file);
  const source = readFileSync(requireSource(root, lab, name), 'utf8');
  const text = derive(source, { file: name, step, steps: stepMarks(lab) });
  return Buffer.from(withLineEnding(text, ending ?? lineEndingOf(source)));
}

function requireSource(root: string, lab: Lab, relative: string): string {
  const file = path.join(root, relative);
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  throw new CourseError(
    'source_missing',
    `O lab ${lab.id} precisa de ${relative}, que não existe. Confira o manifesto.`,
  );
}

function manifestPath(file: LabFile): string {
  return typeof file === 'string' ? file : file.path;
}

function refuseClash(lab: Lab, one: string, other: string): void {
  if (sourcePath(lab, one) === sourcePath(lab, other)) return;
  throw new CourseError(
    'path_clash',
    `Manifesto do lab ${lab.id}: "${one}" e "${other}" chegariam ao aluno com o mesmo nome. Mude um deles.`,
  );
}
