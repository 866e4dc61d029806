/**
 * Filhos que fugiram: um `detached` com `unref` sai do grupo do programa, e o sinal que encerra o grupo não chega a ele. No
 * Linux ainda se reconhecem, pela marca que herdaram no ambiente; nos outros sistemas não há onde a ler, e eles ficam.
 */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const MARK = 'LAB_PROGRAM_ID';
/** Entre olhar e matar, um deles pode ter iniciado outro. */
const PASSES = 3;

export interface StrayMark {
  /** Para o ambiente do programa. */
  env: Record<string, string>;
  /** Mata quem ainda leva a marca. Nunca lança. */
  killAll(): void;
}

export function markStrays(): StrayMark {
  const id = randomUUID();
  return {
    env: { [MARK]: id },
    killAll() {
      if (process.platform !== 'linux') return;
      for (let pass = 0; pass < PASSES && killMarked(`${MARK}=${id}`); pass++);
    },
  };
}

/** @returns Se achou algum. */
function killMarked(mark: string): boolean {
  const marked = pids().filter((pid) => environmentOf(pid).split('\0').includes(mark));
  for (const pid of marked) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Acabou sozinho.
    }
  }
  return marked.length > 0;
}

function pids(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  } catch {
    return [];
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    // De outro usuário, ou já acabou.
    return '';
  }
}
