/** `npm run scale small`, como quem está diante do terminal: vê o que está no ar, mata um processo, liga-o de novo, e encerra. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { Screen } from '../cli/screen.ts';
import { poll } from '../poll.ts';
import { installed } from '../testing/platform/installed.ts';
import { runScale } from './run-scale.ts';
import { scaleTexts as texts } from './texts.ts';

const SAYS_MS = 100_000;

test('diz o que está no ar, obedece ao que se digita, e no fim não deixa nada', async () => {
  // Uma pasta temporária só deste teste: o que sobrar nela é dele.
  const own = mkdtempSync(path.join(tmpdir(), 'run-scale-'));
  const { TMPDIR } = process.env;
  process.env.TMPDIR = own;
  onTestFinished(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(own, { recursive: true, force: true });
  });
  let said = '';
  const screen = new Screen(
    { write: (text) => (said += text) },
    { columns: 100, color: false, drawing: true, utf8: true },
  );
  const until = async (part: string | RegExp): Promise<void> => {
    const isSaid = (): true | undefined => (new RegExp(part).test(said) ? true : undefined);
    expect(await poll(isSaid, { deadlineMs: SAYS_MS }), `não disse ${part}:\n${said}`).toBe(true);
  };
  const shown: string[] = [];
  const stop = new AbortController();
  const input = new PassThrough();
  const running = runScale({
    words: { small: true, reader: 'zipkin' },
    collector: await installed('.ci/install-collector', 'otelcol'),
    env: process.env,
    screen,
    progress: { show: (text) => void shown.push(text), clear: () => {} },
    input,
    stop: stop.signal,
    ports: 'any',
  });
  try {
    await Promise.race([until(/A escala está no ar, em \d+ s\./), running]);
    for (const name of ['kafka-1', 'store-1', 'zipkin', 'collector']) {
      await until(new RegExp(`${name} +\\d+ +pronto +\\S*127\\.0\\.0\\.1:\\d+`));
    }
    expect(said).not.toContain('ingester');
    expect(shown).toContain(texts.startingNow(0, 4, ['kafka-1', 'store-1', 'zipkin', 'collector']));
    expect(said).toMatch(/npm run lab verify 01 http:\/\/127\.0\.0\.1:\d+/);

    input.write('kill collector\n');
    await until('collector morreu');
    input.write('start collector\n');
    await until('collector está de volta');
  } finally {
    stop.abort();
    await running;
  }
  expect(said).toContain(texts.stopping);
  expect(readdirSync(own)).toEqual([]);
});
