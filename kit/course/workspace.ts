/**
 * A pasta do aluno, `meu-lab/NN-nome/`.
 *
 * - Abrir um passo escreve os arquivos que faltam, e só: o que o aluno mexeu é dele. Um arquivo em que ele não mexeu, e cuja
 *   fonte mudou desde então, é refeito no ponto em que estava.
 * - Recomeçar, pular e escrever a solução põem os arquivos noutro ponto. O que o aluno mexeu vai antes para
 *   `.antes/<data>/`, e nada do que está lá é apagado.
 *
 * Nada aqui imprime: o que foi feito volta como dado, com caminhos dentro de `meu-lab`.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { CourseError } from './course-error.ts';
import { stepAfter } from './derive.ts';
import { onDisk } from './disk.ts';
import { labFiles, type StudentFile } from './lab-files.ts';
import { type Lab, stepIndex, stepMark, stepMarks } from './manifest.ts';
import { type Changes, changeFiles } from './student-files.ts';

export interface Solution {
  /** Os arquivos que o passo muda, como ficam depois dele. */
  files: { path: string; text: string }[];
  /** O que foi escrito; `undefined` se só se pediu para ver. */
  changes?: Changes;
}

/** Os passos vão com o lab na frente: "01/1". `now` dá nome às pastas de `.antes`. Todos lançam `CourseError`. */
export interface Workspace {
  /** Escreve os arquivos que este passo e os anteriores usam e que ainda não existem; de um exercício, só os dele. */
  openStep(lab: Lab, stepId: string, now: Date): Changes;
  /** O mesmo, com os arquivos dos passos seguintes também: para rodar o sistema inteiro antes de chegar ao fim. */
  openAll(lab: Lab, stepId: string, now: Date): Changes;
  /** Todos os arquivos vão ao começo deste passo, com os anteriores resolvidos: para recomeçar, ou para pular. */
  startAt(lab: Lab, stepId: string, now: Date): Changes;
  /** A solução do passo e, com `write`, os arquivos que ele muda ficam com ela. */
  solution(lab: Lab, stepId: string, options: { write: boolean; now: Date }): Solution;
}

/** @param root A raiz do projeto: a pasta que tem `labs` e terá `meu-lab`. */
export function createWorkspace(root: string): Workspace {
  return {
    openStep(lab, stepId, now) {
      const step = stepMark(stepId);
      const files = filesUpTo(root, lab, stepId);
      return changeFiles({ root, lab, now }, ({ open }) => files.forEach((file) => open(file, step)));
    },
    openAll(lab, stepId, now) {
      const step = stepMark(stepId);
      const files = filesUpTo(root, lab, lab.steps.at(-1)?.id ?? stepId);
      return changeFiles({ root, lab, now }, ({ open }) => files.forEach((file) => open(file, step)));
    },
    startAt(lab, stepId, now) {
      const step = stepMark(stepId);
      const files = filesUpTo(root, lab, stepId);
      return changeFiles({ root, lab, now }, ({ place }) => files.forEach((file) => place(file, step)));
    },
    solution(lab, stepId, { write, now }) {
      const step = stepMark(stepId);
      const after = stepAfter(stepMarks(lab), step);
      const changed = filesUpTo(root, lab, stepId).filter(
        (file) => !file.contentAt(step).equals(file.contentAt(after)),
      );
      const files = changed.map((file) => ({ path: file.path, text: file.contentAt(after).toString() }));
      if (!write) return { files };
      const changes = changeFiles({ root, lab, now }, ({ place }) => changed.forEach((file) => place(file, after)));
      return { files, changes };
    },
  };
}

/** Os arquivos dos passos até este. @throws CourseError */
function filesUpTo(root: string, lab: Lab, stepId: string): StudentFile[] {
  refuseLabModules(root);
  const index = stepIndex(lab, stepId);
  const files = labFiles(root, lab).filter((file) => file.isOpenAt(index));
  // Um marcador errado, ou uma fonte que falta, aparece antes da primeira escrita.
  for (const file of files) file.contentAt(stepMark(stepId));
  return files;
}

/** Com pacotes próprios, o lab rodaria com uma versão e o aluno, em `meu-lab`, com outra. */
function refuseLabModules(root: string): void {
  const labs = onDisk('labs', () => readdirSync(path.join(root, 'labs')));
  const found = labs.find((lab) => existsSync(path.join(root, 'labs', lab, 'node_modules')));
  if (found === undefined) return;
  throw new CourseError(
    'lab_node_modules',
    `labs/${found}/node_modules não devia existir: os pacotes são os da raiz. Apague a pasta e rode npm ci na raiz.`,
  );
}
