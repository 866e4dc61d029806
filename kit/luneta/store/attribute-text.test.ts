import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attributeText, compareText, lastValues } from './attribute-text.ts';
import { text } from './testing/spans.ts';

test('a ordem dos textos é a dos bytes em UTF-8, também fora do plano básico', () => {
  const unit = fc.constantFrom('a', 'b', 'é', '\ue000', '\uffff', '🍎', '🍏', '𐀀');
  const anyText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit, maxLength: 4 }));
  fc.assert(
    fc.property(anyText, anyText, (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
    { numRuns: 1000 },
  );
  expect(compareText('\uffff', '🍎')).toBeLessThan(0);
});

test.each([3, 40])('%i atributos: em ordem de bytes, e de chaves repetidas fica a última', (count) => {
  const many = Array.from({ length: count }, (_, i) => text(`k${i}`, ''));
  const sorted = lastValues([text('🍎', '1'), ...many, text('\ue000', '2'), text('🍎', '3')]);
  expect(sorted.slice(-2)).toEqual([text('\ue000', '2'), text('🍎', '3')]);
  expect(sorted).toHaveLength(count + 2);
});

test('o zero negativo mantém o sinal, como no Go', () => {
  expect(attributeText({ type: 'double', value: -0 })).toBe('-0');
  expect(attributeText({ type: 'double', value: 0 })).toBe('0');
  expect(attributeText({ type: 'array', value: [{ type: 'double', value: -0 }] })).toBe('[-0]');
});
