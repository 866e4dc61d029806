import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../course/testing/temporary-folder.ts';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import type { Lab } from '../../../course/manifest.ts';
import { findRepoRoot } from '../../../repo-root.ts';
import { backendAddress } from '../../backend/backend-address.ts';
import { startLabServices } from './lab-services.ts';

const ANSWERS = `
import { createServer } from 'node:http';
const server = createServer((request, response) => response.end(JSON.stringify(process.env)));
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log(JSON.stringify({ ready: true, port: Number(process.env.PORT) })));
`;
const lab: Lab = {
  id: '07-x',
  number: '07',
  title: 'X',
  services: [
    { entry: 'a.ts', name: 'a', urlVariable: 'A_URL' },
    { entry: 'b.ts', name: 'b' },
  ],
  steps: [{ id: '07/1', title: 'X', minutes: 5, files: ['a.ts'], otlp: 'grpc', hints: {} }],
};

function projectRoot(b: string): string {
  const root = temporaryFolder({
    'labs/07-x/app/a.ts': ANSWERS,
    'labs/07-x/app/b.ts': b,
    'labs/07-x/package.json': '{"type":"commonjs"}',
  });
  symlinkSync(path.join(findRepoRoot(), 'node_modules'), path.join(root, 'node_modules'), 'junction');
  return root;
}

test('os prontos do lab, sem a pasta do aluno: cada um recebe os endereços dos outros e os do backend, por gRPC', async () => {
  const stop = new AbortController();
  const root = projectRoot(ANSWERS);
  const backend = backendAddress('http://localhost:26686', { otlpGrpc: 24317, otlpHttp: 24318 });
  const running = await startLabServices({ root, stop: stop.signal }, lab, {
    finished: true,
    backend,
    env: { EXTRA: '1' },
  });
  onTestFinished(() => running.stop());
  expect(await (await fetch(running.urls.b ?? '')).json()).toMatchObject({
    A_URL: running.urls.a,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:24317',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    BROWSER_OTLP_URL: 'http://localhost:24318',
    BACKEND_URL: 'http://localhost:26686',
    OTEL_METRIC_EXPORT_INTERVAL: '500',
    EXTRA: '1',
  });
  // Interrompido o comando, eles acabam.
  stop.abort();
  await running.stop();
  await expect(fetch(running.urls.b ?? '')).rejects.toThrow('fetch failed');
});

test('sem ninguém para salvar, um que não fica no ar encerra os outros, e diz por quê', async () => {
  const root = projectRoot(`throw new Error('não subo');`);
  const started = startLabServices({ root, stop: new AbortController().signal }, lab, { finished: true });
  await expect(started).rejects.toThrow(/^b\.ts terminou com erro[^]*não subo/);
});
