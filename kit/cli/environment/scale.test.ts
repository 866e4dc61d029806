import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePorts } from '../../free-ports.ts';
import { serve } from '../../testing/serve.ts';
import { askHttp } from './ask-http.ts';
import { checkScale } from './scale.ts';

/** Um broker, para quem só pergunta se há alguém na porta. */
async function startBroker(): Promise<string> {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('com os dois no ar, diz onde estão', async () => {
  const broker = await startBroker();
  const store = await serve((_, response) => response.end('{}'));
  const env = { KAFKA_BROKERS: `${broker},127.0.0.1:1`, OPENSEARCH_URLS: store };
  const [check] = await checkScale({ env, ask: askHttp });
  expect(check).toEqual({ code: 'scale', state: 'ok', found: `Escala: Kafka em ${broker}, store em ${store}` });
});

test('sem um, diz qual falta, onde o procurou, e como ligá-la', async () => {
  const broker = await startBroker();
  const [port] = await freePorts(1);
  const env = { KAFKA_BROKERS: broker, OPENSEARCH_URLS: `http://127.0.0.1:${port}` };
  const [check] = await checkScale({ env, ask: askHttp });
  expect(check?.state).toBe('missing');
  expect(check?.found).toBe(
    `A escala não está no ar: ninguém atende em http://127.0.0.1:${port}, onde estaria o OpenSearch`,
  );
  expect(check?.fix).toContain('npm run scale small');
});

test('sem os dois, e com um endereço que não é endereço, não rejeita', async () => {
  const [one, other] = await freePorts(2);
  const nobody = { KAFKA_BROKERS: `127.0.0.1:${one}`, OPENSEARCH_URLS: `http://127.0.0.1:${other}` };
  const [both] = await checkScale({ env: nobody, ask: askHttp });
  expect(both?.found).toMatch(/onde estaria o Kafka; .*onde estaria o OpenSearch/);
  const [odd] = await checkScale({ env: { ...nobody, KAFKA_BROKERS: 'isto não é' }, ask: askHttp });
  expect(odd?.found).toContain('ninguém atende em isto não é, onde estaria o Kafka');
});
