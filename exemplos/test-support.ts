// Apoio dos testes deste diretório. Os exemplos não usam nada daqui: cada um se basta.

import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';

type Env = Record<string, string>;

export interface ConsoleSpan {
  name: string;
  id: string;
  traceId: string;
  kind: number;
  parentSpanContext?: { spanId: string };
  resource: { attributes: Record<string, string> };
  instrumentationScope: { name: string };
  attributes: Record<string, string | number>;
  status: { code: number };
}

export interface Program {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
  /** Milissegundos entre a última saída e o fim do processo. */
  idleMs: () => number;
  exit: Promise<number | null>;
}

/** Inicia um exemplo como o aluno o inicia. */
export function startExample(file: string, env: Env = {}): Program {
  return startNode(['-r', 'tsx/cjs', path.join('exemplos', file)], env);
}

/** Inicia o Node na raiz do projeto, sem herdar variáveis que mudariam o comportamento do programa. */
export function startNode(args: string[], env: Env = {}): Program {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(OTEL_|LUNETA_|PORT$|HOST$|NODE_OPTIONS$|NODE_ENV$|VITEST)/.test(name),
  );
  const child = spawn(process.execPath, args, {
    cwd: path.join(__dirname, '..'),
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let lastOutputAt = performance.now();
  let endedAt = lastOutputAt;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    lastOutputAt = performance.now();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    lastOutputAt = performance.now();
  });
  child.once('exit', () => {
    endedAt = performance.now();
  });
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    idleMs: () => endedAt - lastOutputAt,
    exit: once(child, 'close').then(([code]: (number | null)[]) => code),
  };
}

export async function runExample(file: string, env: Env = {}) {
  const program = startExample(file, env);
  const code = await program.exit;
  return { code, stdout: program.stdout(), stderr: program.stderr(), idleMs: program.idleMs() };
}

/** Repete até a resposta deixar de ser undefined ou o prazo acabar. */
export async function until<T>(
  what: string,
  attempt: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 15_000,
) {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const result = await attempt();
    if (result !== undefined) return result;
    if (performance.now() > deadline) throw new Error(`não aconteceu em ${timeoutMs} ms: ${what}`);
    await delay(20);
  }
}

/** Espera a linha {"ready":true,"port":N} e devolve N. */
export function readyPort(program: Program): Promise<number> {
  return until('linha {"ready":true}', () => {
    if (program.child.exitCode !== null) throw new Error(`o app terminou antes de abrir: ${program.stderr()}`);
    const line = /^\{"ready":true,"port":(\d+)\}$/m.exec(program.stdout());
    return line ? Number(line[1]) : undefined;
  });
}

/** Lê os spans que o ConsoleSpanExporter imprimiu: literais de objeto que começam e terminam na coluna zero. */
export function consoleSpans(stdout: string): ConsoleSpan[] {
  return [...stdout.matchAll(/^\{\n[\s\S]*?^\}$/gm)].map(([text]) => runInNewContext(`(${text})`) as ConsoleSpan);
}

export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** Um agente Jaeger de mentira: guarda os datagramas que recebe. */
export async function startUdpSink() {
  const socket = createSocket('udp4');
  const packets: Buffer[] = [];
  socket.on('message', (packet) => packets.push(packet));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    received: () => Buffer.concat(packets),
    packets,
    close: () => new Promise<void>((resolve) => void socket.close(resolve)),
  };
}

/** Uma porta UDP desta máquina que acabou de ficar livre. */
export async function freeUdpPort(): Promise<number> {
  const sink = await startUdpSink();
  await sink.close();
  return sink.port;
}

/** Um backend HTTP de mentira: guarda os pedidos e responde o que o teste mandar. */
export async function startHttpSink(answer: (response: ServerResponse) => void = (response) => response.end()) {
  const requests: { method?: string; url?: string; contentType?: string; body: Buffer }[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      requests.push({ method, url, contentType: headers['content-type'], body: Buffer.concat(chunks) });
      answer(response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface WireSpan {
  spanId: string;
  parentSpanId: string;
}

/**
 * Acha um span pelo nome dentro de um datagrama Thrift binário. Os campos vêm em ordem e com tamanho fixo:
 * `0a 0003 spanId(8)  0a 0004 parentSpanId(8)  0b 0005 tamanho(4) nome`.
 */
export function thriftSpan(packet: Buffer, name: string): WireSpan | undefined {
  const at = packet.indexOf(Buffer.concat([Buffer.from([0x0b, 0, 5, 0, 0, 0, name.length]), Buffer.from(name)]));
  if (at < 0) return undefined;
  return {
    spanId: packet.subarray(at - 19, at - 11).toString('hex'),
    parentSpanId: packet.subarray(at - 8, at).toString('hex'),
  };
}

/**
 * Acha um span pelo nome dentro de um pedido OTLP em protobuf:
 * `12 08 spanId(8)  [22 08 parentSpanId(8)]  2a tamanho nome`; a raiz não tem o campo do meio.
 */
export function protobufSpan(body: Buffer, name: string): WireSpan | undefined {
  const at = body.indexOf(Buffer.concat([Buffer.from([0x2a, name.length]), Buffer.from(name)]));
  if (at < 0) return undefined;
  const hasParent = body[at - 10] === 0x22 && body[at - 9] === 8 && body[at - 20] === 0x12 && body[at - 19] === 8;
  return {
    spanId: (hasParent ? body.subarray(at - 18, at - 10) : body.subarray(at - 8, at)).toString('hex'),
    parentSpanId: hasParent ? body.subarray(at - 8, at).toString('hex') : '',
  };
}
