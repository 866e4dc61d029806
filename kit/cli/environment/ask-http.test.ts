import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { serve } from '../../testing/serve.ts';
import { poll } from '../../poll.ts';
import { askHttp } from './ask-http.ts';

test('uma resposta sem fim é largada no começo: não ocupa o prazo nem a memória', async () => {
  let sent = 0;
  const endless = function* (): Generator<Buffer> {
    for (;;) {
      sent += 65_536;
      yield Buffer.alloc(65_536, 'x');
    }
  };
  let answering: ServerResponse | undefined;
  const url = await serve((_, response) => {
    answering = response;
    Readable.from(endless()).pipe(response);
  });
  expect(await askHttp(url)).toEqual({ server: '', json: {} });
  expect(await poll(() => answering?.closed || undefined, { deadlineMs: 5000 })).toBe(true);
  expect(sent).toBeLessThan(8 * 1_048_576);
});
