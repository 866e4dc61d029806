/** Um Prometheus de verdade, que coleta uma página nossa. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startPrometheus } from '../../../testing/platform/prometheus.ts';

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
  const pages = await servePages(page);
  const instance = `127.0.0.1:${(pages.address() as AddressInfo).port}`;
  const closePages = async (): Promise<void> => {
    pages.closeAllConnections();
    await new Promise((resolve) => pages.close(resolve));
  };
  try {
    const prometheus = await startPrometheus({
      config: `global: {scrape_interval: ${SCRAPE_INTERVAL}, scrape_timeout: ${SCRAPE_INTERVAL}}\nscrape_configs:\n  - {job_name: ${JOB}, static_configs: [{targets: ['${instance}']}]}\n`,
    });
    const close = async (): Promise<void> => {
      await prometheus.close();
      await closePages();
    };
    return { url: prometheus.url, instance, close };
  } catch (error) {
    await closePages();
    throw error;
  }
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
