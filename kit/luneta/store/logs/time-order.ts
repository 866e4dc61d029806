/**
 * As linhas na ordem do instante, em blocos: quem chega na ordem entra no fim do último; um atrasado é posto no lugar
 * dele, e só o bloco dele se mexe.
 *
 *   blocos   [ 3 1 4 ]  [ 2 7 5 6 ]  [ 8 9 · · ]      linhas; cada bloco vai até `BLOCK_ROWS`
 *                           ▲ um atrasado: empurra os seguintes; um bloco cheio parte-se em dois
 *
 * As colunas das linhas dizem a ordem: quem despeja uma linha tira-a daqui antes.
 */
import type { LogRows } from './log-rows.ts';

const BLOCK_ROWS = 512;

class Block {
  readonly rows = new Int32Array(BLOCK_ROWS);
  /** As linhas são as de `first` até antes de `end`: tirar a mais antiga, que é o comum, não move nada. */
  first = 0;
  end = 0;
}

/** Um lugar na ordem: entre duas linhas. */
export interface OrderPosition {
  block: number;
  at: number;
}

export class TimeOrder {
  readonly #rows: LogRows;
  readonly #blocks: Block[] = [];

  constructor(rows: LogRows) {
    this.#rows = rows;
  }

  /** Bytes dos blocos. */
  get memoryBytes(): number {
    return this.#blocks.length * BLOCK_ROWS * 4;
  }

  add(row: number): void {
    const last = this.#blocks.at(-1);
    if (!last || this.#rows.compare(last.rows[last.end - 1], row) < 0) {
      if (last && last.end < BLOCK_ROWS) last.rows[last.end++] = row;
      else this.#blocks.push(blockOf([row]));
      return;
    }
    const { block: index, at } = this.#find((other) => this.#rows.compare(other, row) < 0);
    const block = this.#blocks[index];
    if (block.end === BLOCK_ROWS && block.first === 0) {
      this.#split(index);
      this.add(row);
    } else if (block.first > 0) {
      block.rows.copyWithin(block.first - 1, block.first, at);
      block.first--;
      block.rows[at - 1] = row;
    } else {
      block.rows.copyWithin(at + 1, at, block.end++);
      block.rows[at] = row;
    }
  }

  remove(row: number): void {
    const { block: index, at } = this.#find((other) => this.#rows.compare(other, row) < 0);
    const block = this.#blocks[index];
    if (at === block.first) block.first++;
    else block.rows.copyWithin(at, at + 1, block.end--);
    if (block.first === block.end) this.#blocks.splice(index, 1);
  }

  /** O lugar da primeira linha que não é `before`; as que são vêm todas antes das outras. */
  #find(before: (row: number) => boolean): OrderPosition {
    const blocks = this.#blocks;
    const block = firstIndex(0, blocks.length, (i) => !before(blocks[i].rows[blocks[i].end - 1]));
    if (block === blocks.length) return { block, at: 0 };
    const { rows, first, end } = blocks[block];
    return { block, at: firstIndex(first, end, (i) => !before(rows[i])) };
  }

  /** Visita em ordem crescente, a partir da primeira linha que não é `before`, até `visit` devolver `false`. */
  forward(before: (row: number) => boolean, visit: (row: number) => boolean): void {
    const from = this.#find(before);
    for (let b = from.block; b < this.#blocks.length; b++) {
      const { rows, first, end } = this.#blocks[b];
      for (let i = b === from.block ? from.at : first; i < end; i++) if (!visit(rows[i])) return;
    }
  }

  /** Visita em ordem decrescente, a partir da última linha que é `before`, até `visit` devolver `false`. */
  backward(before: (row: number) => boolean, visit: (row: number) => boolean): void {
    const from = this.#find(before);
    for (let b = Math.min(from.block, this.#blocks.length - 1); b >= 0; b--) {
      const { rows, first, end } = this.#blocks[b];
      for (let i = (b === from.block ? from.at : end) - 1; i >= first; i--) if (!visit(rows[i])) return;
    }
  }

  #split(index: number): void {
    const { rows } = this.#blocks[index];
    const half = BLOCK_ROWS / 2;
    this.#blocks.splice(index, 1, blockOf(rows.subarray(0, half)), blockOf(rows.subarray(half)));
  }
}

function blockOf(rows: ArrayLike<number>): Block {
  const block = new Block();
  block.rows.set(rows);
  block.end = rows.length;
  return block;
}

/** O primeiro índice de `[from, to)` em que `holds` vale, ou `to`; onde vale, vale dali em diante. */
function firstIndex(from: number, to: number, holds: (i: number) => boolean): number {
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
