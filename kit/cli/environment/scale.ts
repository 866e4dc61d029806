/** A escala do lab 06 está no ar: o Kafka e o store dos passos que os usam? */
import { once } from 'node:events';
import { connect } from 'node:net';
import { usualPorts } from '../../scale/ports.ts';
import type { EnvironmentCheck, Machine } from './check.ts';
import { texts } from './texts.ts';

const CONNECT_MS = 1000;

export async function checkScale({ env, ask }: Pick<Machine, 'env' | 'ask'>): Promise<EnvironmentCheck[]> {
  const usual = usualPorts(1, 1);
  const broker = firstOf(env.KAFKA_BROKERS) ?? `127.0.0.1:${usual.kafka[0]}`;
  const store = firstOf(env.OPENSEARCH_URLS) ?? `http://127.0.0.1:${usual.store[0]}`;
  const [hasBroker, answer] = await Promise.all([accepts(broker), ask(store)]);
  const missing = [...(hasBroker ? [] : [texts.noBroker(broker)]), ...(answer ? [] : [texts.noStore(store)])];
  if (missing.length === 0) return [{ code: 'scale', state: 'ok', found: texts.scaleFound(broker, store) }];
  return [{ code: 'scale', state: 'missing', found: texts.scaleMissing(missing), fix: texts.scaleFix }];
}

function firstOf(list: string | undefined): string | undefined {
  return list?.split(',')[0]?.trim() || undefined;
}

async function accepts(address: string): Promise<boolean> {
  const [, host, port] = /^(.+):(\d+)$/.exec(address) ?? [];
  if (host === undefined) return false;
  const socket = connect({ host, port: Number(port), timeout: CONNECT_MS });
  socket.once('timeout', () => socket.destroy(new Error('timeout')));
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
