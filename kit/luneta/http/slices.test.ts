/** As fatias: quem espera, espera numa fila só, e entre duas vezes os sockets são lidos. */
import { expect, test } from 'vitest';
import { nextTurn, startSlices } from './slices.ts';

function busyFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('uma vez por volta do laço de eventos, na ordem de chegada', async () => {
  const done: number[] = [];
  const turns = [1, 2, 3].map(async (n) => {
    await nextTurn();
    done.push(n);
  });
  const seen: number[][] = [];
  while (done.length < turns.length) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    seen.push([...done]);
  }
  expect(seen).toEqual([[1], [1, 2], [1, 2, 3]]);
});

test('só para quando a fatia acabou, e recomeça com uma inteira', async () => {
  const nextSlice = startSlices();
  expect(nextSlice()).toBeUndefined();
  busyFor(20);
  const pause = nextSlice();
  expect(pause).toBeInstanceOf(Promise);
  await pause;
  expect(nextSlice()).toBeUndefined();
});
