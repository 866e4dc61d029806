/**
 * Rótulos das séries de um ponto do OTLP, feitos uma vez só.
 *
 * Um processo manda as mesmas séries a cada exportação, com os mesmos bytes. O que se fez deles fica guardado:
 *
 *   métrica e quem a emitiu (número) + bytes dos atributos  →  rótulos base  →  com nome  { __name__: x_sum }
 *                                                                            →  do balde  { __name__: x_bucket, le: "5" }
 *
 * No limite, o que está guardado fica e o que é novo se refaz a cada vez: quem exporta repete tudo na mesma ordem, e dar
 * lugar ao novo seria esquecer justamente o que vem a seguir. Só quando quase nada do que está ali serve mais é que tudo é
 * esquecido.
 */
import { ByteInterner } from '../store/byte-interner.ts';
import { compareText } from '../store/attribute-text.ts';
import { type Labels, METRIC_NAME } from '../store/metrics/metric-store.ts';
import { numberText } from '../store/number-text.ts';

/** Memória, aproximada, do que fica guardado. */
const MAX_CACHED_BYTES = 16 << 20;
/** Para esquecer tudo: de cada tantas buscas, menos de uma acha. */
const SEARCHES_PER_HIT = 16;
/** De um conjunto de rótulos: a lista, os pares que não são de outro, a entrada na tabela. */
const BYTES_PER_SET = 250;

/** O que se fez dos atributos de um ponto. `unnamed` é um atributo que não dá nome de rótulo, se há algum. */
export interface BaseLabels {
  labels: Labels;
  unnamed?: string;
}

/** Os rótulos de um ponto, sem nome, e os das séries que ele tem. */
export class PointLabels {
  readonly base: Labels;
  readonly unnamed: string | undefined;
  readonly #cache: MetricLabelsCache;
  /** Quase sempre um nome só: um mapa para cada ponto ocuparia mais que os rótulos. */
  #name = '';
  #first: Labels | undefined;
  #others: Map<string, Labels> | undefined;
  #bounded: Map<number, Labels> | undefined;

  constructor({ labels, unnamed }: BaseLabels, cache: MetricLabelsCache) {
    this.base = labels;
    this.unnamed = unnamed;
    this.#cache = cache;
  }

  /** Da série de nome `name`. */
  named(name: string): Labels {
    const known = this.#name === name ? this.#first : this.#others?.get(name);
    if (known) return known;
    const labels = withLabel(this.base, METRIC_NAME, name);
    if (this.#first) (this.#others ??= new Map()).set(name, labels);
    else [this.#name, this.#first] = [name, labels];
    this.#cache.count(1);
    return labels;
  }

  /** Da série de nome `name` com um rótulo a mais que vale um número: `le` ou `quantile`, um dos dois por métrica. */
  bounded(name: string, label: 'le' | 'quantile', value: number): Labels {
    this.#bounded ??= new Map();
    let labels = this.#bounded.get(value);
    if (!labels) {
      labels = withLabel(this.named(name), label, numberText(value));
      this.#bounded.set(value, labels);
      this.#cache.count(1);
    }
    return labels;
  }
}

export class MetricLabelsCache {
  #contexts = new Map<string, number>();
  #interner = new ByteInterner();
  #entries: PointLabels[] = [];
  #sets = 0;
  /** Buscas desde que ficou cheio, e quantas acharam. */
  #searches = 0;
  #hits = 0;

  /** O número de uma métrica e de quem a emitiu; vale até o próximo `startRequest`. */
  contextOf(...words: readonly string[]): number {
    const key = words.map((word) => `${word.length}:${word}`).join('');
    let context = this.#contexts.get(key);
    if (context === undefined) {
      context = this.#contexts.size;
      this.#contexts.set(key, context);
      this.count(1 + key.length / BYTES_PER_SET);
    }
    return context;
  }

  /** Esquece tudo, se está cheio do que não serve. Só entre pedidos, para que os números de um não mudem no meio. */
  startRequest(): void {
    if (!this.#isFull()) return;
    if (this.#searches < this.#entries.length || this.#hits * SEARCHES_PER_HIT > this.#searches) {
      // As de há muito não contam para sempre.
      if (this.#searches > 8 * this.#entries.length) this.#searches = this.#hits = 0;
      return;
    }
    this.#searches = this.#hits = 0;
    this.#contexts = new Map();
    this.#interner = new ByteInterner();
    this.#entries = [];
    this.#sets = 0;
  }

  /** O que já se fez dos atributos em `bytes[start, end)`, ou o que `make` fizer agora. */
  get(bytes: Uint8Array, start: number, end: number, context: number, make: () => BaseLabels): PointLabels {
    const known = this.#interner.find(bytes, start, end, context);
    this.#searches++;
    if (known >= 0) {
      this.#hits++;
      return this.#entries[known];
    }
    const labels = new PointLabels(make(), this);
    if (!this.#isFull()) {
      // Antes de encher não há o que julgar.
      this.#searches = this.#hits = 0;
      this.#entries[this.#interner.intern(bytes, start, end, context)] = labels;
      this.count(2 + labels.base.length / 4);
    }
    return labels;
  }

  #isFull(): boolean {
    return this.#interner.memoryBytes + this.#sets * BYTES_PER_SET >= MAX_CACHED_BYTES;
  }

  count(sets: number): void {
    this.#sets += sets;
  }
}

/** `labels` com mais um; se já há um com esse nome, o novo vale. Sem valor, é como não haver. */
export function withLabel(labels: Labels, name: string, value: string): Labels {
  let at = 0;
  while (at < labels.length && compareText(labels[at][0], name) < 0) at++;
  const replaced = at < labels.length && labels[at][0] === name ? 1 : 0;
  const changed = labels.slice();
  if (value === '') changed.splice(at, replaced);
  else changed.splice(at, replaced, [name, value]);
  return changed;
}
