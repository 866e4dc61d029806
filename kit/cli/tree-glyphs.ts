/** O ramo à esquerda de um nome, numa árvore em texto. Todas as partes têm a mesma largura. */
import type { Terminal } from './terminal.ts';

export interface TreeGlyphs {
  tee: string;
  corner: string;
  pipe: string;
  blank: string;
}

const DRAWN: TreeGlyphs = { tee: '├─ ', corner: '└─ ', pipe: '│  ', blank: '   ' };
const PLAIN: TreeGlyphs = { tee: '|- ', corner: '`- ', pipe: '|  ', blank: '   ' };

export function treeGlyphs({ drawing }: Terminal): TreeGlyphs {
  return drawing ? DRAWN : PLAIN;
}
