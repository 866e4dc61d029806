/**
 * A linha do tempo que o aluno espera, desenhada em texto. A gramática inteira:
 *
 *   # um comentário; linhas vazias não contam
 *   GET /                  um span por linha, com o nome dele
 *     request handler      dois espaços a mais: um filho do span de cima
 *       ler escala !       " !" no fim: um span com erro
 *   GET /saude             sem recuo, uma raiz: outro trace
 */
import { sanitize } from '../../../text-width.ts';

/** Um span de uma árvore de nomes; de uma floresta, as raízes são os traces. */
export interface NamedNode {
  name: string;
  isError: boolean;
  children: NamedNode[];
}

/** Por que um desenho não se lê. */
export interface DrawingProblem {
  code: 'binary' | 'tab' | 'odd_indent' | 'no_parent' | 'no_name' | 'empty';
  /** A partir de 1. */
  line: number;
  text: string;
}

export type Drawing = { roots: NamedNode[] } | { problem: DrawingProblem };

export const INDENT = 2;
export const ERROR_MARK = '!';

export function readDrawing(text: string): Drawing {
  const roots: NamedNode[] = [];
  // O último span de cada nível: de quem são os filhos que vierem.
  const open: NamedNode[] = [];
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const written = line.trimEnd();
    const content = written.trimStart();
    if (content === '' || content.startsWith('#')) continue;
    const problem = (code: DrawingProblem['code']): Drawing => ({ problem: { code, line: i + 1, text: written } });
    const indent = written.slice(0, written.length - content.length);
    // UTF-16, como o `>` do PowerShell antigo escreve.
    if (written.includes('\0')) return problem('binary');
    if (/[^ ]/.test(indent)) return problem('tab');
    if (indent.length % INDENT !== 0) return problem('odd_indent');
    const depth = indent.length / INDENT;
    if (depth > open.length) return problem('no_parent');
    const isError = /(?:^|\s)!$/.test(content);
    const name = isError ? content.slice(0, -ERROR_MARK.length).trimEnd() : content;
    if (name === '') return problem('no_name');
    const node: NamedNode = { name, isError, children: [] };
    (depth === 0 ? roots : open[depth - 1].children).push(node);
    open.splice(depth, Infinity, node);
  }
  return roots.length > 0 ? { roots } : { problem: { code: 'empty', line: 0, text: '' } };
}

/** Um nome de span como se pode desenhar: um que não se vê, ou que tem quebras de linha, também precisa de uma linha. */
export function drawableName(name: string): string {
  return sanitize(name).trim() || '(sem nome)';
}

/** O contrário de `readDrawing`. */
export function writeDrawing(roots: readonly NamedNode[], depth = 0): string {
  return roots
    .map(({ name, isError, children }) => {
      const mark = isError ? ` ${ERROR_MARK}` : '';
      return `${' '.repeat(depth * INDENT)}${name}${mark}\n${writeDrawing(children, depth + 1)}`;
    })
    .join('');
}
