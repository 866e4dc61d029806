/**
 * Uma VM de mentira numa pasta: os arquivos que o cloud-init gravaria, e o lab.service rodado como o systemd o rodaria.
 * São de verdade o bash, o python3, as portas, os sinais e o lab-up.sh; `docker`, `apt-get` e (se não se pede) `git`, não.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { renderCloudInit, type CloudInitProps } from '../../constructs/cloud-init.ts';

/** O que um programa de mentira faz em vez de dar certo. */
export interface Rule {
  /** Expressão regular (a do bash) sobre a chamada inteira: "git .* fetch". */
  readonly call: string;
  /** @default sempre */
  readonly times?: number;
  readonly exit?: number;
  /** O que ele escreve antes; aceita \n e \033. */
  readonly says?: string;
  readonly hangs?: boolean;
}

export interface Status {
  readonly state: 'working' | 'failed' | 'ready';
  readonly step: string;
  readonly code: string | null;
  readonly attempt: number;
  readonly attempts: number;
  readonly since: string;
}

export const REPOSITORY = { url: 'https://git.example/turma/lab.git', ref: '0123456789abcdef0123456789abcdef01234567' };

/** O que o Ubuntu 24.04 sempre tem e o laboratório usa. */
const TOOLS = 'bash cat date env grep ln mkdir mv rm sleep ss tee timeout touch wc'.split(' ');
const STUBBED = ['docker', 'git', 'apt-get', 'dpkg'];

export interface VmOptions extends Partial<CloudInitProps> {
  readonly rules?: readonly Rule[];
  /** Docker e Git já instalados. @default true */
  readonly installed?: boolean;
  /** Os que são de verdade entre os que aqui são de mentira. @default nenhum */
  readonly real?: readonly ('git' | 'docker')[];
  /** Variáveis a mais para o lab-up.sh. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Segundos até cortar uma tentativa. @default o da unidade */
  readonly attemptTimeout?: number;
}

export type Vm = Awaited<ReturnType<typeof createVm>>;

