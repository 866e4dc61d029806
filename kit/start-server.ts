/** Um servidor escrito por outros (um Collector, um Prometheus), como processo nosso: portas livres, só nesta máquina, e um fim certo. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endTree, killTreeNow, treeSpawnOptions } from './end-tree.ts';
import { freePorts } from './free-ports.ts';
import { poll } from './poll.ts';

/** Numa máquina ocupada, a JVM do Zipkin leva mais de dez segundos. */
const READY_DEADLINE_MS = 45_000;
/** Entre achar uma porta livre e o servidor a abrir, outro processo pode tomá-la. */
const ATTEMPTS = 3;
const PORT_TAKEN = /address already in use|BindException|EADDRINUSE/i;
/** Do que um servidor tagarela escreveu, o que ainda se guarda: o fim, onde está o motivo. */
const MAX_LOG_CHARS = 256 * 1024;

export interface ServerSpec {
  /** Como chamá-lo no começo de uma frase: `O Collector`. */
  name: string;
  /** Como instalar o que falta, se o programa não existe. */
  howToInstall: string;
  /** Quantas portas ele abre. */
  portCount: number;
  /** @param ports Livres. @param folder Só dele; some quando ele é encerrado. */
  commandLine(ports: readonly number[], folder: string): CommandLine | Promise<CommandLine>;
  /** O endereço que responde 2xx quando ele já atende. */
  readyUrl(ports: readonly number[]): string;
  /** Se o que aquele endereço respondeu já é ele no ar; padrão: 2xx. */
  isReady?(response: Response): boolean;
  /** Quanto esperar por isso, em milissegundos; padrão: 45 s. */
  readyMs?: number;
  /** Quanto ele tem, encerrado, para esvaziar o que guarda, em milissegundos; padrão: 1 s. */
  graceMs?: number;
  /** Pede que ele acabe de outro jeito que um sinal ao processo (um contêiner); depois disto, o processo é encerrado. */
  askToStop?(): Promise<unknown>;
  /** Abortado, desiste de esperar, e o encerra. */
  signal?: AbortSignal;
}

/** `missing`: o programa não existe. `ended`: acabou sozinho. `silent`: está no ar, e não atende. `aborted`: desistiu-se. */
export type StartFailure = 'missing' | 'not_started' | 'ended' | 'silent' | 'aborted';

export class StartServerError extends Error {
  readonly failure: StartFailure;
  /** O que ele escreveu, nas duas saídas. */
  readonly log: string;

  constructor(failure: StartFailure, reason: string, log: string) {
    super(log === '' ? reason : `${reason} O que ele escreveu:\n${log}`);
    this.name = 'StartServerError';
    this.failure = failure;
    this.log = log;
  }
}

export interface CommandLine {
  command: string;
  args: readonly string[];
  /** As do sistema que um programa precisa (PATH, HOME) já vêm. */
  env?: Readonly<NodeJS.ProcessEnv>;
}

export interface RunningServer {
  pid: number;
  ports: readonly number[];
  /** O que escreveu até agora, nas duas saídas. */
  log(): string;
  /** Encerra o processo e os filhos, e apaga a pasta dele. Pode ser chamada de novo. */
  close(): Promise<void>;
}

/** @throws StartServerError se o programa falta, morre ou não atende a tempo. */
export async function startServer(spec: ServerSpec): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(path.join(tmpdir(), 'servidor-'));
    const ports = await freePorts(spec.portCount);
    const server = await launch(spec, ports, folder);
    try {
      await waitUntilReady(spec, server);
      return server;
    } catch (error) {
      await server.close();
      if (attempt === ATTEMPTS || !PORT_TAKEN.test(server.log())) throw error;
    }
  }
}

interface Launched extends RunningServer {
  /** Por que já não roda; `undefined` enquanto roda. */
  failure(): readonly [StartFailure, string] | undefined;
}

async function launch(spec: ServerSpec, ports: readonly number[], folder: string): Promise<Launched> {
  const { command, args, env = {} } = await spec.commandLine(ports, folder);
  const child = spawn(command, args, {
    ...treeSpawnOptions(),
    cwd: folder,
    // O ambiente de quem roda os testes (OTEL_*, JAVA_TOOL_OPTIONS…) mudaria o que se mede.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const keep = (text: string): void => void (log = (log + text).slice(-MAX_LOG_CHARS));
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  let failure: readonly [StartFailure, string] | undefined;
  child.once('error', (error: NodeJS.ErrnoException) => {
    failure =
      error.code === 'ENOENT'
        ? ['missing', `${spec.name} não está nesta máquina: não achei o programa \`${command}\`. ${spec.howToInstall}`]
        : ['not_started', `${spec.name} não pôde começar: ${error.message}`];
  });
  // `close`, e não `exit`: só então tudo o que ele disse foi lido.
  child.once('close', (code, signal) => {
    failure ??= ['ended', `${spec.name} terminou antes da hora (${signal ?? `código ${code}`}).`];
  });
  return { pid: child.pid ?? 0, ports, log: () => log, failure: () => failure, close: closing(child, folder, spec) };
}

function closing(child: ChildProcess, folder: string, { graceMs, askToStop }: ServerSpec): () => Promise<void> {
  const exited = child.pid === undefined ? Promise.resolve() : once(child, 'exit');
  const killNow = (): void => killTreeNow(child.pid ?? 0);
  // Quem é interrompido não chega a chamar `close`.
  if (child.pid !== undefined) process.once('exit', killNow);
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) await askToStop?.().catch(() => {});
    if (child.pid !== undefined) await endTree(child.pid, { graceMs });
    await exited;
    process.off('exit', killNow);
    await rm(folder, { recursive: true, force: true });
  };
  let ended: Promise<void> | undefined;
  return () => (ended ??= end());
}

async function waitUntilReady(spec: ServerSpec, { ports, log, failure }: Launched): Promise<void> {
  const { readyMs = READY_DEADLINE_MS, isReady = ({ ok }) => ok, signal } = spec;
  const url = spec.readyUrl(ports);
  const outcome = await poll(
    async () => {
      if (signal?.aborted) return ['aborted', `${spec.name} foi interrompido antes de ficar pronto.`] as const;
      return failure() ?? ((await answersWell(url, isReady)) ? true : undefined);
    },
    { deadlineMs: readyMs, intervalMs: 100 },
  );
  if (outcome === true) return;
  const [kind, reason] =
    outcome ?? (['silent', `${spec.name} não respondeu em ${url} em ${readyMs / 1000} s.`] as const);
  throw new StartServerError(kind, reason, log());
}

async function answersWell(url: string, isReady: (response: Response) => boolean): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return isReady(response);
  } catch {
    return false;
  }
}
