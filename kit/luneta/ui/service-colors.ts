/**
 * A cor de cada serviço, a mesma em todas as páginas e para todas as pessoas.
 *
 * Só o nome decidiria a cor em dois computadores, mas com 16 cores seis serviços já colidem em dois a cada três casos;
 * distribuir por ordem de chegada não colide, mas muda a cada recarga. Daqui sai o meio-termo: o nome escolhe a cor e,
 * se ela já tem dono entre os serviços conhecidos, vale a próxima livre, em ordem alfabética. Com mais serviços que cores,
 * elas se repetem, mas não entre os que aparecem juntos: ali, quem repetiria troca de cor.
 *
 * As cores ficam em `styles/service-colors.css`: são as do IBM Carbon, que o Jaeger também usa.
 */

/** Quantas cores a folha de estilo define (`--service-1` … `--service-16`). */
export const SERVICE_COLOR_COUNT = 16;

/** As primeiras são as mais vivas e distantes entre si: as outras só entram quando há muitos serviços. */
const PREFERRED_COLORS = 8;

export type ServiceColors = (service: string) => number;

/** @param known De preferência, os do armazenamento inteiro. @param together Os que a página mostra lado a lado. */
export function assignServiceColors(known: Iterable<string>, together: Iterable<string> = []): ServiceColors {
  const colors = new Map<string, number>();
  const taken = new Set<number>();
  for (const name of [...new Set(known)].toSorted()) {
    const color = nextFree(preferredColor(name), taken);
    taken.add(color);
    colors.set(name, color);
  }
  const colorOf = (service: string): number => colors.get(service) ?? preferredColor(service);
  const shown = new Set<number>();
  const repeated: string[] = [];
  for (const name of [...new Set(together)].toSorted()) {
    if (shown.has(colorOf(name))) repeated.push(name);
    shown.add(colorOf(name));
  }
  for (const name of repeated) {
    const color = nextFree(colorOf(name), shown);
    shown.add(color);
    colors.set(name, color);
  }
  return colorOf;
}

/** Esta cor ou, se ela tem dono, a seguinte que não tem; todas com dono: esta mesma. */
function nextFree(color: number, taken: ReadonlySet<number>): number {
  let free = color;
  while (taken.has(free) && taken.size < SERVICE_COLOR_COUNT) free = (free % SERVICE_COLOR_COUNT) + 1;
  return free;
}

/** FNV-1a de 32 bits: espalha bem nomes curtos e parecidos (`api-1`, `api-2`). */
function preferredColor(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return ((hash >>> 0) % PREFERRED_COLORS) + 1;
}
