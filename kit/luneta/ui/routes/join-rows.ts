/** As linhas de uma página, juntas. */
import type { ServerResponse } from 'node:http';
import { pendingAnswers } from '../../http/answer.ts';
import { startSlices } from '../../http/slices.ts';

/** Num trace grande são megabytes: entre duas fatias, outros pedidos andam. */
export async function joinRows(response: ServerResponse, rows: Iterable<string>): Promise<string> {
  const nextSlice = startSlices();
  let html = '';
  for (const row of rows) {
    html += row;
    const pause = nextSlice();
    if (!pause) continue;
    pendingAnswers.hold(response, html.length);
    await pause;
  }
  return html;
}
