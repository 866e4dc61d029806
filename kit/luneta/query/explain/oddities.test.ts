/** O que não fecha num trace: pais que faltam, raízes demais, relógios, trabalho assíncrono. */
import { describe, expect, test } from 'vitest';
import type { Span } from '../../store/model.ts';
import { text, type SpanInput } from '../testing/fixture-traces.ts';
import { spanAt } from '../testing/small-trees.ts';
import { CLIENT, explainSpans, SERVER } from './testing/explain-spans.ts';

const host = (name: string): Span['resource'] => ({
  serviceName: name,
  attributes: [text('host.name', name)],
  droppedAttributesCount: 0,
});

describe('tempos e raízes que não fecham', () => {
  test('pais ausentes: uma frase, com as três causas', () => {
    const { missing_parents: one } = explainSpans(spanAt(1, 9, [0, 10]));
    expect(one).toBe(
      'O pai de “s1”, de loja, não está no trace. Há três causas possíveis: o pai ainda não terminou, o processo saiu antes ' +
        'de exportá-lo, ou ele ficou fora da amostragem.',
    );
    const many = [1, 2, 3, 4, 5].map((n) => spanAt(n, 9, [n, 10]));
    expect(explainSpans(...many).missing_parents).toContain(
      '5 spans têm um pai que não está no trace: “s1” (loja), “s2” (loja), “s3” (loja) e mais 2.',
    );
  });

  test('mais de uma raiz; uma raiz e um órfão não são duas raízes', () => {
    expect(explainSpans(spanAt(1, 0, [0, 10]), spanAt(2, 0, [1, 2])).several_roots).toContain('tem 2 spans raiz');
    expect(explainSpans(spanAt(1, 0, [0, 10]), spanAt(2, 9, [1, 2]))).not.toHaveProperty('several_roots');
  });

  test('um ciclo de pais', () => {
    expect(explainSpans(spanAt(1, 2, [0, 10]), spanAt(2, 1, [1, 2])).cycles).toContain('Há um ciclo');
  });

  test.each<[string, [number, number], SpanInput, SpanInput, boolean]>([
    ['quem recebeu começa antes, em outra máquina', [10, 60], SERVER, { resource: host('b') } as SpanInput, true],
    ['… na mesma máquina', [10, 60], SERVER, { resource: host('a') } as SpanInput, false],
    ['… por menos de um milissegundo', [49.5, 60], SERVER, { resource: host('b') } as SpanInput, false],
    ['quem recebeu termina depois', [60, 500], SERVER, { resource: host('b') } as SpanInput, false],
    ['filho interno que começa antes', [10, 60], { kind: 1 }, { resource: host('b') } as SpanInput, false],
  ])('relógios: %s', (_, time, kind, resource, expected) => {
    const caller = spanAt(1, 0, [50, 100], { ...CLIENT, resource: host('a') } as SpanInput);
    const told = explainSpans(caller, spanAt(2, 1, time, { ...kind, ...resource }));
    expect(Object.hasOwn(told, 'clock_skew')).toBe(expected);
  });

  test('filho que termina depois do pai é normal; o servidor de uma chamada, não se sabe', () => {
    expect(explainSpans(spanAt(1, 0, [0, 10]), spanAt(2, 1, [5, 30])).late_children).toBe(
      '“s2”, de loja, terminou 20 ms depois do pai: é assim que aparece o trabalho assíncrono, e é normal.',
    );
    expect(explainSpans(spanAt(1, 0, [0, 10]), spanAt(2, 1, [5, 30]), spanAt(3, 1, [5, 40])).late_children).toContain(
      '2 spans terminaram depois do pai (“s3”, 30 ms depois)',
    );
    expect(explainSpans(spanAt(1, 0, [0, 10], CLIENT), spanAt(2, 1, [5, 30], SERVER))).not.toHaveProperty(
      'late_children',
    );
    expect(explainSpans(spanAt(1, 0, [0, 10]), spanAt(2, 1, [5, 10.5]))).not.toHaveProperty('late_children');
  });

  test('durações que não se medem', () => {
    expect(explainSpans(spanAt(1, 0, [0, 10]), spanAt(2, 1, [5, 5])).unmeasured).toBe(
      '“s2”, de loja, não tem uma duração que se possa medir: o fim não veio depois do início.',
    );
  });
});
