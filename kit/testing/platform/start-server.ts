/** Um servidor de verdade, escrito por outros, como processo dos testes: portas livres, só nesta máquina, e um fim certo. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { endTree, killTreeNow, treeSpawnOptions } from '../../end-tree.ts';
import { poll } from '../../poll.ts';

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
}

export interface CommandLine {
  command: string;
  args: readonly string[];
  /** As do sistema que um programa precisa (PATH, HOME) já vêm. */
  env?: Readonly<Record<string, string>>;
}

export interface RunningServer {
  pid: number;
  ports: readonly number[];
  /** O que escreveu até agora, nas duas saídas. */
  log(): string;
  /** Encerra o processo e os filhos, e apaga a pasta dele. Pode ser chamada de novo. */
  close(): Promise<void>;
}

/** @throws Error, com o fim do que ele escreveu, se o programa falta, morre ou não atende a tempo. */
export async function startServer(spec: ServerSpec): Promise<RunningServer> {
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(path.join(tmpdir(), 'plataforma-'));
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
  failure(): string | undefined;
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
  let failure: string | undefined;
  child.once('error', (error: NodeJS.ErrnoException) => {
    failure =
      error.code === 'ENOENT'
        ? `${spec.name} não está nesta máquina: não achei o programa \`${command}\`. ${spec.howToInstall}`
        : `${spec.name} não pôde começar: ${error.message}`;
  });
  // `close`, e não `exit`: só então tudo o que ele disse foi lido.
  child.once('close', (code, signal) => {
    failure ??= `${spec.name} terminou antes da hora (${signal ?? `código ${code}`}).`;
  });
  return { pid: child.pid ?? 0, ports, log: () => log, failure: () => failure, close: closing(child, folder) };
}

function closing(child: ChildProcess, folder: string): () => Promise<void> {
  const exited = child.pid === undefined ? Promise.resolve() : once(child, 'exit');
  const killNow = (): void => killTreeNow(child.pid ?? 0);
  // Um teste interrompido não chega a chamar `close`.
  if (child.pid !== undefined) process.once('exit', killNow);
  const end = async (): Promise<void> => {
    if (child.pid !== undefined) await endTree(child.pid);
    await exited;
    process.off('exit', killNow);
    await rm(folder, { recursive: true, force: true });
  };
  let ended: Promise<void> | undefined;
  return () => (ended ??= end());
}

async function waitUntilReady(spec: ServerSpec, { ports, log, failure }: Launched): Promise<void> {
  const url = spec.readyUrl(ports);
  const outcome = await poll(async () => failure() ?? ((await answersWell(url)) ? true : undefined), {
    deadlineMs: READY_DEADLINE_MS,
    intervalMs: 100,
  });
  if (outcome === true) return;
  const reason = outcome ?? `${spec.name} não respondeu em ${url} em ${READY_DEADLINE_MS / 1000} s.`;
  throw new Error(log() === '' ? reason : `${reason} O que ele escreveu:\n${log()}`);
}

async function answersWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Todas abertas ao mesmo tempo antes de serem soltas: assim não se repetem. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
