/** Um arquivo grande, lido noutra thread: o resto do processo anda, e o que entra é o mesmo que entraria aqui. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { otlpCodec } from '../wire/otlp-codec.ts';
import { MAX_BYTES_HERE } from './decode-trace-file.ts';
import type { TraceIngest } from './door.ts';
import { createTraceIngest } from './ingest-traces.ts';
import { type StoredFile, storeTraceFile } from './store-trace-file.ts';

const SPANS_PER_TRACE = 50;

function traceFile(spans: number, last: object = {}): Buffer {
  const span = (n: number): object => ({
    traceId: (1 + Math.floor(n / SPANS_PER_TRACE)).toString(16).padStart(32, '0'),
    spanId: (n + 1).toString(16).padStart(16, '0'),
    name: `pedido ${n}`,
    startTimeUnixNano: `${1_795_176_000_000_000_000n + BigInt(n)}`,
    endTimeUnixNano: `${1_795_176_000_000_000_100n + BigInt(n)}`,
    attributes: Array.from({ length: 6 }, (_, i) => ({ key: `k${i}`, value: { stringValue: `valor ${n}` } })),
    ...(n === spans - 1 && last),
  });
  return Buffer.from(
    JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: Array.from({ length: spans }, (_, n) => span(n)) }] }] }),
  );
}

function newStore(): { store: MemoryStore; ingest: TraceIngest; send(bytes: Uint8Array): Promise<StoredFile> } {
  const store = new MemoryStore({ maxBytes: 128 << 20, codec: otlpCodec });
  const ingest = createTraceIngest(store);
  return { store, ingest, send: (bytes) => storeTraceFile(bytes, store, ingest) };
}

test('enquanto um arquivo grande é lido, o laço de eventos dá muitas voltas', async () => {
  const bytes = traceFile(10_000);
  expect(bytes.length).toBeGreaterThan(10 * MAX_BYTES_HERE);
  const { store, send } = newStore();
  let turns = 0;
  const turn = setInterval(() => turns++, 1);
  const { traceIds, known, from, to } = await send(bytes);
  clearInterval(turn);
  expect(turns).toBeGreaterThan(20);
  expect(traceIds).toHaveLength(200);
  expect([known, to - from]).toEqual([[], 9_999n]);
  expect(store.getStats()).toMatchObject({ traces: 200, spans: 10_000 });
});

test.each([100, 2_000])(
  'o que já está aqui fica como está, e dois envios ao mesmo tempo não o repetem: %i',
  async (spans) => {
    const traces = spans / SPANS_PER_TRACE;
    const { store, send } = newStore();
    await send(traceFile(SPANS_PER_TRACE));
    const results = await Promise.all([send(traceFile(spans)), send(traceFile(spans))]);
    expect(results.map(({ traceIds, known }) => [traceIds.length, known.length])).toEqual([
      [traces - 1, 1],
      [0, traces],
    ]);
    expect(store.getStats().spans).toBe(spans);
  },
);

test('um engano no fim de um arquivo grande: a frase, e nada guardado', async () => {
  const { store, send } = newStore();
  await expect(send(traceFile(2_000, { spanId: 'x' }))).rejects.toMatchObject({
    code: 'invalid_id',
    message: expect.stringMatching(/spans\[1999\]: spanId: esperava 16 dígitos hexadecimais e veio "x"/),
  });
  expect(store.getStats().spans).toBe(0);
});

test('empacotado, sem as fontes nem o tsx, também lê noutra thread', async () => {
  const outdir = mkdtempSync(path.join(tmpdir(), 'luneta-thread-'));
  const from = (file: string): string => JSON.stringify(fileURLToPath(new URL(file, import.meta.url)));
  try {
    await build({
      stdin: {
        contents: `import { decodeTraceFile } from ${from('decode-trace-file.ts')};
          const chunks = [];
          for await (const chunk of process.stdin) chunks.push(chunk);
          const { traceIds } = await decodeTraceFile(Buffer.concat(chunks), () => false);
          console.log(traceIds.length);`,
        resolveDir: outdir,
      },
      outdir,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      outExtension: { '.js': '.mjs' },
    });
    const output = execFileSync(process.execPath, [path.join(outdir, 'stdin.mjs')], {
      cwd: outdir,
      input: traceFile(2_000),
      encoding: 'utf8',
    });
    expect(output).toBe('40\n');
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
