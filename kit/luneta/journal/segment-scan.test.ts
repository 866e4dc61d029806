/** A leitura de segmentos, com todo estrago possível num arquivo pequeno. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { WINDOW_BYTES } from './file-window.ts';
import {
  encodeHeader,
  FRAME_HEADER_BYTES,
  FRAME_MARK,
  HEADER_BYTES,
  MAX_FILE_BYTES,
  writeFrameHeader,
} from './segment-format.ts';
import { scanSegment, type SegmentScan } from './segment-scan.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'luneta-segment-'));
afterAll(() => rmSync(directory, { recursive: true }));

function frame(payload: Uint8Array): Buffer {
  const header = Buffer.alloc(FRAME_HEADER_BYTES);
  writeFrameHeader(header, payload, 'traces');
  return Buffer.concat([header, payload]);
}

let files = 0;
async function scan(...parts: Uint8Array[]): Promise<SegmentScan & { payloads: string[] }> {
  const file = path.join(directory, String(files++));
  writeFileSync(file, Buffer.concat(parts));
  const payloads: string[] = [];
  const result = await scanSegment(file, 'traces', (payload) => payloads.push(payload.toString()));
  return { ...result, payloads };
}

const TEXTS = ['primeiro', '', 'o terceiro é um pouco mais longo', 'quarto', 'último'];
const FRAMES = TEXTS.map((text) => frame(Buffer.from(text)));
const WHOLE = Buffer.concat([encodeHeader(), ...FRAMES]);

/** Início de cada quadro no arquivo, e o fim do último. */
const EDGES = [HEADER_BYTES];
for (const bytes of FRAMES) EDGES.push(EDGES[EDGES.length - 1] + bytes.length);

describe('um segmento inteiro', () => {
  test('cada pedido volta como entrou, na ordem', async () => {
    const result = await scan(WHOLE);
    expect(result.payloads).toEqual(TEXTS);
    expect(result).toMatchObject({ header: 1, frames: 5, damages: [], readableEnd: WHOLE.length, size: WHOLE.length });
  });

  test('um pedido de outro sinal é contado e pulado', async () => {
    const other = frame(Buffer.from('x'));
    other[FRAME_HEADER_BYTES - 1] = 2;
    // O crc cobre o sinal: sem refazê-lo, seria um quadro estragado.
    other.writeUInt32LE(crc32(other.subarray(8)), 4);
    const result = await scan(encodeHeader(), other, FRAMES[0]);
    expect(result.payloads).toEqual([TEXTS[0]]);
    expect(result).toMatchObject({ frames: 2, otherFrames: 1, damages: [] });
  });

  test('maior que a janela de leitura, com pedidos maiores que ela', async () => {
    const big = Buffer.alloc(5_000_000, 'a');
    const many = Array.from({ length: 3000 }, (_, i) => frame(Buffer.alloc(1500, String(i % 10))));
    const result = await scan(encodeHeader(), ...many, frame(big), ...many);
    expect(result.frames).toBe(6001);
    expect(result.payloads[3000]).toBe(big.toString());
    expect(result.payloads[6000]).toBe('9'.repeat(1500));
    expect(result.damages).toEqual([]);
  });

  test('abortada, a leitura para com o motivo', async () => {
    const file = path.join(directory, 'abortado');
    writeFileSync(
      file,
      Buffer.concat([encodeHeader(), ...Array.from({ length: 4000 }, () => frame(Buffer.alloc(2000)))]),
    );
    const controller = new AbortController();
    const reading = scanSegment(file, 'traces', () => controller.abort(), controller.signal);
    await expect(reading).rejects.toBe(controller.signal.reason);
  });
});

describe('maior que qualquer arquivo do diário', () => {
  test('só se lê até onde um segmento pode ir', async () => {
    const file = path.join(directory, 'enorme');
    writeFileSync(file, WHOLE);
    truncateSync(file, MAX_FILE_BYTES);
    writeFileSync(file, FRAMES[0], { flag: 'a' });
    const { size, ...result } = await scanSegment(file, 'traces', () => {});
    expect(size).toBe(MAX_FILE_BYTES + FRAMES[0].length);
    expect(result).toMatchObject({ frames: 5, readableEnd: WHOLE.length, damages: [] });
  });

  test('abortada, a busca por um quadro que não existe para com o motivo', async () => {
    const file = path.join(directory, 'zeros');
    writeFileSync(file, WHOLE);
    truncateSync(file, MAX_FILE_BYTES);
    // Marcas que anunciam quadros longos: cada uma custa conferir todos os bytes deles.
    const claim = Buffer.alloc(FRAME_HEADER_BYTES);
    FRAME_MARK.copy(claim);
    claim.writeUInt32LE(50_000_000, 8);
    writeFileSync(file, Buffer.concat(Array.from({ length: 1000 }, () => claim)), { flag: 'r+' });
    writeFileSync(file, encodeHeader(), { flag: 'r+' });
    const controller = new AbortController();
    const reason = new Error('chega');
    setImmediate(() => controller.abort(reason));
    await expect(scanSegment(file, 'traces', () => {}, controller.signal)).rejects.toBe(reason);
  });
});

