import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CAPABILITIES } from './capabilities.ts';
import { jaegerSource } from './sources/jaeger.ts';
import { stdoutSource } from './sources/stdout.ts';
import { tempoSource } from './sources/tempo.ts';
import { zipkinSource } from './sources/zipkin.ts';
import { COLLECTOR_SHOWS, EXPORTER_SHOWS } from './sources/zipkin-spans.ts';

test('a tabela do README diz o que cada fonte declara', async () => {
  const readme = await readFile(new URL('README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)`[^|]*\|(.+)\|$/gm)].map(([, capability, cells]) => ({
    capability,
    shown: cells.split('|').map((cell) => cell.trim() === 'sim'),
  }));
  const columns = [stdoutSource(() => '').shows, jaegerSource('').shows, COLLECTOR_SHOWS, EXPORTER_SHOWS];
  expect(rows).toEqual(
    CAPABILITIES.map((capability) => ({ capability, shown: columns.map((shows) => shows.includes(capability)) })),
  );
  expect(tempoSource('').shows).toEqual(jaegerSource('').shows);
  expect(zipkinSource('').shows).toEqual(COLLECTOR_SHOWS);
});
