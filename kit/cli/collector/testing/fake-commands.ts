/** Programas de mentira, mas processos de verdade, numa pasta que faz as vezes do PATH. Só onde há `#!`. */
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';

/** @param sources De cada um, o que roda: JavaScript, com `words`, o que veio na linha de comando. @returns A pasta. */
export function fakeCommands(sources: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, source] of Object.entries(sources)) {
    const file = path.join(folder, name);
    writeFileSync(file, `#!${process.execPath}\nconst words = process.argv.slice(2);\n${source}\n`);
    chmodSync(file, 0o755);
  }
  return folder;
}