describe('cauda rasgada', () => {
  test('cortado em cada byte do último quadro: os anteriores voltam inteiros, nada inventado', async () => {
    const [start, end] = EDGES.slice(-2);
    for (let size = start; size < end; size++) {
      const result = await scan(WHOLE.subarray(0, size));
      expect(result.payloads).toEqual(TEXTS.slice(0, 4));
      expect(result).toMatchObject({ readableEnd: start, size, damages: [] });
    }
  });

  test('cortado em qualquer byte do arquivo: volta o que estava inteiro', async () => {
    for (let size = 0; size < WHOLE.length; size++) {
      const whole = EDGES.filter((edge) => edge > HEADER_BYTES && edge <= size).length;
      const result = await scan(WHOLE.subarray(0, size));
      expect(result.payloads).toEqual(TEXTS.slice(0, whole));
      expect(result.readableEnd).toBe(size < HEADER_BYTES ? 0 : EDGES[whole]);
      expect(result.damages).toEqual([]);
    }
  });

  test.each([
    ['zeros, como depois de uma queda de energia', Buffer.alloc(5000)],
    ['lixo', Buffer.from('qualquer coisa')],
    ['só a marca', FRAME_MARK],
    ['marcas sem nada', Buffer.concat(Array.from({ length: 50 }, () => FRAME_MARK))],
    ['um quadro com um byte trocado', Buffer.concat([frame(Buffer.from('abc')).subarray(0, -1), Buffer.from('z')])],
    ['um comprimento absurdo', Buffer.concat([FRAME_MARK, Buffer.alloc(8, 0xff), Buffer.alloc(100)])],
  ])('%s no fim', async (_name, tail) => {
    const result = await scan(WHOLE, tail);
    expect(result.payloads).toEqual(TEXTS);
    expect(result).toMatchObject({ readableEnd: WHOLE.length, damages: [] });
  });
});

describe('estrago no meio', () => {
  test('qualquer byte trocado custa só o quadro em que está, e o cabeçalho não custa nenhum', async () => {
    for (let at = 0; at < WHOLE.length; at++) {
      const hit = EDGES.findIndex((edge, i) => at >= edge && at < EDGES[i + 1]);
      for (const bit of [0x01, 0x80]) {
        const bytes = Buffer.from(WHOLE);
        bytes[at] ^= bit;
        const result = await scan(bytes);
        expect(result.payloads).toEqual(TEXTS.filter((_, i) => i !== hit));
        expect(result.header).toBe(hit < 0 ? 'damaged' : 1);
      }
    }
  });

  test('diz onde está e de que tamanho é', async () => {
    const bytes = Buffer.from(WHOLE);
    bytes[EDGES[2] + 5] ^= 0xff;
    expect((await scan(bytes)).damages).toEqual([{ start: EDGES[2], end: EDGES[3] }]);
  });

  test('bytes a mais ou a menos: o que vem depois é reencontrado', async () => {
    const cut = EDGES[3];
    expect((await scan(WHOLE.subarray(0, cut), Buffer.from('intruso'), WHOLE.subarray(cut))).payloads).toEqual(TEXTS);
    const without = await scan(WHOLE.subarray(0, cut - 3), WHOLE.subarray(cut));
    expect(without.payloads).toEqual(TEXTS.filter((_, i) => i !== 2));
  });

  test('um estrago maior que a janela, com a marca em cada posição da emenda entre duas leituras', async () => {
    for (let before = -2; before <= FRAME_MARK.length + 2; before++) {
      const noise = Buffer.alloc(WINDOW_BYTES - HEADER_BYTES - FRAMES[0].length - before, FRAME_MARK[0]);
      const result = await scan(encodeHeader(), FRAMES[0], noise, FRAMES[3]);
      expect(result.payloads).toEqual([TEXTS[0], TEXTS[3]]);
    }
  });
});

test('arquivos que não são do diário: nada é inventado', async () => {
  expect(await scan(Buffer.from('{"json": true}'.repeat(100)))).toMatchObject({ header: 'damaged', frames: 0 });
  expect(await scan(Buffer.from('oi'))).toMatchObject({ header: 'damaged', frames: 0 });
  expect(await scan()).toMatchObject({ header: 'torn', frames: 0, readableEnd: 0, size: 0 });
});

test('bytes ao acaso nunca derrubam a leitura', async () => {
  let state = 7;
  const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  for (let round = 0; round < 300; round++) {
    const bytes = Buffer.from(WHOLE);
    for (let i = 0; i < 1 + (round % 9); i++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    const { payloads } = await scan(bytes.subarray(0, Math.floor(random() * (bytes.length + 1))));
    for (const payload of payloads) expect(TEXTS).toContain(payload);
  }
});
