/**
 * O arquivo do aluno, derivado do pronto.
 *
 * No começo de um passo, as regiões dos anteriores têm o corpo; as dele e as dos seguintes são pendentes. No lugar de
 * uma pendente vêm, nesta ordem: os TODOs dos passos anteriores com que o seu problema começa, o `TODO(PASSO): título` dela,
 * os das regiões do seu corpo (que ainda não existe) e o resto do problema. Assim todo TODO está no arquivo desde o primeiro dia, e um arquivo escrito não precisa mudar.
 */
import { comment } from './comments.ts';
import { CourseError } from './course-error.ts';
import { parseRegions, type Region, type RegionNode } from './regions.ts';

/** Depois do último passo: o programa pronto. */
export const DONE = 'done';

export interface DeriveOptions {
  /** O nome que aparece nas mensagens. */
  file: string;
  /** O passo que vai começar, como os marcadores o escrevem, ou `DONE`. */
  step: string;
  /** Os do lab, na ordem do manifesto. */
  steps: readonly string[];
}

/**
 * O texto, em LF e sem nenhum marcador, de onde o aluno começa `step`.
 * @throws CourseError se um marcador está errado ou o passo não existe.
 */
export function derive(source: string, { file, step, steps }: DeriveOptions): string {
  const current = step === DONE ? steps.length : steps.indexOf(step);
  if (current === -1) {
    throw new CourseError('unknown_step', `${file}: não existe o passo "${step}". Os deste lab: ${steps.join(', ')}.`);
  }
  const isPending = (region: Region): boolean => steps.indexOf(region.step) >= current;
  return textOf(parseRegions(source, { file, steps }), isPending, todosOf);
}

/** Há o que fazer neste arquivo, no passo que começa? */
export function hasTodo(derived: string, step: string): boolean {
  return derived.includes(todoOf(step));
}

/** De onde o aluno começa o passo seguinte a este: `step` resolvido. */
export function stepAfter(steps: readonly string[], step: string): string {
  return steps[steps.indexOf(step) + 1] ?? DONE;
}

/**
 * O corpo de uma região, em LF, como fica ao fim do seu passo: sem marcadores, sem o recuo comum e sem o código dos passos
 * seguintes. É o bloco de código do guia.
 * @param title Dispensável se o passo tem uma única região com título no arquivo.
 * @throws CourseError `region_not_found` ou `region_ambiguous`, com os títulos que existem.
 */
export function regionBody(source: string, step: string, title?: string, file = 'fonte'): string {
  const titled = regionsIn(parseRegions(source, { file })).filter(
    (region) => region.step === step && region.title !== '',
  );
  const [found, ...others] = title === undefined ? titled : titled.filter((region) => region.title === title);
  if (found === undefined || others.length > 0) {
    const titles = titled.map((region) => `"${region.title}" (linha ${region.line})`).join(', ') || 'nenhum';
    const asked = title === undefined ? `do passo ${step}` : `"${step} ${title}"`;
    throw new CourseError(
      found === undefined ? 'region_not_found' : 'region_ambiguous',
      `${file}: ${found === undefined ? 'não há' : 'há mais de uma'} região ${asked}. Os títulos do passo ${step}: ${titles}.`,
    );
  }
  // O passo de dentro nunca é anterior: ou é o mesmo, ou ainda não chegou.
  return dedent(
    textOf(
      found.body,
      (region) => region.step !== step,
      () => [],
    ),
  );
}

/** As linhas de `nodes`, com o problema no lugar das regiões pendentes, depois do que `announce` diz delas. */
function textOf(
  nodes: readonly RegionNode[],
  isPending: (region: Region) => boolean,
  announce: (region: Region) => string[],
): string {
  const lines = (list: readonly RegionNode[]): string[] =>
    list.flatMap((node) => {
      if (typeof node === 'string') return [node];
      if (!isPending(node)) return lines(node.body);
      // O que se fará antes dela também se lê antes, se é só um aviso.
      const isNotice = (inner: RegionNode): boolean =>
        typeof inner !== 'string' && isPending(inner) && inner.problem.length === 0;
      const rest = node.problem.findIndex((inner) => !isNotice(inner));
      const earlier = rest === -1 ? node.problem.length : rest;
      return [...lines(node.problem.slice(0, earlier)), ...announce(node), ...lines(node.problem.slice(earlier))];
    });
  return lines(nodes).join('\n');
}

/** O TODO da região e os das que estão no seu corpo. */
function todosOf(region: Region): string[] {
  return [region, ...regionsIn(region.body)]
    .filter(({ title }) => title !== '')
    .map(({ indent, opening, step, title }) => indent + comment(opening, `${todoOf(step)} ${title}`));
}

function todoOf(step: string): string {
  return `TODO(${step}):`;
}

/** Todas as regiões, por dentro de corpos e problemas, na ordem do arquivo. */
function regionsIn(nodes: readonly RegionNode[]): Region[] {
  return nodes.flatMap((node) =>
    typeof node === 'string' ? [] : [node, ...regionsIn(node.body), ...regionsIn(node.problem)],
  );
}

function dedent(text: string): string {
  const lines = text.split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents);
  return lines.map((line) => line.slice(common)).join('\n');
}
