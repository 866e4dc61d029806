import { expect, test } from 'vitest';
import { logStore } from '../ui/testing/log-store.ts';
import { visitNewestLogs } from './log-slices.ts';

function busyFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('uma visita longa faz pausas, e nada se repete nem se salta, mesmo com instantes iguais', async () => {
  const { logs, add } = logStore(
    ...Array.from({ length: 60 }, (_, i) => ({ ms: 1_000 + Math.floor(i / 7), body: `${i}` })),
  );
  const seen: number[] = [];
  let turns = 0;
  const ticking = setInterval(() => turns++, 1);
  await visitNewestLogs(logs, {}, ({ sequence }) => {
    seen.push(sequence);
    busyFor(1);
    // Numa das pausas chegam outros: os mais novos não são desta visita, os mais antigos são.
    if (seen.length === 20) setImmediate(() => add({ ms: 9_000 }, { ms: 1 }));
  });
  clearInterval(ticking);
  expect(seen).toEqual([...Array.from({ length: 60 }, (_, i) => 60 - i), 62]);
  expect(turns).toBeGreaterThan(1);
});

test('continua de um lugar, e para quando se pede', async () => {
  const { logs } = logStore(...Array.from({ length: 10 }, () => ({ ms: 5 })));
  const seen: number[] = [];
  const from = { timeUnixNano: 5_000_000n, sequence: 7 };
  await visitNewestLogs(logs, {}, ({ sequence }) => seen.push(sequence) < 3, from);
  expect(seen).toEqual([6, 5, 4]);
});
