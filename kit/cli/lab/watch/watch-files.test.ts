/** O observador sozinho, sem programa rodando: quantos avisos dá cada jeito de salvar. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { poll } from '../../../poll.ts';
import { watchFiles } from './watch-files.ts';

const SOURCE = 'tracing.ts';
/** O quanto um editor leva para garantir que o outro arquivo está no disco, antes da troca. */
const SLOW_DISK_MS = 40;
/** Bem depois do último aviso que o sistema dá de uma troca. */
const QUIET_MS = 600;

async function watchFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'lab-watch-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, SOURCE);
  writeFileSync(file, '1');
  let saves = 0;
  const watcher = watchFiles({
    folder,
    sources: [SOURCE],
    onSave: () => {
      saves++;
      watcher.remember();
    },
    onError: (error) => expect.unreachable(error.message),
  });
  onTestFinished(() => watcher.close());
  await watcher.ready;
  return { folder, file, saves: () => saves };
}

/** @returns quantos avisos houve, até nenhum mais poder vir. */
async function countSaves(saves: () => number): Promise<number> {
  await poll(() => saves() > 0 || undefined, { deadlineMs: 5000 });
  await poll(() => saves() > 1 || undefined, { deadlineMs: QUIET_MS });
  return saves();
}

test('o arquivo que um editor cria para trocar pelo salvo não é outra mudança, por mais que demore', async () => {
  const { file, saves } = await watchFolder();
  writeFileSync(`${file}.tmp`, '2');
  await delay(SLOW_DISK_MS);
  renameSync(`${file}.tmp`, file);
  expect(await countSaves(saves)).toBe(1);
});

test('um arquivo novo que fica é uma mudança, e apagá-lo é outra', async () => {
  const { folder, saves } = await watchFolder();
  const data = path.join(folder, 'dados.txt');
  writeFileSync(data, '1');
  expect(await countSaves(saves)).toBe(1);
  rmSync(data);
  await poll(() => saves() > 1 || undefined, { deadlineMs: 5000 });
  expect(saves()).toBe(2);
});
