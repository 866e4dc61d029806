/**
 * Um processo por vez. A trava é um arquivo que só um consegue criar; quem chega depois espera.
 *
 * O trabalho sob a trava é síncrono e leva milissegundos. Por isso uma trava que fica igual por segundos é de um processo
 * que morreu, e é desfeita. O tempo é o da espera de quem olha: a hora do arquivo e o número do processo enganariam numa
 * pasta partilhada com um contêiner. Se o dono só estava suspenso, `confirm` lhe diz que a trava já não é dele, e ele
 * recomeça do zero.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { CourseError } from './course-error.ts';
import { pause, retryOnWindows, systemCode } from './disk.ts';

export interface LockPatience {
  /** Por quanto tempo uma trava pode ficar igual antes de ser de um morto. */
  staleMs: number;
  /** Por quanto tempo esperar a vez. */
  deadlineMs: number;
}

const PATIENCE: LockPatience = { staleMs: 5000, deadlineMs: 30_000 };
const POLL_MS = 5;

class LostLock extends Error {}

/**
 * Chama `action` com a trava na mão. Ela chama `confirm` logo antes do que não tem volta, e pode ser chamada de novo.
 * @throws CourseError `busy_progress` se a vez não chega; o erro do sistema se não dá para escrever na pasta.
 */
export function withFileLock<T>(file: string, action: (confirm: () => void) => T, patience = PATIENCE): T {
  const deadline = performance.now() + patience.deadlineMs;
  for (;;) {
    const token = randomUUID();
    acquire(file, token, patience.staleMs, deadline);
    try {
      return action(() => {
        if (read(file) !== token) throw new LostLock();
      });
    } catch (error) {
      if (!(error instanceof LostLock)) throw error;
    } finally {
      if (read(file) === token) retryOnWindows(() => rmSync(file, { force: true }));
    }
  }
}

function acquire(file: string, token: string, staleMs: number, deadline: number): void {
  let seen: string | undefined;
  let since = performance.now();
  while (!create(file, token)) {
    const now = performance.now();
    if (now > deadline) {
      throw new CourseError(
        'busy_progress',
        `Outro comando do curso está usando ${file}. Espere ele terminar; se não há nenhum, apague esse arquivo.`,
      );
    }
    const found = read(file);
    if (found !== seen) [seen, since] = [found, now];
    else if (found !== undefined && now - since >= staleMs) remove(file, found, token);
    else pause(POLL_MS);
  }
}

/** `false` se já há uma trava. */
function create(file: string, content: string): boolean {
  try {
    retryOnWindows(() => writeFileSync(file, content, { flag: 'wx' }));
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    // O arquivo pode ter sido criado sem o conteúdo caber: vazio, só atrapalharia.
    if (systemCode(error) === 'ENOSPC' && read(file) === '') rmSync(file, { force: true });
    throw error;
  }
}

/** Tira a trava do morto. Se entre a leitura e agora outro a tirou e pôs a sua, essa é devolvida. */
function remove(file: string, stale: string, token: string): void {
  const aside = `${file}.${token}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  const content = read(aside);
  rmSync(aside, { force: true });
  if (content !== undefined && content !== stale) create(file, content);
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
