// O gateway do aluno: um Collector com o arquivo dele, numa porta livre.

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { type Child, startChild } from './child';
import { BROKERS, COLLECTORS } from './settings';
import { until } from './until';

const READY_MS = 15_000;
const FILE = path.join(__dirname, '..', 'gateway.yaml');

export interface Gateway {
  /** A base OTLP/HTTP. */
  readonly url: string;
  kill(): Promise<void>;
}

/** @param folder Onde o Collector pode guardar o que quiser; a de quem morreu é a de quem recomeça. @throws Error com o que ele disse. */
export async function startGateway(topic: string, folder: string): Promise<Gateway> {
  const [otlp = 0, health = 0] = await freePorts(2);
  const child = startChild(collectorCommand(), [`--config=${FILE}`], {
    COLLECTOR_OTLP_HTTP: `127.0.0.1:${otlp}`,
    COLLECTOR_HEALTH: `127.0.0.1:${health}`,
    KAFKA_BROKER: BROKERS[0] ?? '',
    KAFKA_TOPIC: topic,
    GATEWAY_FOLDER: folder,
  });
  const ready = await until(
    async () => (!child.isRunning() ? 'ended' : (await answers(health)) ? 'ready' : undefined),
    READY_MS,
  );
  if (ready === 'ready') return { url: `http://127.0.0.1:${otlp}`, kill: child.kill };
  await child.kill();
  throw new Error(`O Collector não ficou no ar com o seu gateway.yaml. O que ele disse:\n${lastLines(child)}`);
}

function collectorCommand(): string {
  const found = COLLECTORS.find((command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0);
  if (found) return found;
  throw new Error(`Não achei o Collector (${COLLECTORS.join(', ')}). Diga onde ele está na variável LAB_COLLECTOR.`);
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false;
  }
}

function lastLines(child: Child): string {
  return child.log().trim().split('\n').slice(-8).join('\n');
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
