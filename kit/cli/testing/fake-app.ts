/** Apps de mentira para o `npm start` dos testes: cada um falha (ou não) de um jeito. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** Grava o programa numa pasta temporária e devolve o caminho dele. */
export function writeProgram(name: string, source: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'npm-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, name);
  writeFileSync(file, source);
  return file;
}

export interface FakeAppOptions {
  /** O que fazer a cada requisição, antes de responder `ok`; vê `request` e `sendSpan(nome, userAgent)`. */
  onRequest?: string;
  /** Código que roda antes de escutar. */
  before?: string;
}

/** Um app que escuta, avisa que está pronto e, se mandarem, emite spans por OTLP. */
export function writeFakeApp({ onRequest = '', before = '' }: FakeAppOptions = {}): string {
  return writeProgram(
    'fake-app.cjs',
    `
const { createServer } = require('node:http');
const { randomBytes } = require('node:crypto');
async function sendSpan(name, userAgent = '') {
  const now = BigInt(Date.now()) * 1000000n;
  await fetch(process.env.OTEL_EXPORTER_OTLP_ENDPOINT + '/v1/traces', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      resourceSpans: [{
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'service_example' } }] },
        scopeSpans: [{ spans: [{
          traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), name, kind: 2,
          startTimeUnixNano: String(now), endTimeUnixNano: String(now + 5000000n),
          attributes: [{ key: 'user_agent.original', value: { stringValue: userAgent } }],
        }] }],
      }],
    }),
  });
}
${before}
const server = createServer(async (request, response) => {
  ${onRequest}
  response.end('ok');
});
server.listen(Number(process.env.PORT), process.env.HOST, () => {
  console.log(JSON.stringify({ ready: true, port: server.address().port }));
});
`,
  );
}
