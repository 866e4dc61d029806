import { describe, expect, test } from 'vitest';
import { normalizeTraceId } from './urls.ts';

const ID = '0123456789abcdef0123456789abcdef';

describe('normalizeTraceId', () => {
  test.each([
    ID,
    ` ${ID.toUpperCase()}\n`,
    '01234567-89ab-cdef-0123-456789ABCDEF',
    `http://localhost:16686/trace/${ID}`,
    `https://jaeger.exemplo/jaeger/ui/trace/${ID}?uiFind=cd#span-cd`,
    `http://127.0.0.1:16686/api/v3/traces/${ID}/`,
  ])('aceita %j', (text) => {
    expect(normalizeTraceId(text)).toBe(ID);
  });

  test('completa um id curto', () => {
    expect(normalizeTraceId('ABC')).toBe('abc'.padStart(32, '0'));
    expect(normalizeTraceId('http://localhost:16686/trace/abc')).toBe('abc'.padStart(32, '0'));
  });

  test.each(['', 'xyz', `${ID}0`, '0123-4567', 'http://localhost:16686/search', `/trace/${ID}...${ID}`, '/trace/-'])(
    'recusa %j',
    (text) => {
      expect(normalizeTraceId(text)).toBeUndefined();
    },
  );
});
