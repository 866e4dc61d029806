/** OTLP/HTTP com conexões que ficam abertas, como as de um exporter. */
import { Agent, request } from 'node:http';
import type { Signal } from '../../wire/signal.ts';
import type { Encoding } from './payloads.ts';
import type { Sender } from './sender.ts';

export function createHttpSender(
  port: number,
  connections: number,
  encoding: Encoding = 'protobuf',
  signal: Signal = 'traces',
): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  const headers = {
    'content-type': encoding === 'json' ? 'application/json' : 'application/x-protobuf',
    ...(encoding === 'gzip' && { 'content-encoding': 'gzip' }),
  };
  const options = { agent, host: '127.0.0.1', port, path: `/v1/${signal}`, method: 'POST' };
  return {
    send: (_connection, body) =>
      new Promise((resolve) => {
        const outgoing = request({ ...options, headers: { ...headers, 'content-length': body.length } }, (response) => {
          const { statusCode = 0 } = response;
          response.resume();
          response.on('end', () => resolve(statusCode === 200 ? 'ok' : `HTTP ${statusCode}`));
          response.on('error', (error) => resolve(reasonOf(error)));
        });
        outgoing.on('error', (error) => resolve(reasonOf(error)));
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}

export function reasonOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.message;
}
