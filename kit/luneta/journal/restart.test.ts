/** A Luneta inteira, como processo, que guarda em disco: morta, reiniciada, sem espaço, em dobro. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { JaegerTrace } from '../api/jaeger-v1-json.ts';
import { createGrpcSender } from '../bench/load/grpc-sender.ts';
import { createHttpSender } from '../bench/load/http-sender.ts';
import type { Sender } from '../bench/load/sender.ts';
import { waitReady } from '../testing/ready-line.ts';
import type { PortName } from '../doors.ts';
import { spanId, text, toRequest, traceId } from '../store/testing/spans.ts';
import { ANY_PORT_FLAGS } from '../testing/any-ports.ts';
import { logsSample, metricsSample } from '../wire/testing/otlp-signal-samples.ts';
import { LOCK_FILE } from './folder-lock.ts';
import { segmentPath } from './segment-files.ts';

const RUN = fileURLToPath(new URL('../../run.mjs', import.meta.url));
const SPANS_PER_REQUEST = 3;

let directory: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'luneta-reinicio-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

interface Process {
  child: ChildProcess;
  ports: Record<PortName, number>;
  ui: string;
  stderr(): string;
  /** Manda o sinal e espera o fim. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

function spawnLuneta(args: readonly string[], wrap: readonly string[] = []): ChildProcess {
  const [command, ...rest] = [...wrap, process.execPath, RUN, 'luneta', ...ANY_PORT_FLAGS, ...args];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function start(args: readonly string[] = ['--data', directory], wrap?: readonly string[]): Promise<Process> {
  const child = spawnLuneta(['--json', ...args], wrap);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const { ports, urls } = await waitReady<{ ports: Process['ports']; urls: Record<PortName, string> }>(child, 'Luneta');
  return {
    child,
    ports,
    ui: urls.ui,
    stderr: () => stderr,
    async end(signal) {
      const closed = once(child, 'close');
      child.kill(signal);
      const [code] = (await closed) as [number | null];
      return code;
    },
  };
}

/** Um trace por pedido, com o número `n`; os atributos o fazem ter uns `bytes` bytes. */
function request(n: number, bytes = 0): Uint8Array {
  const attributes = [text('padding', 'x'.repeat(bytes / SPANS_PER_REQUEST))];
  return toRequest(
    Array.from({ length: SPANS_PER_REQUEST }, (_, i) => ({
      service: `service-${n % 7}`,
      traceId: traceId(n),
      spanId: spanId(n * SPANS_PER_REQUEST + i),
      attributes,
    })),
  );
}

async function spansOf({ ui }: Process, n: number): Promise<number> {
  const response = await fetch(`${ui}/api/traces/${traceId(n)}?raw=true`);
  const { data } = (await response.json()) as { data: JaegerTrace[] | null };
  return data?.[0]?.spans.length ?? 0;
}

/** As séries e as linhas que a Luneta mostra. */
async function signalsOf({ ui }: Process): Promise<{ series: unknown[]; records: unknown[] }> {
  const ask = async (target: string): Promise<{ data: never }> => (await fetch(ui + target)).json();
  const everything = encodeURIComponent('{job="loja"}');
  const streams = encodeURIComponent('{service_name=~".+"}');
  const { data: series } = await ask(`/api/v1/series?match[]=${everything}&start=0`);
  const { data } = await ask(`/loki/api/v1/query_range?query=${streams}`);
  const { result } = data as { result: { stream: object; values: [string, string][] }[] };
  const records = result.flatMap(({ stream, values }) => values.map((value) => ({ stream, value })));
  return { series, records };
}

/** Manda pedidos novos até a Luneta cair; devolve os confirmados e os outros. */
async function sendUntilDown(senders: readonly Sender[], onAck: (acked: number) => void) {
  const acked: number[] = [];
  const unknown: number[] = [];
  let next = 0;
  await Promise.all(
    senders.map(async (sender) => {
      for (;;) {
        const n = next++;
        const answer = await sender.send(0, request(n));
        if (answer !== 'ok') {
          unknown.push(n);
          return sender.close();
        }
        acked.push(n);
        onAck(acked.length);
      }
    }),
  );
  return { acked, unknown };
}

