/** A API do Prometheus sobre um armazenamento, numa porta livre. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPrometheusRouter, type PrometheusApiDeps } from '../prometheus.ts';

export interface ServedPrometheus {
  url: string;
  close(): void;
}

export async function servePrometheus(deps: PrometheusApiDeps): Promise<ServedPrometheus> {
  const router = createPrometheusRouter(deps);
  const server = createServer((req, res) =>
    router(req, res, (error) => res.writeHead(error === undefined ? 404 : 500).end(String(error ?? ''))),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
