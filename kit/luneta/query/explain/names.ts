/** Como a explicação escreve nomes, contagens e listas: o que veio do trace entra numa frase sem desfigurá-la. */
import { REPAIRED_SERVICE_NAME } from '../../store/service-name.ts';
import { formatCount } from '../../../format.ts';
import type { SpanNode } from '../trace-tree.ts';

export const MAX_NAME_CHARS = 80;
const MAX_LISTED = 3;

export const list = new Intl.ListFormat('pt-BR', { type: 'conjunction' });

/** Só a primeira linha, e sem partir ao meio um par UTF-16. */
export function shorten(text: string, max: number): string {
  const line = text
    .trimStart()
    .slice(0, max + 1)
    .split(/[\r\n]/u, 1)[0];
  return line.length > max ? `${line.slice(0, max).replace(/[\ud800-\udbff]$/, '')}…` : line;
}

function quote(name: string): string {
  return `“${shorten(name, MAX_NAME_CHARS)}”`;
}

/** O nome como está quando é um nome comum; entre aspas quando se confundiria com a frase. */
export function service(name: string): string {
  if (isUnnamed(name)) return 'um serviço sem nome';
  return /^[\w.:/-]{1,80}$/u.test(name) ? name : quote(name);
}

export function named({ span }: SpanNode): string {
  return quote(span.name);
}

/** `“GET /pedidos”, de loja`. */
export function spanOf(node: SpanNode): string {
  return `${named(node)}, de ${service(node.span.resource.serviceName)}`;
}

/** Os primeiros pelo nome, e quantos mais há. */
export function listed(nodes: readonly SpanNode[]): string {
  const shown = nodes.slice(0, MAX_LISTED).map((node) => `${named(node)} (${service(node.span.resource.serviceName)})`);
  const rest = nodes.length - shown.length;
  return list.format(rest > 0 ? [...shown, `mais ${formatCount(rest)}`] : shown);
}

/** O nome que a Luneta dá ao serviço que não disse o seu. */
export function isUnnamed(serviceName: string): boolean {
  return serviceName === REPAIRED_SERVICE_NAME.missing;
}
