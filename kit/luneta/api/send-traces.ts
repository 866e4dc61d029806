/** Como as APIs respondem listas de traces: cada um é escrito inteiro no mesmo buffer, e entre eles há pausas. */
import type { ServerResponse } from 'node:http';
import { pendingAnswers } from '../http/answer.ts';
import { startSlices } from '../http/slices.ts';
import type { JsonBuffer } from './json-buffer.ts';

/**
 * Escreve cada item com `write`, separados por vírgulas. Um item pode não escrever nada: o trace que saiu do
 * armazenamento numa pausa. Devolve `false` se quem pediu desistiu de esperar.
 */
export async function writeItems<T>(
  res: ServerResponse,
  out: JsonBuffer,
  items: readonly T[],
  write: (item: T, out: JsonBuffer) => void,
): Promise<boolean> {
  const nextSlice = startSlices();
  const start = out.length;
  for (const item of items) {
    const mark = out.length;
    if (mark > start) out.ascii(',');
    const before = out.length;
    write(item, out);
    if (out.length === before) out.length = mark;
    pendingAnswers.hold(res, out.length);
    await nextSlice();
    if (res.destroyed) return false;
  }
  return true;
}
