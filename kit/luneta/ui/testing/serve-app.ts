/** A porta 16686 inteira, APIs e páginas, com o armazenamento de verdade e os scripts das fontes. */
import type { AddressInfo } from 'node:net';
import { createTraceEvents } from '../../api/events.ts';
import { createApp } from '../../app.ts';
import { createUiServer } from '../../http/ui-server.ts';
import { createTraceIngest } from '../../receivers/ingest-traces.ts';
import type { Trace } from '../../store/model.ts';
import { MemoryStore } from '../../store/memory-store.ts';
import { otlpCodec } from '../../wire/otlp-codec.ts';
import { encodeTraceRequest } from '../../wire/otlp-encode.ts';
import { tracesFromOtlpJson } from '../../wire/otlp-json-traces.ts';
import type { AssetStore } from '../assets.ts';
import { createUi } from '../router.ts';

export interface ServedApp {
  url: string;
  store: MemoryStore;
  /** Guarda um trace, como se tivesse chegado por uma porta. */
  send(trace: Trace): void;
  close(): Promise<void>;
}

export async function serveApp({
  assets,
  now = Date.now,
  port = 0,
}: { assets?: AssetStore; now?: () => number; port?: number } = {}): Promise<ServedApp> {
  const store = new MemoryStore({ maxBytes: 64 << 20, codec: otlpCodec });
  const events = createTraceEvents(store);
  const ingest = createTraceIngest(store, undefined, events.stored);
  const ui = { store, assets, now, ingest, live: true };
  const app = createApp({
    store,
    now,
    parseOtlpJson: tracesFromOtlpJson,
    events: events.routes,
    ui: createUi(ui),
    localOnly: true,
  });
  const server = createUiServer(app, () => 4317);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    store,
    send: ({ spans }) =>
      ingest.traces(
        encodeTraceRequest(
          spans.map((span) => ({ resource: span.resource, scopeSpans: [{ scope: span.scope, spans: [span] }] })),
        ),
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
