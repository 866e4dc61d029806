/** A versão do armazenamento que a página da busca leva: quem a compara com a de `/api/events` sabe se perdeu algo. */
import { expect, test, vi } from 'vitest';
import { storeVersion } from '../../api/events.ts';
import { makeSpan } from '../../query/testing/fixture-traces.ts';
import { serveApp } from '../testing/serve-app.ts';

test('o que chega no meio da busca muda a versão: a página é pedida de novo', async () => {
  const app = await serveApp();
  try {
    const empty = storeVersion(app.store.getStats());
    const find = app.store.findTraceIds.bind(app.store);
    vi.spyOn(app.store, 'findTraceIds').mockImplementation((query) => {
      const found = find(query);
      const traceId = '1'.padStart(32, '0');
      app.send({ traceId, spans: [makeSpan({ traceId })] });
      return found;
    });
    const html = await (await fetch(`${app.url}/search`)).text();
    expect(/data-version="(.*?)"/.exec(html)?.[1]).toBe(empty);
    expect(storeVersion(app.store.getStats())).not.toBe(empty);
  } finally {
    await app.close();
  }
});
