import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { DOORS } from '../../luneta/doors.ts';
import { startLuneta, type Luneta, type LunetaOptions } from '../../luneta/start.ts';
import { ANY_PORTS } from '../../luneta/testing/any-ports.ts';
import { UsageError } from '../../usage-error.ts';
import { findRepoRoot } from '../../repo-root.ts';
import { type Backend, BackendError, openBackend } from './backend.ts';
import { ANY_PORT_ENV, portEnv } from './testing/any-port-env.ts';
import { serve } from '../../testing/serve.ts';

async function open(options: Parameters<typeof openBackend>[0]): Promise<Backend> {
  const backend = await openBackend(options);
  onTestFinished(() => backend.close());
  return backend;
}

async function running(options: LunetaOptions = {}): Promise<Luneta> {
  const luneta = await startLuneta({ ports: ANY_PORTS, ...options });
  onTestFinished(() => luneta.close());
  return luneta;
}

/** Uma porta com dono. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** O backend está vivo: recebe em `otlpUrl` e responde em `url`. */
async function isUp({ url, otlpUrl }: Backend): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  const sent = await fetch(`${otlpUrl}/v1/traces`, { method: 'POST', body: '{}', headers }).catch(() => undefined);
  const asked = await fetch(`${url}/api/services`).catch(() => undefined);
  return sent?.ok === true && asked?.ok === true;
}

function envOf({ ports }: Luneta): Record<string, string> {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${ports.otlpHttp}`,
    OTEL_EXPORTER_JAEGER_AGENT_HOST: 'localhost',
    OTEL_EXPORTER_JAEGER_AGENT_PORT: String(ports.jaegerBinary),
    OTEL_EXPORTER_ZIPKIN_ENDPOINT: `http://localhost:${ports.zipkin}/api/v2/spans`,
  };
}