test('kill -9 no meio da carga, por HTTP e gRPC: tudo que foi confirmado volta, inteiro', async () => {
  const first = await start();
  const senders = [
    ...Array.from({ length: 4 }, () => createHttpSender(first.ports.otlpHttp, 1)),
    createHttpSender(first.ports.otlpHttp, 1),
    createGrpcSender(first.ports.otlpGrpc, 1),
  ];
  const { acked, unknown } = await sendUntilDown(senders, (count) => {
    if (count === 400) first.child.kill('SIGKILL');
  });
  expect(acked.length).toBeGreaterThanOrEqual(400);

  const second = await start();
  for (const n of acked) expect(await spansOf(second, n)).toBe(SPANS_PER_REQUEST);
  // O que não foi confirmado pode ter ficado ou não; pela metade, nunca.
  for (const n of unknown) expect([0, SPANS_PER_REQUEST]).toContain(await spansOf(second, n));
  const response = await fetch(
    `${second.ui}/api/traces?service=service-0&limit=1500&lookback=custom&start=1&end=9999999999999999`,
  );
  const { data } = (await response.json()) as { data: JaegerTrace[] };
  expect(data.filter(({ spans }) => spans.length !== SPANS_PER_REQUEST)).toEqual([]);
  expect(await second.end('SIGTERM')).toBe(0);
}, 60_000);

test('dois inícios e fins seguidos: nada cresce, nada se repete', async () => {
  const first = await start();
  const sender = createHttpSender(first.ports.otlpHttp, 1);
  for (let n = 0; n < 20; n++) expect(await sender.send(0, request(n))).toBe('ok');
  sender.close();
  expect(await first.end('SIGTERM')).toBe(0);
  const before = readFileSync(segmentPath(directory, 1));
  for (let i = 0; i < 2; i++) {
    const again = await start();
    expect(await spansOf(again, 7)).toBe(SPANS_PER_REQUEST);
    expect(again.stderr()).toBe('');
    expect(await again.end('SIGINT')).toBe(0);
  }
  expect(readdirSync(directory)).toEqual(['logs', 'metrics', 'segment-0000000001.journal']);
  expect(readFileSync(segmentPath(directory, 1))).toEqual(before);
});

test('kill -9: métricas e logs confirmados voltam, cada um da sua pasta, e a tabela conta todos', async () => {
  const first = await start();
  const [metrics, logs] = [await metricsSample(), await logsSample()];
  for (const [signal, { protobuf }] of [
    ['metrics', metrics],
    ['logs', logs],
  ] as const) {
    const sender = createHttpSender(first.ports.otlpHttp, 1, 'protobuf', signal);
    expect(await sender.send(0, protobuf)).toBe('ok');
    sender.close();
  }
  const before = await signalsOf(first);
  await first.end('SIGKILL');
  const again = await start();
  expect(await signalsOf(again)).toEqual(before);
  expect(before.series.length).toBeGreaterThan(metrics.count);
  expect(before.records).toHaveLength(logs.count);
  expect(again.stderr()).toBe('');
  await again.end('SIGKILL');
  const child = spawnLuneta(['--data', directory]);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  await vi.waitFor(() => expect(output).toContain('Ctrl+C'), { timeout: 20_000 });
  expect(output).toContain(`${metrics.count} pontos de métricas e ${logs.count} logs que estavam lá voltaram.`);
});

test('a tabela diz onde guarda e quantos traces voltaram; a linha JSON não muda', async () => {
  const first = await start();
  expect(await createHttpSender(first.ports.otlpHttp, 1).send(0, request(1))).toBe('ok');
  await first.end('SIGKILL');
  const child = spawnLuneta(['--data', directory]);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  await vi.waitFor(() => expect(output).toContain('Ctrl+C'), { timeout: 20_000 });
  expect(output).toContain(`fica guardado em ${directory}; 1 trace que estava lá voltou.`);
});

