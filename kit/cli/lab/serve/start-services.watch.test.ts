/** Serviços de mentira, processos de verdade: salvar, quebrar, consertar, encerrar. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';
import { poll } from '../../../poll.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { isAlive } from '../../testing/kit-process.ts';
import { type RunningServices, startServices, type StartServicesOptions } from './start-services.ts';

const DEADLINE_MS = 20_000;

/** Responde quem é, o seu pid e o que diz `shared.ts`; GET /peer pergunta ao outro; GET /die o derruba. */
const serving = (name: string): string => `
import { createServer } from 'node:http';
import { word } from './shared';
const own = '1';
console.log('${name} começou');
const server = createServer(async (request, response) => {
  if (request.url === '/die') { console.error('deu ruim'); process.exit(7); }
  if (request.url === '/peer') return response.end(await (await fetch(process.env.BACK_URL + '/')).text());
  response.end(JSON.stringify({ name: '${name}', pid: process.pid, own, word, given: process.env.GIVEN }));
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log(JSON.stringify({ ready: true, port: Number(process.env.PORT) })));
process.once('SIGTERM', () => server.close());
`;
const SERVICES = [
  { entry: 'back.ts', name: 'back', urlVariable: 'BACK_URL' },
  { entry: 'front.ts', name: 'front' },
];

interface Answer {
  name: string;
  pid: number;
  own: string;
  word: string;
  given?: string;
}

interface Bench {
  running: RunningServices;
  ask(name: string, url?: string): Promise<Answer>;
  edit(file: string, change: (text: string) => string): void;
  /** O que se disse de cada serviço: `back up`, `back fell: motivo`. */
  events: string[];
  written(): string;
  until(event: RegExp, times?: number): Promise<void>;
}

async function bench(files: Record<string, string> = {}, options: Partial<StartServicesOptions> = {}): Promise<Bench> {
  const folder = temporaryFolder({
    'package.json': '{"type":"commonjs"}',
    'shared.ts': `export const word = 'antes';`,
    'back.ts': serving('back'),
    'front.ts': serving('front'),
    ...files,
  });
  const events: string[] = [];
  let written = '';
  const running = await startServices(SERVICES, {
    folder,
    root: findRepoRoot(),
    env: { GIVEN: 'sim' },
    isWatched: true,
    onOutput: (_, text) => (written += text),
    onEvent: ({ name }, event) =>
      events.push(`${name} ${event.type}${event.type === 'fell' ? `: ${event.reason}` : ''}`),
    ...options,
  });
  onTestFinished(() => running.stop());
  await running.settled;
  return {
    running,
    events,
    written: () => written,
    ask: async (name, url = '/') => (await fetch(`${running.urls[name]}${url}`)).json() as Promise<Answer>,
    edit: (file, change) => {
      const place = path.join(folder, file);
      writeFileSync(place, change(readFileSync(place, 'utf8')));
    },
    async until(event, times = 1) {
      const seen = await poll(() => (events.filter((each) => event.test(each)).length >= times ? true : undefined), {
        deadlineMs: DEADLINE_MS,
      });
      if (!seen) throw new Error(`Não houve ${event}: ${events.join('; ')}`);
    },
  };
}

test('todos se acham; salvar o arquivo de um só recomeça esse, na mesma porta, e o de todos recomeça todos', async () => {
  const { ask, edit, until, events, running } = await bench();
  const [front, back] = [await ask('front'), await ask('back')];
  expect(front).toMatchObject({ name: 'front', given: 'sim' });
  expect(await ask('front', '/peer')).toEqual(back);

  edit('back.ts', (text) => text.replace(`own = '1'`, `own = '2'`));
  await until(/^back up/, 2);
  expect(await ask('front', '/peer')).toMatchObject({ name: 'back', own: '2' });
  expect((await ask('front')).pid).toBe(front.pid);
  expect(isAlive(back.pid)).toBe(false);

  // Salvo outra vez, sem mudança: nada recomeça.
  edit('front.ts', (text) => text);
  edit('shared.ts', (text) => text.replace('antes', 'depois'));
  await until(/^back up/, 3);
  await until(/^front up/, 2);
  expect(await ask('front')).toMatchObject({ word: 'depois' });
  expect(events.filter((event) => event === 'front restarting')).toHaveLength(1);

  const pids = [(await ask('front')).pid, (await ask('back')).pid];
  await running.stop();
  expect(pids.map(isAlive)).toEqual([false, false]);
});

test('quem cai diz por quê, os outros seguem no ar, e ele volta quando se salva', async () => {
  const { ask, edit, until, events, written, running } = await bench();
  const { pid } = await ask('front');
  await fetch(`${running.urls.back}/die`).catch(() => {});
  await until(/^back fell/);
  expect(events.at(-1)).toMatch(/^back fell: back\.ts terminou com erro \(código 7\)/);
  expect(written()).toContain('deu ruim');
  expect((await ask('front')).pid).toBe(pid);

  // Um erro de sintaxe: dito uma vez, e bem.
  edit('back.ts', (text) => `${text}const x = ;\n`);
  await until(/^back fell: back\.ts tem um erro de sintaxe/);
  expect(written()).not.toContain('TransformError');
  edit('back.ts', (text) => text.replace('const x = ;\n', ''));
  await until(/^back up/, 2);
  expect(await ask('front', '/peer')).toMatchObject({ name: 'back' });
  expect((await ask('front')).pid).toBe(pid);
});

test('quem nem começa não impede os outros; salvar várias vezes seguidas vale pela última', async () => {
  const { ask, edit, until, events } = await bench({ 'back.ts': `throw new Error('ainda não');` });
  expect(events).toContainEqual(expect.stringMatching(/^back fell: back\.ts terminou com erro[^]*ainda não/));
  expect(await ask('front')).toMatchObject({ name: 'front' });
  for (const own of ['2', '3', '4']) edit('back.ts', () => serving('back').replace(`own = '1'`, `own = '${own}'`));
  await until(/^back up/);
  expect(
    await poll(async () => ((await ask('front', '/peer')).own === '4' ? true : undefined), { deadlineMs: DEADLINE_MS }),
  ).toBe(true);
});
