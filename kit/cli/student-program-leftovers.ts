/**
 * As pastas de saída que ficaram para trás. O `lab` apaga a dele ao fim, mesmo depois de um Ctrl+C; quem morre sem poder
 * fazer mais nada (`kill -9`, falta de memória ou de luz, um segundo Ctrl+C) a deixa, e é o próximo `lab` que varre.
 */
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const FOLDER_PREFIX = 'lab-saida-';

/** Um programa que ainda roda pode passar horas calado. */
const OLD_MS = 24 * 60 * 60 * 1000;

/** Apaga as que são deste usuário e em que ninguém escreve há um dia. Nunca lança. */
export function removeLeftovers(temporary = tmpdir(), now = Date.now()): void {
  for (const name of namesIn(temporary).filter((found) => found.startsWith(FOLDER_PREFIX))) {
    const folder = path.join(temporary, name);
    try {
      // No Windows, a de um programa que ainda roda nem se deixa apagar; nos outros, ele segue com os arquivos que abriu.
      if (isOurs(folder) && now - lastWriteMs(folder) > OLD_MS) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Outro `lab` a apagou antes, ou ela não se deixa apagar: fica para a próxima vez.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Se a pasta não serve, quem vai criar a dele nela o diz.
    return [];
  }
}

/** A pasta temporária é de todos: um link com este nome levaria a outro lugar. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder);
  return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
}

/** Escrever num arquivo não muda a data da pasta dele. */
function lastWriteMs(folder: string): number {
  const files = readdirSync(folder).map((name) => path.join(folder, name));
  return Math.max(...[folder, ...files].map((found) => lstatSync(found).mtimeMs));
}