test('ninguém roda: uma Luneta nossa, que termina conosco', async () => {
  const backend = await open({ env: ANY_PORT_ENV });
  expect(backend).toMatchObject({ kind: 'started', isLuneta: true });
  expect(backend.url).toMatch(/^http:\/\/localhost:\d+$/);
  expect(backend.env.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(backend.otlpUrl);
  expect(await isUp(backend)).toBe(true);
  await backend.close();
  expect(await isUp(backend)).toBe(false);
});

test('uma Luneta já roda: é ela, e continua', async () => {
  const luneta = await running();
  const backend = await open({ env: { ...ANY_PORT_ENV, LUNETA_UI: String(luneta.ports.ui) } });
  expect(backend).toMatchObject({
    kind: 'reused',
    isLuneta: true,
    url: luneta.urls.ui,
    otlpUrl: luneta.urls.otlpHttp,
    env: envOf(luneta),
  });
  await backend.close();
  expect(await isUp(backend)).toBe(true);
});

test('a que já roda não tem as portas de que precisamos: outra, e o aviso diz quais portas mudaram', async () => {
  const luneta = await running({ ports: { ...ANY_PORTS, otlpHttp: 'off' } });
  const warnings: string[] = [];
  const env = { ...ANY_PORT_ENV, LUNETA_UI: String(luneta.ports.ui) };
  const backend = await open({ env, onWarning: (message) => warnings.push(message) });
  expect(backend.kind).toBe('started');
  expect(await isUp(backend)).toBe(true);
  const moved = `${luneta.ports.ui} → ${new URL(backend.url).port} (interface e API do Jaeger)`;
  expect(warnings).toEqual([`Portas ocupadas (outra Luneta, um Jaeger, um Collector?); usei outras: ${moved}.`]);
});

test('um Jaeger na porta da tela não é uma Luneta: a nossa vai para outra', async () => {
  const jaeger = await serve((_request, response) => response.end('{"data":[]}'));
  const backend = await open({ env: { ...ANY_PORT_ENV, LUNETA_UI: new URL(jaeger).port }, onWarning: () => {} });
  expect(backend.kind).toBe('started');
  expect(backend.url).not.toContain(new URL(jaeger).port);
});

test('as variáveis LUNETA_*: as portas, o endereço, a pasta', async () => {
  const data = mkdtempSync(path.join(tmpdir(), 'lab-backend-'));
  onTestFinished(() => rmSync(data, { recursive: true }));
  const env = { ...ANY_PORT_ENV, LUNETA_HOST: '127.0.0.3', LUNETA_DATA: data };
  const backend = await open({ env });
  expect(backend.url).toMatch(/^http:\/\/127\.0\.0\.3:\d+$/);
  expect(backend.env.OTEL_EXPORTER_JAEGER_AGENT_HOST).toBe('127.0.0.3');
  expect(await isUp(backend)).toBe(true);
  // A pasta é de uma Luneta por vez.
  const second = openBackend({ env });
  await expect(second).rejects.toThrow(BackendError);
  await expect(second).rejects.toThrow(data);
});

test('variáveis LUNETA_* que não servem', async () => {
  const rejected = (env: Record<string, string>): Promise<Error> =>
    openBackend({ env: { ...ANY_PORT_ENV, ...env } }).then(
      () => new Error('abriu'),
      (error: Error) => error,
    );
  const wrong = await rejected({ LUNETA_MAX_BYTES: 'muito' });
  expect(wrong).toBeInstanceOf(UsageError);
  expect(wrong.message).toContain('LUNETA_MAX_BYTES');
  const closed = await rejected({ LUNETA_OTLP_HTTP: 'off' });
  expect(closed).toBeInstanceOf(UsageError);
  expect(closed.message).toMatch(/^LUNETA_OTLP_HTTP=off fecha a porta de OTLP\/HTTP.*Tire a variável/);
  const elsewhere = await rejected({ LUNETA_HOST: '203.0.113.7' });
  expect(elsewhere).toBeInstanceOf(BackendError);
  expect(elsewhere.message).toContain('203.0.113.7');
});

test('todas as portas ocupadas: o aviso diz cada uma', async () => {
  const taken = new Map<string, number>();
  for (const name of ['ui', 'otlpHttp', 'otlpGrpc', 'jaegerHttp'] as const) taken.set(name, await takenPort());
  const warnings: string[] = [];
  const env = portEnv((name) => taken.get(name) ?? 0);
  const backend = await open({ env, onWarning: (message) => warnings.push(message) });
  expect(warnings).toHaveLength(1);
  for (const [name, port] of taken) {
    const { label } = DOORS[name as keyof typeof DOORS];
    expect(warnings[0]).toMatch(new RegExp(`\\b${port} → (?!${port})\\d+ \\(${label.replace('/', '\\/')}`));
  }
  expect(await isUp(backend)).toBe(true);
});

test('--backend com uma Luneta: as portas dela, na máquina dela', async () => {
  const luneta = await running();
  const backend = await open({ given: ` localhost:${luneta.ports.ui}/ `, env: {} });
  expect(backend).toMatchObject({ kind: 'given', isLuneta: true, url: luneta.urls.ui, otlpUrl: luneta.urls.otlpHttp });
  expect(backend.env).toEqual(envOf(luneta));
  await backend.close();
  expect(await isUp(backend)).toBe(true);

  const { env } = await open({ given: `http://[::1]:${luneta.ports.ui}`, env: {} });
  expect(env.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(`http://[::1]:${luneta.ports.otlpHttp}`);
  expect(env.OTEL_EXPORTER_JAEGER_AGENT_HOST).toBe('::1');
});

test('--backend com um Jaeger, num caminho base: as portas padrão, e as variáveis do aluno passam à frente', async () => {
  const asked: string[] = [];
  const url = await serve((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/jaeger/api/services') response.end('{"data":null,"total":0}');
    else response.end('<!doctype html><title>Jaeger UI</title>');
  });
  const usual = await open({ given: `${url}/jaeger/?x=1`, env: { LUNETA_UI: '1' } });
  expect(usual).toMatchObject({
    kind: 'given',
    isLuneta: false,
    url: `${url}/jaeger`,
    otlpUrl: 'http://127.0.0.1:4318',
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318',
      OTEL_EXPORTER_JAEGER_AGENT_HOST: '127.0.0.1',
      OTEL_EXPORTER_JAEGER_AGENT_PORT: '6832',
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://127.0.0.1:9411/api/v2/spans',
    },
  });
  expect(asked[0]).toBe('/jaeger/api/services');
  expect(asked.every((asking) => asking.startsWith('/jaeger/'))).toBe(true);
  const own = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example/', OTEL_EXPORTER_JAEGER_AGENT_PORT: '' };
  const { otlpUrl, env } = await open({ given: `${url}/jaeger`, env: own });
  expect(otlpUrl).toBe('https://otlp.example');
  expect(env).toMatchObject({ ...own, OTEL_EXPORTER_JAEGER_AGENT_PORT: '6832' });
});

test('as variáveis que o aluno tem no terminal não desviam da Luneta', async () => {
  const { env, otlpUrl } = await open({ env: { ...ANY_PORT_ENV, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' } });
  expect(env.OTEL_EXPORTER_OTLP_ENDPOINT).toBe(otlpUrl);
});

test('quem não inicia uma Luneta não a carrega', async () => {
  const { metafile } = await build({
    absWorkingDir: findRepoRoot(),
    entryPoints: ['kit/cli/backend/backend.ts'],
    outdir: 'nenhuma',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
  const loaded = Object.values(metafile.outputs).filter(
    ({ entryPoint }) => entryPoint === 'kit/cli/backend/backend.ts',
  );
  // A lista cresce com o que cada um importa.
  for (const { imports } of loaded) {
    loaded.push(
      ...imports.flatMap(({ kind, path: file }) => (kind === 'import-statement' ? (metafile.outputs[file] ?? []) : [])),
    );
  }
  const sources = loaded.flatMap(({ inputs }) => Object.keys(inputs));
  expect(sources).toContain('kit/luneta/doors.ts');
  expect(sources).not.toContain('kit/luneta/start.ts');
});

test('quem já desistiu não abre nada: o erro é o motivo dele', async () => {
  const reason = new Error('desisti');
  await expect(openBackend({ env: ANY_PORT_ENV, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});
