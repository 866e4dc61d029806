import { describe, expect, test } from 'vitest';
import { OutputKeeper } from './student-program-output.ts';

function keep(text: string | Buffer, limit: number, chunkSize = 3): ReturnType<OutputKeeper['read']> {
  const keeper = new OutputKeeper(limit);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkSize) keeper.write(bytes.subarray(at, at + chunkSize));
  return keeper.read();
}

describe.each([1, 3, 7, 1000])('em pedaços de %i bytes', (chunkSize) => {
  test('até o limite, tudo', () => {
    expect(keep('0123456789', 10, chunkSize)).toEqual({ text: '0123456789', truncated: false, totalBytes: 10 });
  });

  test('além dele, o começo e o fim', () => {
    const text = '\n[... 26 bytes omitidos ...]\n';
    expect(keep('abcdefghijklmnopqrstuvwxyz0123456789', 10, chunkSize)).toEqual({
      text: `abcde${text}56789`,
      truncated: true,
      totalBytes: 36,
    });
  });

  test('um caractere cortado ao meio some inteiro', () => {
    // 2 bytes cada: com metades de 5, o corte cai no meio dos dois lados.
    expect(keep('ááááááááá', 10, chunkSize).text).toBe('áá\n[... 10 bytes omitidos ...]\náá');
    // 4 bytes cada.
    expect(keep('😀😀😀😀😀', 14, chunkSize).text).toBe('😀\n[... 12 bytes omitidos ...]\n😀');
  });

  test('um caractere inteiro na beira do corte fica', () => {
    expect(keep('ááááááááá', 8, chunkSize).text).toBe('áá\n[... 10 bytes omitidos ...]\náá');
  });

  test('lixo binário vira texto, sem passar muito do tamanho', () => {
    const { text, truncated } = keep(Buffer.alloc(5000, 0x80), 100, chunkSize);
    expect(truncated).toBe(true);
    expect(text).toMatch(/^\uFFFD+\n\[\.\.\. 4\.90\d bytes omitidos \.\.\.\]\n\uFFFD+$/);
  });
});

test('nada escrito', () => {
  expect(new OutputKeeper(10).read()).toEqual({ text: '', truncated: false, totalBytes: 0 });
});

test('cresce até o limite sem perder o que já guardou', () => {
  const text = Array.from({ length: 20_000 }, (_, i) => `linha ${i}\n`).join('');
  expect(keep(text, 1024 * 1024, 100).text).toBe(text);
  const cut = keep(text, 100_000, 100).text;
  expect(cut.startsWith(text.slice(0, 50_000))).toBe(true);
  expect(cut.endsWith(text.slice(-50_000))).toBe(true);
});