test('cauda rasgada e byte trocado: começa, avisa e mostra o resto', async () => {
  const first = await start();
  const sender = createHttpSender(first.ports.otlpHttp, 1);
  for (let n = 0; n < 5; n++) expect(await sender.send(0, request(n))).toBe('ok');
  sender.close();
  await first.end('SIGKILL');
  const file = segmentPath(directory, 1);
  truncateSync(file, statSync(file).size - 10);
  const bytes = readFileSync(file);
  bytes[Math.floor(bytes.length / 2)] ^= 4;
  writeFileSync(file, bytes);
  const second = await start();
  const found = await Promise.all([0, 1, 2, 3, 4].map((n) => spansOf(second, n)));
  expect(found).toEqual([3, 3, 0, 3, 0]);
  expect(second.stderr()).toMatch(/incompletos no fim de .*segment-0000000001\.journal/);
  expect(second.stderr()).toMatch(/ilegíveis foram pulados/);
});

test('a segunda Luneta na mesma pasta: uma frase, código 2; depois de um kill -9, a pasta está livre', async () => {
  const first = await start();
  const second = spawnLuneta(['--json', '--data', directory]);
  let stderr = '';
  second.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(second, 'close')) as [number];
  expect(code).toBe(2);
  expect(stderr).toBe(
    `A pasta ${directory} já está em uso por outra Luneta (processo ${first.child.pid}). ` +
      'Feche-a, ou escolha outra pasta com --data.\n',
  );
  await first.end('SIGKILL');
  expect(readdirSync(directory)).toContain(LOCK_FILE);
  const third = await start();
  expect(await third.end('SIGTERM')).toBe(0);
});

test('uma pasta que não serve: uma frase, código 2', async () => {
  const file = path.join(directory, 'arquivo');
  writeFileSync(file, '');
  const child = spawnLuneta(['--data', file]);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(`^Não deu para guardar em ${file}: .*\\n$`));
});

test.runIf(process.platform !== 'win32')(
  'sem espaço (limite de tamanho de arquivo): 503 e UNAVAILABLE, continua de pé, e o que aceitou volta',
  async () => {
    // 32 blocos de 512 ou 1024 bytes, conforme o sistema.
    const limited = await start(undefined, ['sh', '-c', 'ulimit -f 32; exec "$@"', 'sh']);
    const url = `http://127.0.0.1:${limited.ports.otlpHttp}/v1/traces`;
    const send = (n: number): Promise<Response> =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf' },
        body: request(n, 3000) as BodyInit,
      });
    let accepted = 0;
    while ((await send(accepted)).status === 200) accepted++;
    expect(accepted).toBeGreaterThan(2);
    const refused = await send(accepted);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.text()).toContain(
      'não conseguiu guardar o pedido: o sistema limita o tamanho dos arquivos (EFBIG)',
    );
    const grpc = createGrpcSender(limited.ports.otlpGrpc, 1);
    expect(await grpc.send(0, request(accepted, 3000))).toBe('gRPC 14');
    grpc.close();
    expect(await spansOf(limited, accepted)).toBe(0);
    expect(await spansOf(limited, accepted - 1)).toBe(SPANS_PER_REQUEST);
    expect(limited.stderr()).toContain('O que chega é recusado');
    await limited.end('SIGKILL');

    const second = await start();
    expect(second.stderr()).toBe('');
    for (let n = 0; n < accepted; n++) expect(await spansOf(second, n)).toBe(SPANS_PER_REQUEST);
    expect(await spansOf(second, accepted)).toBe(0);
  },
);

test('com menos memória que o diário: os mais novos voltam, inteiros, e a Luneta segue', async () => {
  const first = await start(['--data', directory, '--max-bytes', '8M']);
  const sender = createHttpSender(first.ports.otlpHttp, 1);
  const total = 60;
  for (let n = 0; n < total; n++) expect(await sender.send(0, request(n, 60_000))).toBe('ok');
  sender.close();
  await first.end('SIGKILL');
  const second = await start(['--data', directory, '--max-bytes', '1M']);
  const found = await Promise.all(Array.from({ length: total }, (_, n) => spansOf(second, n)));
  const oldest = found.findIndex((spans) => spans > 0);
  expect(oldest).toBeGreaterThan(total / 2);
  expect(new Set(found.slice(oldest))).toEqual(new Set([SPANS_PER_REQUEST]));
  expect(found.slice(0, oldest).every((spans) => spans === 0)).toBe(true);
});