/** Cria a VM e, no fim do teste, a desfaz com tudo o que ainda rodar nela. */
export async function createVm(options: VmOptions = {}) {
  const { rules = [], installed = true, real = [], environment = {}, attemptTimeout, ...given } = options;
  const root = mkdtempSync(join(tmpdir(), 'lab-vm-'));
  const [samplePort, jaegerUiPort] = await freePorts();
  const props = { repository: REPOSITORY, autoShutdownHours: 8, samplePort, jaegerUiPort, ...given };
  for (const { path, content, permissions } of cloudConfig(props).write_files) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), content, { mode: Number.parseInt(permissions ?? '0644', 8) });
  }

  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const tool of TOOLS) symlinkSync(which(tool), join(bin, tool));
  symlinkSync(pythonExecutable(), join(bin, 'python3'));
  copyFileSync(beside('compose_up.py'), join(bin, 'compose_up.py'));
  const present = installed ? STUBBED : STUBBED.filter((name) => name !== 'docker' && name !== 'git');
  copyFileSync(beside('stub.sh'), join(bin, 'stub.sh'));
  chmodSync(join(bin, 'stub.sh'), 0o755);
  for (const name of present) symlinkSync((real as string[]).includes(name) ? which(name) : 'stub.sh', join(bin, name));

  const unit = readUnit(readFileSync(join(root, 'etc/systemd/system/lab.service'), 'utf8'));
  const state = join(root, 'var/lib', unit.StateDirectory[0]);
  const runtime = join(root, 'run', unit.RuntimeDirectory[0]);
  for (const folder of [state, runtime]) mkdirSync(folder, { recursive: true });
  const run = (command: string, ...args: string[]): Run => {
    const env = {
      ...assignments(unit.Environment.flatMap((line) => line.split(' '))),
      ...assignments(unit.EnvironmentFile.flatMap((path) => readFileSync(join(root, path), 'utf8').split('\n'))),
      // Curtas, para o teste não esperar; o resto é o que a unidade diz.
      RETRY_SECONDS: '0.2',
      ...(attemptTimeout && { ATTEMPT_TIMEOUT: String(attemptTimeout) }),
      STATE_DIRECTORY: state,
      RUNTIME_DIRECTORY: runtime,
      HOME: root,
      PATH: bin,
      ...environment,
    };
    const child = spawn(command, args, { cwd: '/', env, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.resume();
    // Como o systemd, espera também o `tee`, que acaba logo depois: aí o log está inteiro.
    return { child, exit: once(child, 'close').then(([code]) => code as number | null) };
  };

  const vm = {
    root,
    state,
    runtime,
    samplePort,
    jaegerUiPort,
    checkout: join(state, 'repository'),
    /** Troca o que os programas de mentira fazem. */
    setRules(next: readonly Rule[]) {
      for (const name of readdirSync(bin)) if (name.startsWith('rule-')) rmSync(join(bin, name));
      const lines = next.map(({ call, times = 999, exit = 1, says = '', hangs = false }, index) =>
        ['rule', index, quote(call), times, exit, quote(says), hangs ? 'hang' : ''].join(' '),
      );
      writeFileSync(join(bin, 'rules.sh'), lines.join('\n'));
    },
    /** As chamadas dos programas de mentira, em ordem. */
    allCalls() {
      const file = join(bin, 'calls');
      const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
      return lines.map((line) => line.replaceAll(state, ''));
    },
    /** As mesmas, sem as que só perguntam se o programa está lá. */
    calls: () => vm.allCalls().filter((line) => !/ (version|info)$/.test(line)),
    forgetCalls: () => rmSync(join(bin, 'calls'), { force: true }),
    status: () => JSON.parse(readFileSync(join(runtime, 'status.json'), 'utf8')) as Status,
    log: () => readFileSync(join(state, 'lab-up.log'), 'utf8'),
    /** `systemctl start lab`. */
    start: () => run(join(root, unit.ExecStart[0])),
    /** Só a página de saúde, com esta situação e este log. */
    startPage(status: string, log = '') {
      writeFileSync(join(runtime, 'status.json'), status);
      writeFileSync(join(state, 'lab-up.log'), log);
      return run('python3', join(root, '/usr/local/lib/lab-otel/status_page.py'));
    },
    /** Edita o /etc/lab-otel/lab.env, como quem corrige um valor na própria VM. */
    edit(name: string, value: string) {
      const file = join(root, unit.EnvironmentFile[0]);
      writeFileSync(file, readFileSync(file, 'utf8').replace(new RegExp(`^${name}=.*$`, 'm'), `${name}=${value}`));
    },
    /** `systemctl stop lab`: o SIGTERM vai a todos os processos da unidade, e não só ao primeiro. */
    stop() {
      for (const pid of vm.processes()) signal(pid, 'SIGTERM');
    },
    /** Os processos que nasceram desta VM e ainda existem. */
    processes: (): number[] => processesWith(`RUNTIME_DIRECTORY=${runtime}`),
  };
  vm.setRules(rules);
  onTestFinished(async () => {
    for (let alive = vm.processes(); alive.length > 0; alive = vm.processes()) {
      for (const pid of alive) signal(pid, 'SIGKILL');
      await new Promise(setImmediate);
    }
    rmSync(root, { recursive: true });
  });
  return vm;
}

interface Run {
  readonly child: ChildProcess;
  /** O código de saída. */
  readonly exit: Promise<number | null>;
}

/** Ouve numa porta como um programa que não é nosso. */
export async function occupy(port: number): Promise<Server> {
  const server = createServer((socket) => socket.end('outro programa')).listen(port, '0.0.0.0');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

/** Verdadeiro se ninguém ouve na porta. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '0.0.0.0');
  const free = await Promise.race([
    once(server, 'listening').then(() => true),
    once(server, 'error').then(() => false),
  ]).catch(() => false);
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}

/** O YAML que a VM recebe, lido de volta. */
export function cloudConfig(props: CloudInitProps) {
  return parse(renderCloudInit(props)) as {
    write_files: { path: string; content: string; permissions?: string }[];
    runcmd: string[][];
  };
}

async function freePorts(): Promise<[number, number]> {
  const servers = [createServer().listen(0), createServer().listen(0)];
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port) as [number, number];
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** As diretivas de uma unidade do systemd; uma diretiva pode vir mais de uma vez. */
function readUnit(text: string): Record<string, string[]> {
  const unit: Record<string, string[]> = {};
  for (const [, name, value] of text.matchAll(/^(\w+)=(.*)$/gm)) (unit[name] ??= []).push(value);
  return unit;
}

function assignments(lines: readonly string[]): Record<string, string> {
  const pairs = lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/s).slice(0, 2));
  return Object.fromEntries(pairs) as Record<string, string>;
}

function processesWith(variable: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(variable);
    } catch {
      return false;
    }
  });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Acabou antes.
  }
}

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const output = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8' }).trim();
const which = (tool: string) => output('bash', '-c', 'type -P -- "$0"', tool);
/** O programa, e não um atalho que dependa do PATH de quem roda os testes. */
const pythonExecutable = () => output('python3', '-c', 'import sys; print(sys.executable)');
