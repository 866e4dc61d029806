/** O comando, como processo: linha de prontidão, códigos de saída e sinais. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, expect, test } from 'vitest';
import { PORT_NAMES } from './doors.ts';
import { ANY_PORT_FLAGS } from './testing/any-ports.ts';

const RUN = fileURLToPath(new URL('../run.mjs', import.meta.url));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function luneta(...flags: string[]): ChildProcess {
  const child = spawn(process.execPath, [RUN, 'luneta', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function finished(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return line;
}

test('--json: uma linha quando todas as portas escutam; SIGTERM encerra com 0', async () => {
  const child = luneta('--json', ...ANY_PORT_FLAGS);
  const ready = JSON.parse(await firstLine(child)) as {
    pid: number;
    ports: Record<string, number>;
    urls: { ui: string };
  };
  expect(ready).toMatchObject({ ready: true, pid: child.pid, host: '127.0.0.1' });
  expect(Object.keys(ready.ports)).toEqual(PORT_NAMES);
  expect((await fetch(`${ready.urls.ui}/api/services`)).status).toBe(200);
  const end = finished(child);
  child.kill('SIGTERM');
  expect(await end).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('o programa que o npm ci deixou pronto recebe por HTTP e por gRPC', async () => {
  const child = luneta('--json', ...ANY_PORT_FLAGS);
  const { urls } = JSON.parse(await firstLine(child)) as { urls: Record<string, string> };
  const exporters = [
    new GrpcExporter({ url: urls.otlpGrpc }),
    new ProtoExporter({ url: `${urls.otlpHttp}/v1/traces` }),
  ];
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'processo' }),
    spanProcessors: exporters.map((exporter) => new SimpleSpanProcessor(exporter)),
  });
  provider.getTracer('teste').startSpan('operation').end();
  await provider.shutdown();
  const response = await fetch(`${urls.ui}/api/traces?service=processo&raw=true`);
  const { data } = (await response.json()) as { data: { spans: unknown[] }[] };
  expect(data[0].spans).toHaveLength(2);
});

test('sem --json: a tabela das portas, em português', async () => {
  const child = luneta(...ANY_PORT_FLAGS);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(line);
    if (line.includes('Ctrl+C')) break;
  }
  const text = lines.join('\n');
  expect(text).toContain('Luneta pronta');
  expect(text).toMatch(/http:\/\/localhost:\d+ +OTLP\/HTTP +\(o padrão é 4318\)/);
});

test('opção ruim e porta ocupada: uma frase na saída de erro, código 2', async () => {
  expect(await finished(luneta('--nada'))).toEqual({
    code: 2,
    stdout: '',
    stderr: 'Opção desconhecida: --nada. Veja as opções com --help.\n',
  });
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const taken = await finished(luneta(...ANY_PORT_FLAGS, '--ui', String(port)));
  server.close();
  expect(taken.code).toBe(2);
  expect(taken.stderr).toMatch(new RegExp(`^Não deu para começar: a porta ${port}/tcp .*\\n$`));
});

test('um endereço que não é desta máquina: uma frase, código 2', async () => {
  const { code, stderr } = await finished(luneta(...ANY_PORT_FLAGS, '--host', '203.0.113.7'));
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Não deu para escutar em 203\.0\.113\.7.*\n$/);
});

test('todas as portas em off: uma frase, código 2', async () => {
  const closed = ANY_PORT_FLAGS.map((flag) => (flag === '0' ? 'off' : flag));
  const { code, stderr } = await finished(luneta(...closed));
  expect(code).toBe(2);
  expect(stderr).toMatch(/^Todas as portas estão em "off".*\n$/);
});

test('um arquivo de estratégias que não existe: uma frase, código 2', async () => {
  const { code, stderr } = await finished(luneta(...ANY_PORT_FLAGS, '--sampling-strategies', '/nada/regras.json'));
  expect(code).toBe(2);
  expect(stderr).toBe('Estratégias de amostragem em /nada/regras.json: o arquivo não existe. Confira o caminho.\n');
});

test('--help: sai com 0', async () => {
  const { code, stdout } = await finished(luneta('--help'));
  expect(code).toBe(0);
  expect(stdout).toContain('--otlp-http');
});
