/** A memória residente de um servidor, quando ela para de mudar. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchServer } from './server.ts';

const SETTLE_MS = 400;
const SETTLE_READS = 8;

/** O processo devolve memória aos poucos depois da carga: lê até duas leituras seguidas diferirem menos de 1 %. */
export async function settledRss(server: BenchServer): Promise<number> {
  let last = (await server.usage()).rssBytes;
  for (let read = 0; read < SETTLE_READS; read++) {
    await delay(SETTLE_MS);
    const { rssBytes } = await server.usage();
    if (Math.abs(rssBytes - last) < last * 0.01) return rssBytes;
    last = rssBytes;
  }
  return last;
}
