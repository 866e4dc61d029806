/** Um processo da escala: começa, é morto sem aviso, começa de novo no mesmo lugar, e acaba com os outros. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { endTree, killTreeNow, treeSpawnOptions } from '../end-tree.ts';
import { poll } from '../poll.ts';

const MAX_LOG_CHARS = 256 * 1024;
/** Numa máquina ocupada, e com outras JVMs começando, uma leva isto para atender. */
const READY_MS = 120_000;
const GRACE_MS = 5000;
const LAST_WORDS_MS = 1000;

export interface ComponentSpec {
  /** `kafka-1`, `store-2`, `collector`… */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Onde ele atende, para mostrar. */
  readonly address: string;
  /** Se já atende. Pode rejeitar: é o mesmo que não. */
  isReady(log: string): Promise<boolean> | boolean;
}

/** Quem é interrompido não chega a chamar `stop`. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const { pid } of running) if (pid !== undefined) killTreeNow(pid);
});

export type ComponentState = 'stopped' | 'starting' | 'ready' | 'ended';

export class Component {
  readonly spec: ComponentSpec;
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #log = '';
  #isReady = false;

  /** @param folder Onde ele roda. */
  constructor(spec: ComponentSpec, folder: string) {
    this.spec = spec;
    this.#folder = folder;
  }

  get name(): string {
    return this.spec.name;
  }

  get pid(): number | undefined {
    return this.#isRunning() ? this.#child?.pid : undefined;
  }

  /** `ended`: morreu sem que se pedisse, ou foi morto por `kill`. */
  get state(): ComponentState {
    if (!this.#child) return 'stopped';
    if (!this.#isRunning()) return 'ended';
    return this.#isReady ? 'ready' : 'starting';
  }

  /** O fim do que ele escreveu, nas duas saídas, desde a primeira vez que começou. */
  log(): string {
    return this.#log;
  }

  /** Começa, e espera que atenda. @throws Error com o que ele disse, se morre antes ou demora demais. */
  async start(signal?: AbortSignal): Promise<void> {
    if (this.#isRunning()) return;
    const { command, args, env } = this.spec;
    // Só o que ele disser desta vez diz que está pronto.
    let said = '';
    const child = spawn(command, args, {
      ...treeSpawnOptions(),
      cwd: this.#folder,
      // O ambiente de quem começa (OTEL_*, JAVA_TOOL_OPTIONS…) mudaria o que se mede.
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        SystemRoot: process.env.SystemRoot,
        TMPDIR: this.#folder,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#isReady = false;
    const keep = (text: string): void => {
      said = (said + text).slice(-MAX_LOG_CHARS);
      this.#log = (this.#log + text).slice(-MAX_LOG_CHARS);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    child.once('error', ({ message }) => keep(`${command}: ${message}\n`));
    const saidAll = once(child, 'close').catch(() => {});
    running.add(child);
    child.once('exit', () => running.delete(child));

    const outcome = await poll(
      async () => {
        if (signal?.aborted) return 'aborted';
        if (!isAlive(child)) return 'ended';
        return (await this.#answers(said)) ? 'ready' : undefined;
      },
      { deadlineMs: READY_MS, intervalMs: 100 },
    );
    if (outcome === 'ready') {
      // Morto e ligado de novo enquanto se perguntava: este já não é o que está no ar.
      if (this.#child === child) this.#isReady = true;
      return;
    }
    await stopTree(child);
    signal?.throwIfAborted();
    // Quem acabou ainda pode ter o que dizer; mas um filho dele que ficasse seguraria a saída aberta.
    await Promise.race([saidAll, delay(LAST_WORDS_MS, undefined, { ref: false })]);
    const reason = outcome === 'ended' ? 'terminou antes da hora' : `não atendeu em ${READY_MS / 1000} s`;
    throw new Error(`${this.name} ${reason}. O que ele disse por último:\n${lastLines(said)}`);
  }

  /** SIGKILL, sem despedida; fora do Windows, aos filhos dele também. Resolve quando acabou. */
  async kill(): Promise<void> {
    if (!this.#child || !this.#isRunning()) return;
    const ended = once(this.#child, 'exit');
    killTreeNow(this.#child.pid ?? 0);
    await ended;
  }

  /** Pede que acabe, e insiste. Pode ser chamada de novo; nunca rejeita. */
  async stop(): Promise<void> {
    await stopTree(this.#child);
  }

  #isRunning(): boolean {
    return isAlive(this.#child);
  }

  async #answers(said: string): Promise<boolean> {
    try {
      return await this.spec.isReady(said);
    } catch {
      return false;
    }
  }
}

function isAlive(child: ChildProcess | undefined): child is ChildProcess & { pid: number } {
  return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function stopTree(child: ChildProcess | undefined): Promise<void> {
  if (!isAlive(child)) return;
  const ended = once(child, 'exit');
  await endTree(child.pid, { graceMs: GRACE_MS });
  await ended;
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-12).join('\n');
}
