/** Todo processo que o bench e o fuzz iniciam nasce aqui, para que nenhum sobreviva a eles: nem com erro, nem com Ctrl+C. */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { endTree, killTreeNow, treeSpawnOptions } from '../../end-tree.ts';

/** Variáveis que mudariam o programa iniciado, ou que só existem porque quem o inicia roda dentro de um `npm run`. */
const NOT_INHERITED = /^(npm_|OTEL_|LUNETA_|NODE_OPTIONS$|NODE_ENV$|NODE_V8_COVERAGE$|PORT$|HOST$|VITEST)/i;

export class ChildTrees {
  readonly #pids = new Set<number>();

  /** Inicia um processo na raiz da sua própria árvore, sem as variáveis que o distorceriam. */
  spawn(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.test(name));
    const child = spawn(command, args, {
      ...treeSpawnOptions(),
      ...options,
      env: { ...Object.fromEntries(inherited), ...options.env },
    });
    const { pid } = child;
    if (pid !== undefined) this.#pids.add(pid);
    return child;
  }

  /** Encerra a árvore; não faz nada se ela já acabou. */
  async end(child: ChildProcess): Promise<void> {
    if (child.pid === undefined || !this.#pids.has(child.pid)) return;
    await endTree(child.pid);
    this.#pids.delete(child.pid);
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.#pids].map((pid) => endTree(pid)));
    this.#pids.clear();
  }

  /** Síncrono, para o fim do próprio processo. */
  killAllNow(): void {
    for (const pid of this.#pids) killTreeNow(pid);
  }
}
