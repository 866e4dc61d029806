/**
 * Servidor para olhar as páginas enquanto se mexe nelas: `npx tsx kit/luneta/ui/testing/dev.ts [porta]`.
 * Os traces são os da gravação, trazidos para agora, e um de 10.000 spans.
 */
import { fixtureTraces } from '../../query/testing/fixture-traces.ts';
import type { Trace } from '../../store/model.ts';
import { bigTrace } from './big-trace.ts';
import { FakeStore } from './fake-store.ts';
import { serveUi } from './serve.ts';

const port = Number(process.argv[2] ?? 16_700);
const traces = [...fixtureTraces(), bigTrace(10_000)].map(bringToNow);
const full = await serveUi(new FakeStore(traces), { port });
const empty = await serveUi(new FakeStore(), { port: port && port + 1 });
console.log(`${full.url}/search\n${full.url}/trace/b16\n${empty.url}/search (vazio)`);

function bringToNow(trace: Trace, index: number): Trace {
  const start = trace.spans[0].startTimeUnixNano;
  const shift = BigInt(Date.now() - (index + 1) * 140_000) * 1_000_000n + (start % 1_000_000_000n) - start;
  return {
    ...trace,
    spans: trace.spans.map((span) => ({
      ...span,
      startTimeUnixNano: span.startTimeUnixNano + shift,
      endTimeUnixNano: span.endTimeUnixNano + shift,
      events: span.events.map((event) => ({ ...event, timeUnixNano: event.timeUnixNano + shift })),
    })),
  };
}
