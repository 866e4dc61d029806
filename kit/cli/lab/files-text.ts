/** Os arquivos de um passo, numa frase. */
import path from 'node:path';
import { MY_LAB } from '../../course/lab-paths.ts';
import type { LabStep } from '../../course/manifest.ts';

const EITHER = new Intl.ListFormat('pt-BR', { type: 'disjunction' });

/** `meu-lab/01-tracing/app.ts ou instrumentation.ts`. */
export function filesText({ lab, step }: LabStep): string {
  const names = step.files.map((file) => (typeof file === 'string' ? file : file.path));
  // O que vem de fora do lab chega só com o nome.
  const own = names.map((name) => (name.startsWith('../') ? path.posix.basename(name) : name));
  return `${MY_LAB}/${lab.id}/${EITHER.format(own)}`;
}
