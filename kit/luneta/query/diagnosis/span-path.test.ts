/** O estado de uma porta: o que conta é o que aconteceu por último. */
import { expect, test } from 'vitest';
import { countRejection, countSpans, createDoorStats, type DoorStats } from '../../receivers/door.ts';
import type { PathStation } from './span-path.ts';
import { spanPath } from './span-path.ts';
import { snapshotOf } from './testing/snapshot-of.ts';

const MINUTE = 60_000;

async function stationOf(change: (stats: DoorStats) => void, minutes = 20): Promise<Record<string, PathStation>> {
  const stats = createDoorStats();
  change(stats);
  const doors = [{ name: 'otlpHttp', port: 4318, stats }] as const;
  const path = spanPath(await snapshotOf([], { doors, nowMs: minutes * MINUTE }), 0);
  return Object.fromEntries(path.map((each) => [each.station, each]));
}

const accepted = (minute: number) => (stats: DoorStats) => {
  stats.spans++;
  stats.lastSpansUnixMs = minute * MINUTE;
};
const rejected = (minute: number) => (stats: DoorStats) => {
  countRejection(stats, 'malformed', 'Não se lê.');
  stats.lastByCode.set('malformed', { code: 'malformed', message: 'Não se lê.', atUnixMs: minute * MINUTE });
};
const visited = (stats: DoorStats): void => countRejection(stats, 'wrong_method', 'x');

test.each<[string, ((stats: DoorStats) => void)[], PathStation['state'], string]>([
  ['nunca aceitou nada, e recusou', [rejected(19)], 'dead', 'Não se lê.'],
  ['funcionava, e quebrou', [accepted(18), rejected(19)], 'dead', 'Não se lê.'],
  ['estava quebrado, e foi consertado', [rejected(18), accepted(19)], 'ok', 'depois da última recusa'],
  ['quebrou há mais de dez minutos, e não se falou mais', [accepted(8), rejected(9)], 'ok', 'Recebe e entende.'],
  ['uma visita não é perda', [accepted(18), visited], 'ok', 'Recebe e entende.'],
  ['nada', [], 'unknown', 'Nada chegou'],
])('%s', async (_title, changes, state, note) => {
  const { door, exporter } = await stationOf((stats) => changes.forEach((change) => change(stats)));
  expect([door.state, exporter.state]).toEqual([state, state === 'dead' ? 'warning' : state]);
  expect(door.note).toContain(note);
});

test('uma mensagem aceita em parte perde só uma parte', async () => {
  const minutes = Date.now() / MINUTE;
  const partial = (acceptedSpans: number) => (stats: DoorStats) =>
    countSpans(stats, { acceptedSpans, rejectedSpans: 2, reason: 'Ids vazios.' });
  expect((await stationOf(partial(3), minutes)).door).toMatchObject({ state: 'warning', note: 'Ids vazios.' });
  expect((await stationOf(partial(0), minutes)).door).toMatchObject({ state: 'dead' });
});
