/** O tempo de uma consulta: o relógio de quem pergunta, e a CPU do servidor por resposta. */
import type { FigureId } from '../baselines.ts';
import type { Figure } from '../figure.ts';
import { formatNumber } from '../format-number.ts';
import type { BenchContext } from '../measure.ts';
import type { QueryClient } from '../servers/query-client.ts';
import type { BenchServer } from '../servers/server.ts';
import { percentile } from '../statistics.ts';

/** Pedidos contados e pedidos antes deles, para o código já estar compilado. */
const REQUESTS = 100;
const QUICK_REQUESTS = 50;
const WARM_UP_REQUESTS = 20;
/** Um trace enorme leva centenas de vezes mais que os outros. */
const HUGE_REQUESTS = 50;
const QUICK_HUGE_REQUESTS = 10;

export interface TimedQuery {
  id: FigureId;
  path: string;
  /** Mostra o p95 como um número à parte. */
  p95?: FigureId;
  huge?: boolean;
}

/** A mediana, e o p95 se a consulta o pede à parte. */
export async function timeQuery(
  { quick }: BenchContext,
  server: BenchServer,
  client: QueryClient,
  { id, path, p95: p95Id, huge = false }: TimedQuery,
): Promise<Figure[]> {
  const requests = huge ? (quick ? QUICK_HUGE_REQUESTS : HUGE_REQUESTS) : quick ? QUICK_REQUESTS : REQUESTS;
  for (let i = 0; i < (huge ? 2 : WARM_UP_REQUESTS); i++) await client.get(path);
  const timesMs: number[] = [];
  const before = await server.usage();
  for (let i = 0; i < requests; i++) {
    const startedAt = performance.now();
    await client.get(path);
    timesMs.push(performance.now() - startedAt);
  }
  const { cpuUs } = await server.usage();
  const cpuMs = (cpuUs - before.cpuUs) / 1000 / requests;
  const p95 = percentile(timesMs, 0.95);
  const figures: Figure[] = [
    { id, value: percentile(timesMs, 0.5), detail: `p95 ${formatNumber(p95)}; CPU ${formatNumber(cpuMs)}` },
  ];
  if (p95Id) figures.push({ id: p95Id, value: p95 });
  return figures;
}
