/** Um Prometheus de verdade, que coleta uma página nossa. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const READY_DEADLINE_MS = 30_000;
const SCRAPE_INTERVAL = '500ms';
export const JOB = 'loja';

export interface RealPrometheus {
  url: string;
  /** `127.0.0.1:porta` da página: o rótulo `instance`. */
  instance: string;
  close(): Promise<void>;
}

/** @param page O que a página diz na coleta de número `scrape`, a partir de zero. */
export async function startRealPrometheus(page: (scrape: number) => string): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'luneta-prometheus-'));
  const pages = await servePages(page);
  const instance = `127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const config = join(folder, 'prometheus.yml');
  await writeFile(
    config,
    `global: {scrape_interval: ${SCRAPE_INTERVAL}, scrape_timeout: ${SCRAPE_INTERVAL}}\nscrape_configs:\n  - {job_name: ${JOB}, static_configs: [{targets: ['${instance}']}]}\n`,
  );
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--enable-feature=exemplar-storage',
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const url = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.pid !== undefined) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    pages.closeAllConnections();
    await new Promise((resolve) => pages.close(resolve));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(child, url);
  } catch (error) {
    await close();
    throw error;
  }
  return { url, instance, close };
}

async function servePages(page: (scrape: number) => string): Promise<Server> {
  let scrape = 0;
  const server = createServer((_req, res) => {
    res.setHeader('Content-Type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
    res.end(page(scrape++));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function freePort(): Promise<number> {
  const server = createNetServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function waitUntilReady(child: ChildProcess, url: string): Promise<void> {
  let failure: Error | undefined;
  let log = '';
  child.once('error', () => {
    failure = new Error(
      'Este teste compara a Luneta com um Prometheus de verdade, e não achou o programa `prometheus`. Instale-o: apt-get install prometheus',
    );
  });
  child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  child.once('exit', (code) => (failure ??= new Error(`O Prometheus terminou com código ${code}:\n${log}`)));
  const deadline = performance.now() + READY_DEADLINE_MS;
  while (performance.now() < deadline) {
    if (failure) throw failure;
    const isReady = await fetch(`${url}/-/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await delay(50);
  }
  throw new Error(`O Prometheus não ficou pronto em ${READY_DEADLINE_MS} ms:\n${log}`);
}
