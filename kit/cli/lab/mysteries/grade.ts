/** A nota de uma resposta: o que se escreveu contra o que os traces dizem. */
import { observe } from '../../../scripted/observe.ts';
import { traceTrees } from '../../../scripted/trace-trees.ts';
import { suggestions } from '../../../suggestions.ts';
import { UsageError } from '../../../usage-error.ts';
import type { Alternative, Mystery, MysteryAnswer, Traces } from '../../../mysteries/mystery.ts';
import { mysteryTexts } from './mystery-texts.ts';
import { allNodes } from '../../../mysteries/read-traces.ts';

export interface Grade {
  isRight: boolean;
  /** O que se aprende com ela: a explicação ou, numa errada, o que a contradiz. */
  message: string;
}

/** Os traces que o mistério publica, a menos dos ids. */
export function tracesOf({ plan }: Mystery): Traces {
  return traceTrees(observe(plan));
}

/** "a", "b"… */
export function letterOf(position: number): string {
  return String.fromCodePoint('a'.codePointAt(0)! + position);
}

/** @throws UsageError se não é uma resposta a esta pergunta: uma letra que não há, um span que não está no trace. */
export function grade(mystery: Mystery, written: string): Grade {
  const traces = tracesOf(mystery);
  const against = readAnswer(mystery.answer, written.trim(), traces);
  return against === undefined
    ? { isRight: true, message: mystery.explain(traces) }
    : { isRight: false, message: against };
}

/** O que contradiz a resposta; `undefined` se nada. */
function readAnswer(answer: MysteryAnswer, written: string, traces: Traces): string | undefined {
  switch (answer.type) {
    case 'choice': {
      const chosen = chooseAlternative(answer.alternatives, written);
      return chosen.holds(traces) ? undefined : chosen.against(traces);
    }
    case 'span': {
      const names = allNodes(traces).map(({ span }) => span.name);
      const name = names.find((each) => sameText(each, written));
      if (name === undefined) throw new UsageError(mysteryTexts.noSuchSpan(written, suggestions(written, names, 3)));
      const node = allNodes(traces).find(({ span }) => span.name === name)!;
      return node === answer.find(traces) ? undefined : answer.against(node, traces);
    }
    case 'number': {
      const given = readNumber(written, answer.unit);
      const isNear = (right: number): boolean => Math.abs(given - right) <= answer.tolerance;
      if (isNear(answer.compute(traces))) return undefined;
      return answer.mistakes.find(({ compute }) => isNear(compute(traces)))?.against ?? answer.against;
    }
  }
}

function chooseAlternative(alternatives: readonly Alternative[], written: string): Alternative {
  const letters = alternatives.map((_, i) => letterOf(i));
  const chosen = alternatives[letters.indexOf(written.toLowerCase().replace(/\)$/, ''))];
  if (!chosen) throw new UsageError(mysteryTexts.noSuchLetter(written, letters));
  return chosen;
}

/** "634", "634 ms", "634,0": a vírgula é a do leitor brasileiro. */
function readNumber(written: string, unit: string): number {
  const plain = written.toLowerCase().endsWith(unit) ? written.slice(0, -unit.length).trim() : written;
  if (!/^\d+(?:[.,]\d+)?$/.test(plain)) throw new UsageError(mysteryTexts.notNumber(written, unit));
  return Number(plain.replace(',', '.'));
}

/** Sem ligar para maiúsculas nem acentos, que nem todo teclado dá. */
function sameText(one: string, other: string): boolean {
  return one.localeCompare(other, 'pt-BR', { sensitivity: 'base' }) === 0;
}
