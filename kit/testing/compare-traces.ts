/** O que dois traces do mesmo programa têm de diferente: o nome, o lugar e os atributos de cada span, um por um. */
import type { JaegerSpan, JaegerTrace } from '../cli/find-trace.ts';

/** O que a API do Jaeger diz de um span além do que `JaegerSpan` conta. */
type Span = JaegerSpan & { logs?: { fields: { key: string; value: unknown }[] }[] };

export type Difference = readonly [first: unknown, second: unknown];

/**
 * @returns O valor de cada lado, por `caminho do span · atributo`; `undefined` do lado em que falta. O caminho são os nomes da raiz até
 *   ele; o segundo irmão de mesmo nome leva um `(2)`. Os eventos entram como `evento 1 · campo`.
 */
export function differences(first: JaegerTrace, second: JaegerTrace): Record<string, Difference> {
  const [mine, theirs] = [flat(first), flat(second)];
  const keys = new Set([...mine.keys(), ...theirs.keys()]);
  const pairs = [...keys].map((key) => [key, [mine.get(key), theirs.get(key)]] as const);
  return Object.fromEntries(pairs.filter(([, [a, b]]) => JSON.stringify(a) !== JSON.stringify(b)));
}

/** O mesmo trace, numa lista: o valor de cada `caminho do span · atributo`. */
export function flat({ spans }: JaegerTrace): Map<string, unknown> {
  const values = new Map<string, unknown>();
  const known = new Set(spans.map(({ spanID }) => spanID));
  const parentOf = (span: JaegerSpan): string | undefined => {
    const id = parentId(span);
    // O pai que é de outro processo, e não está aqui, faz dele uma raiz.
    return id !== undefined && known.has(id) ? id : undefined;
  };
  const visit = (parent: string | undefined, path: readonly string[]): void => {
    const children = (spans as Span[])
      .filter((span) => parentOf(span) === parent)
      .toSorted((a, b) => a.startTime - b.startTime);
    const seen = new Map<string, number>();
    for (const span of children) {
      const nth = (seen.get(span.operationName) ?? 0) + 1;
      seen.set(span.operationName, nth);
      const here = [...path, nth === 1 ? span.operationName : `${span.operationName} (${nth})`];
      const set = (key: string, value: unknown): void => void values.set(`${here.join(' > ')} · ${key}`, value);
      // O lugar entre os irmãos: um span sem atributos, ou em outra ordem, também faz diferença.
      set('posição', children.indexOf(span) + 1);
      for (const { key, value } of span.tags) set(key, value);
      for (const [i, { fields }] of (span.logs ?? []).entries()) {
        for (const { key, value } of fields) set(`evento ${i + 1} · ${key}`, value);
      }
      visit(span.spanID, here);
    }
  };
  visit(undefined, []);
  return values;
}

function parentId(span: JaegerSpan): string | undefined {
  return span.references.find(({ refType }) => refType === 'CHILD_OF')?.spanID;
}
